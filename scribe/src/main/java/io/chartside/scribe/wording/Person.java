package io.chartside.scribe.wording;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns first and second person into the third: "i take my pills" said by the patient, "you have" said to the patient. */
public final class Person {
    private static final Set<String> NO_SUBJECT_BEFORE = Set.of(
            "for",
            "to",
            "with",
            "on",
            "of",
            "at",
            "about",
            "from",
            "give",
            "gives",
            "gave",
            "help",
            "helps",
            "let",
            "see",
            "get",
            "put",
            "start",
            "keep",
            "send",
            "refer",
            "want",
            "wants",
            "have",
            "having",
            "tell",
            "told",
            "continue",
            "make",
            "makes",
            "made",
            "bother",
            "bothers",
            "ask",
            "asked",
            "treat",
            "switch",
            "take",
            "hurt",
            "hurts",
            "call",
            "examine",
            "show",
            "prescribe",
            "order",
            "like",
            "need",
            "between",
            "into",
            "had",
            "prescribed",
            "started",
            "sent",
            "allow",
            "advised",
            "advise",
            "encourage",
            "encouraged",
            "referred",
            "gotten",
            "getting",
            "giving",
            "letting",
            "placed",
            "place",
            "write",
            "schedule",
            "set",
            "seeing",
            "caused",
            "cause",
            "starting",
            "putting",
            "ordered",
            "wanted",
            "recommend",
            "by",
            "bring",
            "behind",
            "than",
            "around");
    private static final Set<String> OPENERS = Set.of(
            "",
            "that",
            "if",
            "when",
            "because",
            "and",
            "so",
            "as",
            "since",
            "where",
            "what",
            "how",
            "which",
            "but",
            "though",
            ",",
            "then",
            "or",
            "until",
            "while",
            "whether",
            "unless",
            "once",
            "after",
            "before",
            "whenever",
            "that's");
    private static final Set<String> NOT_VERBS = Set.of(
            "and",
            "or",
            "to",
            "a",
            "the",
            "that",
            "this",
            "some",
            "for",
            "in",
            "on",
            "with",
            "back",
            "out",
            "up",
            "any",
            "guys",
            "through",
            "over",
            "more",
            "about",
            "at",
            "from",
            "of",
            "my",
            "your",
            "an",
            "these",
            "those",
            "something",
            "both",
            "another",
            "all",
            "better",
            "feeling",
            "there",
            "two");
    private static final Set<String> AUXILIARIES = Set.of(
            "am", "are", "is", "was", "were", "have", "has", "had", "do", "does", "did", "will", "would", "can",
            "could", "should");
    private final Verbs verbs;

    public Person(Verbs verbs) {
        this.verbs = verbs;
    }

    /** @param first whether the patient is the one who says it; otherwise the patient is the one spoken to */
    public List<String> third(List<String> words, boolean first, Pronouns pronouns) {
        List<String> out = new ArrayList<>(words.size());
        boolean bySubject = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String before = i == 0 ? "" : words.get(i - 1);
            String after = i + 1 < words.size() ? words.get(i + 1) : "";
            if (first ? word.equals("i") : word.equals("you") && subject(before, after)) {
                out.add(pronouns.subject());
                i = agree(words, i + 1, out, AUXILIARIES.contains(before)) - 1;
                bySubject = true;
                continue;
            }
            if (first && word.equals("you")) {
                out.add(subject(before, after) && !after.isEmpty() ? "i" : "me");
                continue;
            }
            if (bySubject
                    && word.equals("and")
                    && verbs.common(after)
                    && !AUXILIARIES.contains(after)
                    && !verbs.past(after)
                    && simplePresent(out)) {
                out.add("and");
                out.add(verbs.third(after));
                i++;
                continue;
            }
            out.add(word(word, first, pronouns));
            if (out.get(out.size() - 1).equals(",")) {
                bySubject = false;
            }
        }
        return out;
    }

    private boolean simplePresent(List<String> out) {
        return !out.contains("to") && !out.contains("is") && !out.contains("was") && !out.contains("did");
    }

    private boolean subject(String before, String after) {
        if (after.isEmpty() || !Character.isLetter(after.charAt(0))) {
            return false;
        }
        if (OPENERS.contains(before) || AUXILIARIES.contains(before)) {
            return !NOT_VERBS.contains(after);
        }
        boolean verbal = verbs.common(after) || verbs.past(after) || verbs.adverb(after);
        return verbal
                && (!NO_SUBJECT_BEFORE.contains(before) || AUXILIARIES.contains(after) || AUXILIARIES.contains(before))
                && !(before.equals("see") && after.equals("back"));
    }

    /** Copies adverbs, then the verb in the third person. Answers the index after the verb. */
    private int agree(List<String> words, int i, List<String> out, boolean inverted) {
        int at = i;
        while (at < words.size() && verbs.adverb(words.get(at))) {
            out.add(words.get(at++));
        }
        if (at < words.size()) {
            String verb = words.get(at);
            out.add(
                    inverted || !Character.isLetter(verb.charAt(0)) || verb.equals("and") || verb.equals("or")
                            ? verb
                            : verbs.third(verb));
            at++;
        }
        return at;
    }

    private static String word(String word, boolean first, Pronouns p) {
        if (first) {
            return switch (word) {
                case "me" -> p.object();
                case "my", "mine" -> p.possessive();
                case "myself" -> p.reflexive();
                case "am" -> "is";
                case "your", "yours" -> "my";
                default -> word;
            };
        }
        return switch (word) {
            case "you" -> p.object();
            case "your", "yours" -> p.possessive();
            case "yourself" -> p.reflexive();
            default -> word;
        };
    }
}

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
            "two",
            "here",
            "after",
            "before",
            "him",
            "her",
            "them",
            "his",
            "their",
            "today",
            "antibiotics",
            "when",
            "if",
            "because",
            "what",
            "how",
            "so",
            "but",
            "by",
            "like",
            "as",
            "one",
            "into",
            "down",
            "off",
            "around",
            "without");
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
        boolean named = false;
        int from = 0;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String before = i == 0 ? "" : words.get(i - 1);
            String after = i + 1 < words.size() ? words.get(i + 1) : "";
            if (first ? word.equals("i") : word.equals("you") && subject(words, i)) {
                boolean plural = named && pronouns.neutral();
                out.add(plural ? "they" : pronouns.subject());
                named = true;
                from = out.size();
                i = agree(words, i + 1, out, inverted(words, i), plural) - 1;
                bySubject = !plural;
                continue;
            }
            if (first && word.equals("you")) {
                out.add(subject(words, i) ? "i" : "me");
                continue;
            }
            if (bySubject
                    && (word.equals("and") || word.equals("or"))
                    && verbs.common(after)
                    && !AUXILIARIES.contains(after)
                    && !verbs.past(after)
                    && simplePresent(out.subList(from, out.size()))) {
                out.add(word);
                out.add(verbs.third(after));
                i++;
                continue;
            }
            String written = word(word, first, pronouns);
            if (named && pronouns.neutral() && written.equals(pronouns.object()) && !written.equals(word)) {
                written = "them";
            }
            out.add(written);
            if (written.equals(",")) {
                bySubject = false;
            }
        }
        return out;
    }

    private boolean simplePresent(List<String> out) {
        return !out.contains("to") && !out.contains("is") && !out.contains("was") && !out.contains("did");
    }

    /** Whether the "you" at this place is a subject: a verb follows and nothing before takes it as an object. */
    private boolean subject(List<String> words, int i) {
        String before = i == 0 ? "" : words.get(i - 1);
        String after = i + 1 < words.size() ? words.get(i + 1) : "";
        if (after.isEmpty() || !Character.isLetter(after.charAt(0))) {
            return false;
        }
        if (OPENERS.contains(before) || inverted(words, i)) {
            return !NOT_VERBS.contains(after);
        }
        boolean verbal = verbs.common(after) || verbs.past(after) || verbs.adverb(after);
        return verbal
                && !AUXILIARIES.contains(before)
                && (!NO_SUBJECT_BEFORE.contains(before) || AUXILIARIES.contains(after))
                && !(before.equals("see") && after.equals("back"));
    }

    /** "are you", "did you": an auxiliary before the subject, at the start of its clause. */
    private static boolean inverted(List<String> words, int i) {
        return i > 0 && AUXILIARIES.contains(words.get(i - 1)) && (i == 1 || OPENERS.contains(words.get(i - 2)));
    }

    /** Copies adverbs, then the verb in the third person. Answers the index after the verb. */
    private int agree(List<String> words, int i, List<String> out, boolean inverted, boolean plural) {
        int at = i;
        while (at < words.size() && verbs.adverb(words.get(at))) {
            out.add(words.get(at++));
        }
        if (at < words.size()) {
            String verb = words.get(at);
            boolean kept = inverted || !Character.isLetter(verb.charAt(0)) || NOT_VERBS.contains(verb);
            out.add(kept ? verb : plural ? verbs.plural(verb) : verbs.third(verb));
            at++;
        }
        return at;
    }

    private static String word(String word, boolean first, Pronouns p) {
        if (first) {
            return switch (word) {
                case "me" -> p.object();
                case "my" -> p.possessive();
                case "mine" -> p.possessive().equals("his") ? "his" : p.possessive() + "s";
                case "myself" -> p.reflexive();
                case "am" -> "is";
                case "your", "yours" -> "my";
                default -> word;
            };
        }
        return switch (word) {
            case "you" -> p.object();
            case "your" -> p.possessive();
            case "yours" -> p.possessive().equals("his") ? "his" : p.possessive() + "s";
            case "yourself" -> p.reflexive();
            default -> word;
        };
    }
}

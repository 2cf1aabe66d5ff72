package io.chartside.scribe.wording;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Judges whether words of the note form a sentence that a clinician can sign: a subject with its verb, nothing dangling,
 * no first or second person, no subject case where an object belongs. A sentence that is not whole is mended where the
 * mend is sure, and left out otherwise.
 */
public final class WellFormed {
    private static final int LONGEST = 40;
    private static final Pattern CASES = Pattern.compile(
            "\\b(?:of|for|to|with|at|from|about|have|had|has|give|gave|get|let|see|put|tell|told|ask|asked|help|helps|makes|made|by|keep|send|sent|bother|bothers|start|started|want|between) (?:she|he|they)\\b(?! (?:is|was|has|had|were|are|have|does|did|can|could|would|will|reports?|feels?|takes?|felt|gets?|got|thinks?|thought|noticed|notices|wants?|needs?|said|says|uses?|goes|went))"
                    + "|(?:^|\\b(?:and|but|that|because|if|when|since|so) )(?:him|them) (?:is|was|has|were|had|does|did|will)\\b"
                    + "|\\bthe patient (?:the patient|she|he|they|their|her|his|down|your|is patient)\\b|\\b(she|he|they|it) (?:she|he|they|it)\\b");
    private static final Pattern DOUBLED = Pattern.compile(
            "\\b(?:is|are|was|were) (?:is|are|was|were|has|have|had|does|did|do|reveals?|revealed|shows|will|would|could|should|i|she|he|they|we|to|of|,)\\b"
                    + "|\\b(?:has|have) (?:is|are|was|were|has|does|did|will|do|she|he|they|on|of|at|in|,)\\b"
                    + "|\\b(?:will|would|can|could|should|may|might|must) (?:is|are|was|were|has|had|does|did|will|would|can|could|should|i|we|they|she|he|going|getting|ordering)\\b"
                    + "|\\b(?:does|did|do) (?:is|are|was|were|has|had|did|will|would|can)\\b"
                    + "|\\b(?:the|a|an|her|his|their|my|of|to|for|with) (?:and|but|or|so|is|are|was|were|has|have|does|did|will|because|then|of|,|he|she|they|i|we|it has|that is)\\b"
                    + "|\\b(?:to|will|would|can|could|should) (?:takes|gets|goes|feels|needs|sees|has|does|hurts|makes|was)\\b"
                    + "|\\b(?:and|but|or|so|because|if) (?:and|but|or|because|,)\\b|\\b(?:the|a|an) (?:the|a|an|her|his|their|this|my)\\b|\\bwe (?:are|do) is\\b|\\bme and\\b");
    /** Past forms that are as often a noun or an adjective: "a bit", "her left knee". */
    private static final Set<String> NOUNS_TOO = Set.of(
            "bit", "left", "set", "cut", "lay", "put", "let", "thought", "led", "saw", "felt", "broke", "shot", "needs",
            "notes");

    /** Past forms that tell how somebody is. */
    private static final Set<String> STATES = Set.of(
            "tired",
            "bloated",
            "constipated",
            "depressed",
            "confused",
            "exhausted",
            "scared",
            "worried",
            "relieved",
            "swollen",
            "stuffed",
            "congested",
            "stressed",
            "married",
            "retired",
            "divorced",
            "widowed",
            "used",
            "located",
            "based",
            "supposed",
            "increased",
            "decreased",
            "blurred",
            "limited",
            "red",
            "related");

    private final Verbs verbs;
    private final Set<String> subjects;
    private final Set<String> leads;
    private final Set<String> auxiliaries;
    private final Set<String> subordinators;
    private final Set<String> prepositions;
    private final Set<String> neverLast;
    private final Set<String> neverFirst;
    private final Set<String> persons;
    private final Set<String> noVerbs;
    private final Set<String> participles;
    private final Set<String> coarse;

    public WellFormed(LexiconText text, Verbs verbs) {
        this.verbs = verbs;
        Map<String, Set<String>> lists = RuleText.lists(text, "wording/grammar.txt");
        subjects = lists.get("subjects");
        leads = lists.get("leads");
        auxiliaries = lists.get("auxiliaries");
        subordinators = lists.get("subordinators");
        prepositions = lists.get("prepositions");
        neverLast = lists.get("never last");
        neverFirst = lists.get("never first");
        persons = lists.get("persons");
        noVerbs = lists.get("no verbs");
        participles = lists.get("irregular participles");
        coarse = lists.get("coarse");
    }

    /** The third-person words as a whole sentence about the patient, mended where that is sure, or empty. */
    public String told(String text, Pronouns pronouns, boolean byPatient) {
        List<String> words = trimmed(text);
        if (words.isEmpty() || words.stream().anyMatch(persons::contains)) {
            return "";
        }
        if (byPatient) {
            subject(words, pronouns);
        }
        return whole(words) ? String.join(" ", words) : "";
    }

    /** The clinician's words as a whole sentence of the plan, where the clinician may be the subject, or empty. */
    public String planned(String text) {
        List<String> words = trimmed(text);
        if (words.isEmpty() || words.contains("you") || words.contains("your") || words.contains("my")) {
            return "";
        }
        String first = words.get(0);
        boolean barred = first.equals("no") && words.size() > 2;
        boolean imperative = barred || verbs.common(first) && !auxiliaries.contains(first) && !verbs.past(first);
        return imperative && words.size() <= LONGEST && sound(words) || whole(words) ? String.join(" ", words) : "";
    }

    /** A phrase of a list, such as a finding of the exam: nothing dangling or doubled, no first or second person. */
    public String listed(String text) {
        List<String> words = trimmed(text);
        return words.isEmpty() || words.stream().anyMatch(persons::contains) || !sound(words)
                ? ""
                : String.join(" ", words);
    }

    /** Without what dangles at either end. */
    private List<String> trimmed(String text) {
        List<String> words = new ArrayList<>(List.of(text.strip().split(" +")));
        while (!words.isEmpty()) {
            String last = words.get(words.size() - 1);
            if (!neverLast.contains(last) && !last.equals(",") && !last.equals(":")) {
                break;
            }
            words.remove(words.size() - 1);
        }
        while (!words.isEmpty()
                && words.get(0).matches(",|:|and|but|so|then|or|also|because|plus|that is why|well|okay")) {
            words.remove(0);
        }
        return words;
    }

    /** Speech drops the subject: "took some ibuprofen", "been having chills", "never had it". */
    private void subject(List<String> words, Pronouns pronouns) {
        String first = words.get(0);
        if (first.equals("been") || first.equals("never") && words.size() > 1 && participle(words.get(1))) {
            words.addAll(0, List.of((pronouns.subject() + " has").split(" ")));
        } else if (first.equals("no") && words.size() > 2 && words.stream().noneMatch(this::finite)) {
            words.addAll(0, List.of((pronouns.subject() + " has").split(" ")));
        } else if (words.size() > 2
                && (first.equals("felt") || first.matches("could|did|cannot") || deed(first))
                && !words.get(1).equals("not")
                && !finite(words.get(1))) {
            words.addAll(0, List.of(pronouns.subject().split(" ")));
        } else if (words.size() > 2
                && first.matches("could|did")
                && words.get(1).equals("not")) {
            words.addAll(0, List.of(pronouns.subject().split(" ")));
        }
    }

    /** "woke up at two", "rolled my ankle"; "tired all day" and "left side" are none. */
    private boolean deed(String word) {
        return verbs.past(word) && !NOUNS_TOO.contains(word) && !STATES.contains(word) && !auxiliaries.contains(word);
    }

    private boolean whole(List<String> words) {
        if (words.size() > LONGEST
                || !sound(words)
                || neverFirst.contains(words.get(0)) && !words.get(0).equals("no")) {
            return false;
        }
        boolean phrase = prepositions.contains(words.get(0)) || words.get(0).matches("\\d.*|[a-z]+ing|[a-z]+ly");
        return clauses(words, phrase) > 0;
    }

    /** A subject after "when" or "that" has only a verb that hangs on another sentence; so has "every time she". */
    private boolean dependent(List<String> words, int i) {
        int before = i - 1;
        while (before >= 0
                && (verbs.adverb(words.get(before)) || words.get(before).equals("the"))) {
            before--;
        }
        if (before < 0) {
            return false;
        }
        String word = words.get(before);
        return subordinators.contains(word)
                || word.equals("that") && before > 0
                || word.equals("time")
                || word.equals("times")
                || word.equals("which")
                || word.equals("who")
                || word.equals("what")
                || word.equals("how")
                || word.equals("why");
    }

    /** How many subjects have a verb. */
    private int clauses(List<String> words, boolean personalOnly) {
        int found = 0;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean patient =
                    word.equals("patient") && i > 0 && words.get(i - 1).equals("the");
            boolean clinician = word.equals("i") || word.equals("we");
            if (patient || clinician || subjects.contains(word)) {
                if (!dependent(words, i) && finiteAfter(words, i + 1, false)) {
                    found++;
                }
            } else if (leads.contains(word) || i == 0 && !personalOnly) {
                int to = nounPhraseEnd(words, i);
                if (to > i && finiteAfter(words, to, true)) {
                    found += dependent(words, i) || subordinators.contains(word) ? 0 : 1;
                    i = to - 1;
                }
            }
        }
        return found;
    }

    /** The place of a verb after a noun phrase that begins at {@code i}, at most seven words on; -1 when there is none. */
    private int nounPhraseEnd(List<String> words, int i) {
        for (int k = i + 1; k < words.size() && k <= i + 8; k++) {
            String word = words.get(k);
            if (finite(word)
                    && !NOUNS_TOO.contains(word)
                    && !(participle(word) && prepositions.contains(words.get(k - 1)))) {
                return k;
            }
            if (subordinators.contains(word) || word.equals(",") && k > i + 5 || word.equals("to")) {
                return -1;
            }
        }
        return -1;
    }

    private boolean finiteAfter(List<String> words, int i, boolean sure) {
        int at = i;
        while (at < words.size()
                && (verbs.adverb(words.get(at)) || words.get(at).equals("not"))) {
            at++;
        }
        if (at >= words.size()) {
            return false;
        }
        String word = words.get(at);
        if (finite(word)) {
            return at + 1 < words.size() || !auxiliaries.contains(word);
        }
        if (sure) {
            return false;
        }
        boolean singular = word.endsWith("s") && word.length() > 3 && !word.endsWith("ss");
        return !noVerbs.contains(word) && (singular || verbs.common(word));
    }

    private boolean finite(String word) {
        return auxiliaries.contains(word) || verbs.past(word) || verbs.thirdPerson(word);
    }

    private boolean participle(String word) {
        return participles.contains(word) || word.endsWith("ed");
    }

    private boolean sound(List<String> words) {
        String text = String.join(" ", words);
        return words.size() >= 2
                && words.stream().noneMatch(coarse::contains)
                && !CASES.matcher(text).find()
                && !DOUBLED.matcher(text).find();
    }

    /** Whether a sentence leans on one before it: "it takes the edge off". */
    public static boolean leans(String sentence) {
        return sentence.matches("(?:It|That|This|They|Those|These) .*");
    }
}

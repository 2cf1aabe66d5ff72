package io.chartside.scribe.discourse;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.wording.SpokenNumbers;
import io.chartside.scribe.wording.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Cuts a turn's words into clauses. Full stops cut; speech recognition that writes none is cut where a new main clause
 * begins: a marker ({@code okay}), a subject with its verb, an opening such as {@code on your lung exam}.
 */
final class ClauseSplitter {
    private static final int SHORT = 4;
    private static final Set<String> LEADS =
            Set.of("on", "for", "in", "as", "with", "regarding", "from", "when", "looking");
    private static final Set<String> SUBORDINATORS = Set.of(
            "if",
            "when",
            "once",
            "since",
            "because",
            "after",
            "before",
            "while",
            "unless",
            "until",
            "whenever",
            "although",
            "though");
    private static final Set<String> TITLES = Set.of("mr", "mrs", "ms", "dr");
    /** "H. pylori". */
    private static final Set<String> SPECIES = Set.of("pylori", "coli", "diff", "difficile", "aureus");
    /** "a follow-up on your diabetes" goes on. */
    private static final Set<String> FOLLOWED =
            Set.of("follow-up", "followup", "check-up", "checkup", "recheck", "visit");

    private static final int DOSE_WITHIN = 3;
    /** Words of a dosage or its purpose, behind which the next drug may follow. */
    private static final Set<String> DOSE_ENDS =
            Set.of("day", "daily", "night", "pressure", "bedtime", "morning", "twice");

    private static final int BARRED_WITHIN = 3;
    /** Words that tell a time, at most. */
    private static final int TIME = 4;

    private static final Pattern TIMED = Pattern.compile(
            "\\b(?:[a-z0-9]+ (?:a|per|each|every) (?:day|night|week|side|morning)|(?:once|twice|times|mg|units) (?:daily|nightly|weekly)|at (?:night|bedtime|noon)|in the (?:morning|evening)|(?:in|for|than|within) (?:\\d+|an?|one|two|three|four|five|six) (?:days|weeks?|months?|hours)|(?:this|next) (?:week|month|year)|before (?:bed|breakfast)|with food|as needed)$");
    private static final Set<String> PERSONS = Set.of("i", "you", "he", "she", "we", "they");
    private static final int SUBORDINATE = 26;
    /** Words up to which a sentence that begins with "if" is kept whole. */
    private static final int CONDITION = 45;

    private static final int VERBLESS = 9;
    /** Mean words between full stops up to which a turn counts as punctuated. */
    private static final int SENTENCE = 30;

    private final Set<String> markers;
    private final Set<String> conjunctions;
    private final Set<String> binders;
    private final Set<String> subjects;
    private final Set<String> afterPronoun;
    private final Set<String> finite;
    private final Set<String> openings;
    private final Set<String> questions;
    private final Set<String> questionStarts;
    private final Set<String> determiners;
    private final Set<String> bidding;
    private final Set<String> bidden;
    private final Set<String> noBiddingAfter;
    private final Set<String> drugs;
    private final Set<String> takesObject;
    private final Set<String> advised;
    private final Set<String> barred;

    ClauseSplitter(LexiconText text) {
        Map<String, Set<String>> lists = RuleText.lists(text, "discourse/clauses.txt");
        markers = lists.get("markers");
        conjunctions = lists.get("conjunctions");
        binders = lists.get("binders");
        subjects = lists.get("subjects");
        afterPronoun = lists.get("not after a subject");
        finite = lists.get("finite verbs");
        openings = lists.get("openings");
        questions = lists.get("questions");
        questionStarts = lists.get("question starts");
        determiners = lists.get("determiners");
        bidding = lists.get("bidding");
        bidden = lists.get("bidden");
        noBiddingAfter = lists.get("no bidding after");
        takesObject = lists.get("takes object");
        advised = lists.get("advised");
        barred = lists.get("barred");
        drugs = RuleText.lists(text, "medication/drugs.txt").get("drugs");
    }

    /** A run of words and whether it asks something. */
    record Piece(List<Word> words, boolean question) {}

    List<Piece> split(List<Word> words) {
        List<Piece> pieces = new ArrayList<>();
        List<Word> current = new ArrayList<>();
        long stops =
                words.stream().filter(w -> w.is(".") || w.is("?") || w.is("!")).count();
        boolean punctuated = stops > 0 && words.size() <= stops * SENTENCE;
        boolean held = false;
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            if (word.is(".")
                    && !current.isEmpty()
                    && (TITLES.contains(current.get(current.size() - 1).text())
                            || i + 1 < words.size()
                                    && current.get(current.size() - 1).text().length() == 1
                                    && SPECIES.contains(words.get(i + 1).text()))) {
                continue;
            }
            if (word.is(".") || word.is("?") || word.is("!") || word.is(";")) {
                close(pieces, current, word.is("?"));
                held = false;
                continue;
            }
            if (!current.isEmpty()
                    && boundary(words, i, current.size(), punctuated)
                    && !(current.size() <= 7 && leads(current) && !opensAnew(words, i))) {
                boolean condition = punctuated
                        && current.size() <= CONDITION
                        && current.get(firstContent(current)).is("if");
                if (condition || !held && waitsForMain(current) && !opensAnew(words, i)) {
                    held = true;
                } else {
                    close(pieces, current, false);
                    held = false;
                }
            }
            current.add(word);
        }
        close(pieces, current, false);
        return pieces;
    }

    private void close(List<Piece> pieces, List<Word> current, boolean asked) {
        List<Word> run = new ArrayList<>(current);
        current.clear();
        while (!run.isEmpty()
                && (run.get(run.size() - 1).punctuation()
                        || conjunctions.contains(run.get(run.size() - 1).text()))) {
            run.remove(run.size() - 1);
        }
        while (!run.isEmpty() && run.get(0).punctuation()) {
            run.remove(0);
        }
        if (!run.isEmpty()) {
            pieces.add(new Piece(run, asked || asks(run)));
        }
    }

    private boolean asks(List<Word> run) {
        int i = firstContent(run);
        return question(run, i) || phraseIn(questionStarts, run, i);
    }

    private boolean boundary(List<Word> words, int i, int length, boolean punctuated) {
        String word = words.get(i).text();
        String before = words.get(i - 1).text();
        if (before.equals(",")) {
            before = i > 1 ? words.get(i - 2).text() : "";
        }
        if (markers.contains(word) && !binders.contains(before)) {
            return true;
        }
        if (markers.contains(before) && length <= 2) {
            return false;
        }
        if (!punctuated && length > 1 && advises(words, i, length)) {
            return true;
        }
        if (conjunctions.contains(word)) {
            int next = i + 1;
            while (next < words.size()
                    && (conjunctions.contains(words.get(next).text())
                            || words.get(next).is(",")
                            || words.get(next).is("also"))) {
                next++;
            }
            return next < words.size()
                    && (length >= SHORT || !punctuated)
                    && (main(words, next) || question(words, next) || opening(words, next));
        }
        if (binders.contains(before) || conjunctions.contains(before) || FOLLOWED.contains(before)) {
            return false;
        }
        boolean comma = words.get(i - 1).is(",");
        if (!punctuated && length >= SHORT - 1 && orders(words, i, before, length)) {
            return true;
        }
        if (opening(words, i)) {
            return !punctuated || comma;
        }
        return length >= SHORT - 1
                        && (!punctuated || comma)
                        && (length > VERBLESS || verbBefore(words, i))
                        && main(words, i)
                || !punctuated && !subjects.contains(before) && question(words, i) && !predicate(words, i, length);
    }

    /**
     * "ice it today drink plenty of water naproxen 500 twice a day do not miss it": a bidding or a drug with its dose, behind
     * words that lead on to neither.
     */
    private boolean orders(List<Word> words, int i, String before, int length) {
        String word = words.get(i).text();
        String after = i + 1 < words.size() ? words.get(i + 1).text() : "";
        if (noBiddingAfter.contains(before) && !(drugs.contains(word) && DOSE_ENDS.contains(before))
                || bidding.contains(before)
                || words.get(i - 1).punctuation()) {
            return false;
        }
        // In "if the flutters get more frequent" it is the clause's own verb.
        boolean saidAlready = words.subList(i - length, i).stream()
                .anyMatch(w -> finite.contains(w.text())
                        || PERSONS.contains(w.text())
                        || bidding.contains(w.text())
                        || w.text().endsWith("ed")
                        || w.text().contains("'s")
                        || Character.isDigit(w.text().charAt(0)));
        return saidAlready && bidding.contains(word) && (bidden.contains(after) || drugs.contains(after))
                || word.equals("do") && after.equals("not")
                || word.equals("no") && after.endsWith("ing")
                || drugs.contains(word) && doseFollows(words, i) && !takesObject.contains(before);
    }

    /**
     * "tylenol at night eye exam this year no soda": behind when or how often something is to be taken or done, what is named
     * is advised by itself.
     */
    private boolean advises(List<Word> words, int i, int length) {
        String word = words.get(i).text();
        if (word.equals("then")
                && i + 1 < words.size()
                && !bidding.contains(words.get(i + 1).text())) {
            return timed(words, i, length)
                    && (advised.contains(words.get(i + 1).text())
                            || drugs.contains(words.get(i + 1).text()));
        }
        if (word.equals("no")) {
            return words.subList(i + 1, Math.min(words.size(), i + 1 + BARRED_WITHIN)).stream()
                    .anyMatch(next -> barred.contains(next.text()));
        }
        return (advised.contains(word) || drugs.contains(word) || bidding.contains(word)) && timed(words, i, length);
    }

    /** Whether the words before this place tell a time, or what is to be left. */
    private boolean timed(List<Word> words, int i, int length) {
        List<Word> before = words.subList(i - Math.min(length, TIME), i);
        return TIMED.matcher(Clause.join(before)).find()
                || barred.contains(words.get(i - 1).text()) && before.stream().anyMatch(word -> word.is("no"));
    }

    private static boolean doseFollows(List<Word> words, int i) {
        return words.subList(i + 1, Math.min(words.size(), i + DOSE_WITHIN)).stream()
                        .anyMatch(word -> Character.isDigit(word.text().charAt(0)))
                || i + 2 < words.size()
                        && (words.get(i + 1).is("no") && words.get(i + 2).is("longer")
                                || SpokenNumbers.value(words.get(i + 1).text()) > 1
                                        && SpokenNumbers.value(words.get(i + 2).text()) > 1);
    }

    /** "the thyroid is the thing": behind its subject "is the" asks nothing. */
    private boolean predicate(List<Word> words, int i, int length) {
        return length > 1
                && words.get(i).text().matches("is|are|was")
                && words.get(i + 1).text().matches("the|your|his|her|that")
                && !words.get(i - 1).text().endsWith("ing")
                && !markers.contains(words.get(i - 1).text());
    }

    /** A clause that begins with "if" or "when" is not over before its main clause. */
    private boolean waitsForMain(List<Word> run) {
        return run.size() <= SUBORDINATE
                && SUBORDINATORS.contains(run.get(firstContent(run)).text());
    }

    /** Whether a verb stands between the last boundary and this place: "the first three days" alone is no clause. */
    private boolean verbBefore(List<Word> words, int i) {
        for (int k = i - 1; k >= 0 && k > i - VERBLESS - 1; k--) {
            String word = words.get(k).text();
            if (word.equals(".") || word.equals("?")) {
                return false;
            }
            if (finite.contains(word) || PERSONS.contains(word) || word.endsWith("ed")) {
                return true;
            }
        }
        return false;
    }

    /** An opening such as "on your lung exam" takes the clause that follows it. */
    private boolean opensAnew(List<Word> words, int i) {
        return opening(words, i) || markers.contains(words.get(i).text());
    }

    private boolean leads(List<Word> run) {
        int first = firstContent(run);
        return LEADS.contains(run.get(first).text()) && opening(run, first);
    }

    private int firstContent(List<Word> run) {
        int i = 0;
        while (i < run.size() - 1
                && (markers.contains(run.get(i).text())
                        || conjunctions.contains(run.get(i).text())
                        || run.get(i).punctuation())) {
            i++;
        }
        return i;
    }

    private boolean main(List<Word> words, int i) {
        if (i + 1 >= words.size()) {
            return false;
        }
        String word = words.get(i).text();
        String next = words.get(i + 1).text();
        if (word.equals("let") && next.equals("us")) {
            return true;
        }
        if (word.equals("you") && i > 0 && takesObject.contains(words.get(i - 1).text())) {
            return false;
        }
        if (subjects.contains(word)) {
            if (word.equals("i")
                    || word.equals("you")
                    || word.equals("he")
                    || word.equals("she")
                    || word.equals("we")
                    || word.equals("they")) {
                return !afterPronoun.contains(next);
            }
            return finite.contains(next) || word.equals("it") && next.endsWith("ed");
        }
        if (determiners.contains(word)) {
            for (int k = 2; k <= 7 && i + k < words.size(); k++) {
                String verb = words.get(i + k).text();
                if (verb.equals("of")
                        || determiners.contains(verb) && words.get(i + k - 1).is("of")) {
                    continue;
                }
                if (finite.contains(verb)) {
                    return true;
                }
                if (binders.contains(verb)
                        || subjects.contains(verb)
                        || words.get(i + k).punctuation()) {
                    return false;
                }
            }
        }
        return false;
    }

    private boolean opening(List<Word> words, int i) {
        return phraseIn(openings, words, i);
    }

    private boolean question(List<Word> words, int i) {
        return phraseIn(questions, words, i);
    }

    private static boolean phraseIn(Set<String> phrases, List<Word> words, int i) {
        StringBuilder phrase = new StringBuilder();
        for (int k = 0; k < 3 && i + k < words.size(); k++) {
            phrase.append(k == 0 ? "" : " ").append(words.get(i + k).text());
            if (phrases.contains(phrase.toString())) {
                return true;
            }
        }
        return false;
    }
}

package io.chartside.scribe.discourse;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.wording.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Questions that nothing but the answer shows: speech recognition writes no question marks, and a clinician in a hurry asks
 * "fever", "kidney stones ever", "short of breath". Words without a verb that end a clinician's turn while the history is
 * taken are such, where somebody else speaks next; what only takes note ("okay good to know") or orders ("take ibuprofen and use heat")
 * is not, and nothing is in a transcript that has question marks.
 */
final class Asked {
    private static final int LONGEST = 12;

    private final Set<String> finite;
    private final Set<String> subjects;
    private final Set<String> noted;
    private final Set<String> determiners;

    private final Openings openings;

    Asked(LexiconText text, Openings openings) {
        this.openings = openings;
        Map<String, Set<String>> lists = RuleText.lists(text, "discourse/clauses.txt");
        finite = lists.get("finite verbs");
        subjects = lists.get("subjects");
        noted = lists.get("taken note");
        determiners = lists.get("determiners");
    }

    List<Clause> marked(List<Clause> clauses, Transcript transcript) {
        if (transcript.turns().stream().anyMatch(turn -> turn.text().indexOf('?') >= 0)) {
            return clauses;
        }
        List<Clause> out = new ArrayList<>(clauses);
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            boolean last = i + 1 == clauses.size() || clauses.get(i + 1).turn() > clause.turn();
            if (last
                    && clause.clinician()
                    && !clause.question()
                    && clause.phase() == Phase.HISTORY
                    && answered(clause, clauses, i, transcript)
                    && !openings.are("ORDER", clause.text())
                    && verbless(clause.words())) {
                out.set(i, clause.asked());
            }
        }
        return out;
    }

    /** The next turn is another's: its clauses say so, or, where it has no words but yes or no, its tag. */
    private static boolean answered(Clause clause, List<Clause> clauses, int i, Transcript transcript) {
        int next = clause.turn() + 1;
        if (next >= transcript.turns().size()) {
            return false;
        }
        boolean told = i + 1 < clauses.size() && clauses.get(i + 1).turn() == next;
        return told
                ? !clauses.get(i + 1).clinician()
                : transcript.turns().get(next).speaker() != Speaker.CLINICIAN
                        || Answer.of(transcript.turns().get(next).text()) != Answer.OPEN;
    }

    private boolean verbless(List<Word> words) {
        int from = 0;
        while (from < words.size()
                && (words.get(from).punctuation()
                        || noted.contains(words.get(from).text()))) {
            from++;
        }
        List<Word> rest = words.subList(from, words.size());
        return !rest.isEmpty()
                && rest.size() <= LONGEST
                && rest.stream().noneMatch(word -> word.is("let") || word.is("i"))
                && rest.stream()
                        .limit(2)
                        .noneMatch(word -> finite.contains(word.text())
                                || subjects.contains(word.text())
                                || determiners.contains(word.text()))
                && rest.stream().noneMatch(word -> word.is("is") || word.is("are") || word.is("will"));
    }
}

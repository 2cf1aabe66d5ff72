package io.chartside.scribe.em;

import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import io.chartside.scribe.draft.EvaluationAndManagement.Time;
import io.chartside.scribe.lexicon.PhraseFinder;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The level by the clinician's total time on the day of the visit, where it is stated ({@code I spent a total of thirty
 * five minutes}). Minutes that must be met, office visits since 2024: established patients 10, 20, 30, 40; new patients
 * 15, 30, 45, 60.
 */
final class StatedTime {
    private static final int NUMBER_WITHIN = 8;
    private static final int MOST_MINUTES = 300;
    private static final int[] ESTABLISHED = {10, 20, 30, 40};
    private static final int[] NEW = {15, 30, 45, 60};
    private static final Map<String, Integer> TENS = Map.of(
            "fifteen", 15, "twenty", 20, "thirty", 30, "forty", 40, "fifty", 50, "sixty", 60, "seventy", 70, "eighty",
            80, "ninety", 90);
    private final PhraseFinder<Boolean> stated = new PhraseFinder<>(Set.of("a", "about", "over"));
    private final PhraseFinder<Boolean> newcomer = new PhraseFinder<>(Set.of("a"));

    StatedTime() {
        stated.add("i (spent/have spent) (total of/)", Boolean.TRUE);
        stated.add("total (time/time spent/visit time)", Boolean.TRUE);
        stated.add("(spent/we spent) total of", Boolean.TRUE);
        newcomer.add("new patient", Boolean.TRUE);
    }

    Optional<Time> find(Transcript transcript, List<List<Token>> tokens) {
        boolean isNew = tokens.stream().anyMatch(t -> !newcomer.find(t).isEmpty());
        for (int turn = tokens.size() - 1; turn >= 0; turn--) {
            if (transcript.turns().get(turn).speaker() == Speaker.PATIENT) {
                continue;
            }
            List<Token> words = tokens.get(turn);
            for (PhraseFinder.Found<Boolean> f : stated.find(words)) {
                for (int i = f.last() + 1, seen = 0; i + 1 < words.size() && seen < NUMBER_WITHIN; i++, seen++) {
                    int minutes = minutes(words, i);
                    if (minutes > 0 && minutes <= MOST_MINUTES) {
                        return Optional.of(new Time(
                                minutes,
                                isNew,
                                level(minutes, isNew ? NEW : ESTABLISHED),
                                List.of(Elements.said(transcript, turn, words, f.first(), unit(words, i)))));
                    }
                }
            }
        }
        return Optional.empty();
    }

    static Level level(int minutes, int[] thresholds) {
        Level level = Level.STRAIGHTFORWARD;
        for (int i = 0; i < thresholds.length; i++) {
            if (minutes >= thresholds[i]) {
                level = Level.values()[i];
            }
        }
        return level;
    }

    /** The number that begins at a token and has {@code minutes} behind it, or 0. */
    private static int minutes(List<Token> words, int at) {
        int unit = unit(words, at);
        if (unit < 0) {
            return 0;
        }
        int sum = 0;
        for (int i = at; i < unit; i++) {
            String w = words.get(i).word();
            if (TENS.containsKey(w)) {
                sum += TENS.get(w);
            } else if (w.matches("\\d{1,3}")) {
                sum += Integer.parseInt(w);
            } else {
                return 0;
            }
        }
        return sum;
    }

    private static int unit(List<Token> words, int at) {
        for (int i = at + 1; i < Math.min(words.size(), at + 3); i++) {
            if (words.get(i).word().equals("minute")) {
                return i;
            }
        }
        return -1;
    }
}

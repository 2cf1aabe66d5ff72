package io.chartside.scribe.wording;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * What a speaker takes back at once: "my left knee , sorry , my right knee", "400 , sorry , 600 milligrams". The note has what
 * was meant; its evidence reaches over both.
 */
public final class Corrections {
    private static final Set<String> CORRECTING = Set.of("sorry", "wait", "correction", "oops");
    private static final Set<String> WITH_IT =
            Set.of(",", "no", "oh", "i", "am", "my", "actually", "well", "hold", "on", "rather");
    /** "i left work" names no side. */
    private static final Set<String> LEAVES =
            Set.of("i", "we", "he", "she", "they", "you", "have", "has", "had", "just");

    /** "march , no wait , it was april": of the same kind is what the other stands for. */
    private static final List<Set<String>> NAMED =
            List.of(Months.NAMES, Set.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"));

    private static final Set<String> BEFORE_NAMED = Set.of("it", "was", "is", "in", "on", "last", "that", "the");

    private static final int WITHIN = 14;
    private static final int FIGURES_WITHIN = 6;
    private static final int SAME_PART = 4;

    private Corrections() {}

    /**
     * Where the side said at a place is taken back.
     *
     * @param word of a place below {@code size}
     * @param denied whether it was said that this is not the side
     * @return the place of the other side; {@code at} where the same side is said again; -1 for neither
     */
    public static int ofSide(int at, int size, IntFunction<String> word, boolean denied) {
        String side = word.apply(at);
        String other = side.equals("left") ? "right" : side.equals("right") ? "left" : "";
        boolean takenBack = denied;
        for (int j = at + 1; !other.isEmpty() && j < size && j <= at + WITHIN; j++) {
            String next = word.apply(j);
            takenBack |= CORRECTING.contains(next) && j <= at + WITHIN / 2;
            if (next.equals(side)) {
                return at;
            }
            if (takenBack && next.equals(other)) {
                return j;
            }
        }
        return -1;
    }

    /** Whether these words, which are fillers elsewhere, take back what was said before them. */
    static boolean takesBack(List<Word> words, int at, int length) {
        String said = words.get(at).text();
        if (!said.equals("oops")
                && !(said.equals("i") && length == 2 && words.get(at + 1).is("mean"))) {
            return false;
        }
        int next = at + length;
        while (next < words.size()
                && (words.get(next).is(",")
                        || words.get(next).is("the")
                        || words.get(next).is("my")
                        || words.get(next).is("your"))) {
            next++;
        }
        return next < words.size()
                && (words.get(next).is("left") || words.get(next).is("right") || number(words.get(next)));
    }

    /** The words of a turn, numbers in figures, without what was taken back. */
    public static List<Word> made(List<Word> words) {
        List<Word> out = new ArrayList<>(words);
        for (int i = 0; i < out.size(); i++) {
            side(out, i);
            figure(out, i);
            named(out, i);
        }
        return out;
    }

    /** The other side stands in the place of the first, and the words that corrected it are gone. */
    private static void side(List<Word> words, int at) {
        int other = ofSide(at, words.size(), i -> words.get(i).text(), false);
        if (other <= at || at > 0 && LEAVES.contains(words.get(at - 1).text())) {
            return;
        }
        int from = start(words, at, other);
        int part = other + 1;
        for (int k = at + 1;
                part < words.size()
                        && k <= at + SAME_PART
                        && words.get(k).is(words.get(part).text());
                k++) {
            part++;
        }
        boolean samePart =
                part > other + 1 || part == words.size() || words.get(part).punctuation();
        boolean rightBehind = from <= at + SAME_PART;
        if (samePart) {
            int end = Math.max(words.get(part - 1).end(), words.get(other).end());
            words.set(at, new Word(words.get(other).text(), words.get(at).start(), end));
            words.subList(from, part).clear();
        } else if (rightBehind) {
            words.subList(at, other).clear();
        }
    }

    private static void named(List<Word> words, int at) {
        if (at >= words.size()) {
            return;
        }
        for (Set<String> kind : NAMED) {
            boolean takenBack = false;
            for (int j = at + 1; kind.contains(words.get(at).text()) && j < words.size() && j <= at + WITHIN / 2; j++) {
                String word = words.get(j).text();
                takenBack |= CORRECTING.contains(word);
                if (takenBack && kind.contains(word)) {
                    words.subList(at, j).clear();
                    return;
                }
                if (!CORRECTING.contains(word)
                        && !WITH_IT.contains(word)
                        && !(takenBack && BEFORE_NAMED.contains(word))) {
                    break;
                }
            }
        }
    }

    /** "400 mg , sorry , 600 mg" and "400 , sorry , 600 mg". */
    private static void figure(List<Word> words, int at) {
        if (at >= words.size() || !number(words.get(at))) {
            return;
        }
        boolean takenBack = false;
        for (int j = at + 1; j < words.size() && j <= at + FIGURES_WITHIN; j++) {
            Word word = words.get(j);
            boolean unit = j == at + 1 && !word.punctuation();
            if (takenBack && number(word)) {
                Word first = words.get(at + 1);
                boolean unitSaidBefore = counted(first) && (j + 1 == words.size() || !counted(words.get(j + 1)));
                words.subList(at, j).clear();
                if (unitSaidBefore) {
                    words.add(at + 1, new Word(first.text(), word.start(), word.end()));
                }
                return;
            }
            takenBack |= CORRECTING.contains(word.text());
            if (!takenBack && !unit && !WITH_IT.contains(word.text())) {
                return;
            }
            if (takenBack && !CORRECTING.contains(word.text()) && !WITH_IT.contains(word.text())) {
                return;
            }
        }
    }

    private static boolean counted(Word word) {
        return NumberWords.COUNTED.contains(word.text());
    }

    private static boolean number(Word word) {
        return Character.isDigit(word.text().charAt(0)) || SpokenNumbers.value(word.text()) >= 0;
    }

    /** Where the words begin that take back. */
    private static int start(List<Word> words, int at, int other) {
        int from = at + 1;
        while (from < other && !CORRECTING.contains(words.get(from).text())) {
            from++;
        }
        while (from > at + 1 && WITH_IT.contains(words.get(from - 1).text())) {
            from--;
        }
        return from;
    }
}

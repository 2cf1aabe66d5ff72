package io.chartside.mappings.evaluation;

import io.chartside.scribe.Scribe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What speech recognition makes of what was said: the word error rate (substitutions, deletions and insertions of the cheapest
 * alignment, by the words that were said), and apart from it how many of the drugs' names and of the numbers came through. Case
 * and punctuation do not count, nor whether a number is written in words or in figures.
 */
public final class WordErrors {
    private final Set<String> drugs = drugs();
    private int words;
    private int wrong;
    private int drugsSaid;
    private int drugsHeard;
    private int numbersSaid;
    private int numbersHeard;

    /** @return errors of this visit alone, by its words */
    public double add(String said, String heard) {
        List<String> reference = SpokenFigures.words(said);
        List<String> hypothesis = SpokenFigures.words(heard);
        int[][] cost = costs(reference, hypothesis);
        int errors = cost[reference.size()][hypothesis.size()];
        words += reference.size();
        wrong += errors;
        count(reference, hypothesis, cost);
        return errors / (double) Math.max(1, reference.size());
    }

    /** Levenshtein's distances of all beginnings. */
    private static int[][] costs(List<String> reference, List<String> hypothesis) {
        int[][] cost = new int[reference.size() + 1][hypothesis.size() + 1];
        for (int i = 0; i <= reference.size(); i++) {
            for (int j = 0; j <= hypothesis.size(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                } else {
                    int same = reference.get(i - 1).equals(hypothesis.get(j - 1)) ? 0 : 1;
                    cost[i][j] = Math.min(cost[i - 1][j - 1] + same, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                }
            }
        }
        return cost;
    }

    /** A word is heard where the alignment puts the same word beside it. */
    private void count(List<String> reference, List<String> hypothesis, int[][] cost) {
        int j = hypothesis.size();
        for (int i = reference.size(); i > 0; i--) {
            while (j > 0 && cost[i][j] == cost[i][j - 1] + 1) {
                j--;
            }
            String word = reference.get(i - 1);
            boolean aligned = j > 0 && cost[i][j] == cost[i - 1][j - 1] + (word.equals(hypothesis.get(j - 1)) ? 0 : 1);
            boolean right = aligned && word.equals(hypothesis.get(j - 1));
            j -= aligned ? 1 : 0;
            if (drugs.contains(word)) {
                drugsSaid++;
                drugsHeard += right ? 1 : 0;
            } else if (Character.isDigit(word.charAt(0))) {
                numbersSaid++;
                numbersHeard += right ? 1 : 0;
            }
        }
    }

    public String report() {
        return String.format(
                Locale.ROOT,
                "words %d, word error rate %.1f %%; drug names heard %d of %d; numbers heard %d of %d%n",
                words,
                100.0 * wrong / Math.max(1, words),
                drugsHeard,
                drugsSaid,
                numbersHeard,
                numbersSaid);
    }

    /** Names of one word; classes of drugs are no names. */
    private static Set<String> drugs() {
        try (InputStream file = Scribe.class.getResourceAsStream("medication/drugs.txt")) {
            if (file == null) {
                throw new IllegalStateException("the list of drugs is missing");
            }
            Set<String> names = new HashSet<>();
            boolean drugs = false;
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("[")) {
                    drugs = line.startsWith("[drugs]");
                } else if (drugs && !line.startsWith("#")) {
                    for (String name : line.strip().split("\\|")) {
                        names.add(name.strip());
                    }
                }
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

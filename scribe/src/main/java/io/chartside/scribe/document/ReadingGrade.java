package io.chartside.scribe.document;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The school grade that a text asks of its reader, by the formula of Kincaid, Fishburne, Rogers and Chissom (1975):
 * 0.39 × words per sentence + 11.8 × syllables per word − 15.59. Syllables are counted by rule, so the grade is an estimate.
 *
 * @param grade in years of school, not below 0
 */
public record ReadingGrade(double grade, int sentences, int words, int syllables) {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’]*");
    private static final Pattern VOWELS = Pattern.compile("[aeiouy]+");

    /** @param sentences of the text, each a sentence of its own whatever its punctuation */
    public static ReadingGrade of(List<String> sentences) {
        int words = 0;
        int syllables = 0;
        int counted = 0;
        for (String sentence : sentences) {
            int before = words;
            for (Matcher m = WORD.matcher(sentence); m.find(); ) {
                words++;
                syllables += syllables(m.group());
            }
            counted += words > before ? 1 : 0;
        }
        if (words == 0) {
            return new ReadingGrade(0, 0, 0, 0);
        }
        double grade = 0.39 * words / counted + 11.8 * syllables / words - 15.59;
        return new ReadingGrade(Math.max(0, Math.round(grade * 10) / 10.0), counted, words, syllables);
    }

    /** Groups of vowels, less a silent e at the end; a figure is read as one syllable a digit. */
    static int syllables(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (Character.isDigit(lower.charAt(0))) {
            return (int) lower.chars().filter(Character::isDigit).count();
        }
        int groups = 0;
        for (Matcher vowels = VOWELS.matcher(lower); vowels.find(); ) {
            groups++;
        }
        boolean silent = lower.endsWith("e") && !lower.endsWith("le")
                || lower.endsWith("ed") && !lower.endsWith("ted") && !lower.endsWith("ded")
                || lower.endsWith("es") && !lower.matches(".*(?:[sxz]|ch|sh|g|c)es");
        return Math.max(1, silent ? groups - 1 : groups);
    }
}

package io.chartside.scribe.document;

import io.chartside.scribe.document.ChartDocument.Group;
import io.chartside.scribe.document.ChartDocument.Part;
import io.chartside.scribe.draft.Flag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The school grade that a text asks of its reader, by the formula of its language. Syllables are counted by rule, so the grade is
 * an estimate.
 *
 * @param grade in years of school, not below 0
 */
public record ReadingGrade(double grade, int sentences, int words, int syllables, Formula formula) {
    /** Grade that the American Medical Association and others advise for patients' papers at most. */
    private static final double PLAIN = 6;

    private static final String TOLD = "The reading grade is ";
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’]*");
    private static final Pattern VOWELS = Pattern.compile("[aeiouy]+");
    /** Vowels of one syllable: a strong one with weak ones around it, or weak ones alone; an accent makes a weak one strong. */
    private static final Pattern SPANISH = Pattern.compile("[iuüy]*[aeoáéóíú][iuüy]*|[iuü]+");

    /** How a grade is reckoned. */
    public enum Formula {
        /** English: Kincaid, Fishburne, Rogers and Chissom (1975): 0.39 × words per sentence + 11.8 × syllables per word − 15.59. */
        FLESCH_KINCAID {
            @Override
            double grade(double words, double sentences, double syllables) {
                return 0.39 * words / sentences + 11.8 * syllables / words - 15.59;
            }
        },
        /**
         * Spanish: Crawford, Lectura y Vida 6 (1985): −0.205 × sentences in 100 words + 0.049 × syllables in 100 words − 3.407,
         * made for the grades 1 to 6.
         */
        CRAWFORD {
            @Override
            double grade(double words, double sentences, double syllables) {
                return -0.205 * 100 * sentences / words + 0.049 * 100 * syllables / words - 3.407;
            }
        };

        abstract double grade(double words, double sentences, double syllables);

        /** As it is called in the record. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Formula of(String language) {
            return language.equals("es") ? CRAWFORD : FLESCH_KINCAID;
        }
    }

    /** @param sentences of an English text, each a sentence of its own whatever its punctuation */
    public static ReadingGrade of(List<String> sentences) {
        return of(sentences, Formula.FLESCH_KINCAID);
    }

    static ReadingGrade of(List<String> sentences, Formula formula) {
        int words = 0;
        int syllables = 0;
        int counted = 0;
        for (String sentence : sentences) {
            int before = words;
            for (Matcher m = WORD.matcher(sentence); m.find(); ) {
                words++;
                syllables += formula == Formula.CRAWFORD ? spanish(m.group()) : syllables(m.group());
            }
            counted += words > before ? 1 : 0;
        }
        if (words == 0) {
            return new ReadingGrade(0, 0, 0, 0, formula);
        }
        double grade = formula.grade(words, counted, syllables);
        return new ReadingGrade(Math.max(0, Math.round(grade * 10) / 10.0), counted, words, syllables, formula);
    }

    /**
     * A document with the grade of its words, and a flag where that is too high for a patient.
     *
     * @param graded whether a group is in the document's language
     */
    static ChartDocument graded(List<Part> parts, List<Flag> flags, String language, Predicate<Group> graded) {
        ReadingGrade grade = of(
                parts.stream()
                        .flatMap(part -> part.groups().stream())
                        .filter(graded)
                        .flatMap(group -> group.lines().stream())
                        .flatMap(line -> Stream.of(line.text().split("(?<=[.!?]) ")))
                        .toList(),
                Formula.of(language));
        List<Flag> told = new ArrayList<>(flags);
        told.removeIf(flag -> flag.message().startsWith(TOLD));
        if (grade.grade() > PLAIN) {
            told.add(new Flag(
                    Flag.Kind.MISSING_DETAIL,
                    TOLD + grade.grade() + "; papers for patients should not be above grade 6.",
                    List.of()));
        }
        return new ChartDocument(parts, told, Optional.of(grade), language);
    }

    static int spanish(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (Character.isDigit(lower.charAt(0))) {
            return (int) lower.chars().filter(Character::isDigit).count();
        }
        String sounded = lower.replaceAll("(?<=q)u|(?<=g)u(?=[eiéí])", "").replaceAll("y(?=[aeiouáéíóú])", "j");
        int groups = 0;
        for (Matcher vowels = SPANISH.matcher(sounded); vowels.find(); ) {
            groups++;
        }
        return Math.max(1, groups);
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

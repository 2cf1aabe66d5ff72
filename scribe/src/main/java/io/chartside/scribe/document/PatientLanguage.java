package io.chartside.scribe.document;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fixed phrases of one language, and the English words of a dosage, a test or an appointment that it has words for. A phrase is
 * put into the language wholly or not at all: half of a dosage in each of two languages could be misread. Figures, units and names
 * of drugs stay letter by letter. To add a language, add its folder {@code document/CODE} and its code to {@link #CODES}.
 */
final class PatientLanguage {
    /** By BCP 47, the first the one that all others are made of. */
    static final List<String> CODES = List.of(ChartDocument.ENGLISH, "es");

    /** What no language changes: figures, ratios, units. */
    private static final Pattern KEPT = Pattern.compile(
            "\\d[\\d.,/:-]*(?:mg|mcg|g|ml|mL|%)?|mg|mcg|g|ml|mL|L|units?/mL|%|[A-Z]\\d\\w*|[,;:()/.-]+");

    private final String code;
    private final Map<String, String> phrases = new LinkedHashMap<>();
    private final Map<String, String> words = new LinkedHashMap<>();
    private final Map<Pattern, String> sentences = new LinkedHashMap<>();
    private final int longest;

    PatientLanguage(LexiconText text, String code) {
        this.code = code;
        String folder = "document/" + code + "/";
        RuleText.rows(text, folder + "phrases.tsv").forEach(row -> phrases.put(row[0], row[1]));
        if (!isEnglish()) {
            RuleText.rows(text, folder + "words.tsv").forEach(row -> words.put(row[0], row[1]));
            RuleText.rows(text, folder + "sentences.tsv")
                    .forEach(row -> sentences.put(Pattern.compile(row[0], Pattern.CASE_INSENSITIVE), row[1]));
        }
        longest = words.keySet().stream()
                .mapToInt(phrase -> phrase.split(" ").length)
                .max()
                .orElse(0);
    }

    String code() {
        return code;
    }

    boolean isEnglish() {
        return code.equals(ChartDocument.ENGLISH);
    }

    /** @throws IllegalStateException when the language lacks the phrase, which a test rules out */
    String phrase(String key) {
        String phrase = phrases.get(key);
        if (phrase == null) {
            throw new IllegalStateException("document/" + code + " has no phrase " + key);
        }
        return phrase;
    }

    /** A fixed phrase around a text. */
    String phrase(String key, String text) {
        return phrase(key).replace("{}", text);
    }

    Map<String, String> phrases() {
        return phrases;
    }

    /** An English phrase in this language; empty when a word of it is not known. */
    Optional<String> of(String english) {
        if (isEnglish()) {
            return Optional.of(english);
        }
        String[] tokens = english.strip().split("\\s+");
        StringBuilder said = new StringBuilder();
        int at = 0;
        while (at < tokens.length) {
            int taken = known(tokens, at, said);
            if (taken == 0) {
                return Optional.empty();
            }
            at += taken;
        }
        return Optional.of(said.toString().strip());
    }

    /** How many words the longest known phrase at a place has, 0 for none; it is added to what is said. */
    private int known(String[] tokens, int at, StringBuilder said) {
        for (int length = Math.min(longest, tokens.length - at); length > 0; length--) {
            String phrase = String.join(" ", List.of(tokens).subList(at, at + length));
            String bare = phrase.replaceAll("[,;.:]+$", "");
            String word = words.get(bare.toLowerCase(Locale.ROOT));
            if (word != null) {
                said.append(' ').append(word).append(phrase.substring(bare.length()));
                return length;
            }
        }
        if (KEPT.matcher(tokens[at]).matches() || KEPT.matcher(bare(tokens[at])).matches()) {
            said.append(' ').append(tokens[at]);
            return 1;
        }
        return 0;
    }

    private static String bare(String token) {
        return token.replaceAll("^\\(|[,;.:)]+$", "");
    }

    /** A whole sentence to the patient in this language; empty when it is none of those it knows. */
    Optional<String> sentence(String english) {
        if (isEnglish()) {
            return Optional.of(english);
        }
        String bare = english.strip().replaceAll("[.!]$", "");
        for (Map.Entry<Pattern, String> known : sentences.entrySet()) {
            Matcher m = known.getKey().matcher(bare);
            if (m.matches()) {
                Optional<String> inner = m.groupCount() == 0 ? Optional.of("") : of(m.group(1));
                if (inner.isPresent()) {
                    return Optional.of(known.getValue().replace("{}", inner.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a language has its phrases here, by its primary subtag. */
    static Optional<String> known(String tag) {
        String primary = tag.toLowerCase(Locale.ROOT).replaceAll("[-_].*$", "");
        return CODES.stream().filter(primary::equals).findFirst();
    }

    @Override
    public String toString() {
        return code;
    }
}

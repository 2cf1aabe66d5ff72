package io.chartside.scribe.document;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.wording.Prose;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A note's sentence in words for its patient: "the patient" becomes "you", a term becomes what people say. A sentence whose verb
 * it cannot turn for sure it gives back to nobody.
 */
final class PlainWords {
    private static final Pattern PATIENT = Pattern.compile(
            "(?i)(?<before>\\b[a-z']+ |[,;] |^)(?:the patient|she|he)\\b(?! (?:and|or) )(?: (?<next>[^\\s,.;]+))?");
    private static final Pattern REMAINS = Pattern.compile("(?i)\\b(?:she|he|him|hers|patient(?:'s|s)?)\\b");

    /** Words that a clause begins with, so that the patient after them is its subject. */
    private static final Set<String> CLAUSE = Set.of(
            "", "if", "when", "that", "and", "as", "because", "while", "or", "until", "after", "before", "but", "so",
            "since", "overall", "what", "where", "once", "unless");

    private static final Map<String, String> VERBS =
            Map.of("is", "are", "was", "were", "has", "have", "does", "do", "goes", "go");
    private static final Pattern SAME =
            Pattern.compile("should|will|can|may|must|might|could|would|had|did|cannot|[a-z]+ed");
    private static final Pattern OBJECT = Pattern.compile(
            "(?i)\\b(?:her|him)(?= (?:to|if|when|with|that|for|about|on|in|at|back|again|today|tomorrow|now)\\b|[,.;]|$)");
    private static final Pattern GIVEN = Pattern.compile(
            "(?i)\\b(give|gives|gave|giving|tell|told|offer|offered|advise|advised|ask|asked|put|remind|see) (?:him|her)\\b");

    private final Map<Pattern, String> plain = new LinkedHashMap<>();

    PlainWords(LexiconText text) {
        for (String[] row : RuleText.rows(text, "document/plain.tsv")) {
            plain.put(
                    Pattern.compile(
                            "(?<![\\p{L}\\p{N}(])" + Pattern.quote(row[0]) + "(?![\\p{L}\\p{N})])",
                            Pattern.CASE_INSENSITIVE),
                    Matcher.quoteReplacement(row[1]));
        }
    }

    /** The terms of a phrase in plain words. */
    String of(String phrase) {
        String words = phrase;
        for (Map.Entry<Pattern, String> term : plain.entrySet()) {
            words = term.getKey().matcher(words).replaceAll(term.getValue());
        }
        return words;
    }

    /** The sentence told to its patient; empty when that takes more than these rules. */
    Optional<String> told(String sentence) {
        Matcher patient = PATIENT.matcher(
                sentence.replaceAll("(?i)\\bthe patient's\\b", "your").strip());
        StringBuilder told = new StringBuilder();
        while (patient.find()) {
            String before = patient.group("before");
            String next = patient.group("next") == null ? "" : patient.group("next");
            String word = before.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z']", "");
            Optional<String> verb = CLAUSE.contains(word) ? verb(next) : Optional.of(next);
            if (verb.isEmpty()) {
                return Optional.empty();
            }
            patient.appendReplacement(told, Matcher.quoteReplacement((before + "you " + verb.get()).stripTrailing()));
        }
        patient.appendTail(told);
        String yours = GIVEN.matcher(told).replaceAll("$1 you");
        yours = OBJECT.matcher(yours)
                .replaceAll("you")
                .replaceAll("(?i)\\b(?:himself|herself)\\b", "yourself")
                .replaceAll("(?i)\\b(?:his|her)\\b", "your")
                .replaceAll("\\bI am\\b", "we are")
                .replaceAll("\\bI\\b", "we")
                .replaceAll("\\bmy\\b", "our");
        return REMAINS.matcher(yours).find() ? Optional.empty() : Optional.of(Prose.capital(of(yours)));
    }

    /** The verb of "you" for one of the third person; empty for what is none for sure. */
    private static Optional<String> verb(String word) {
        if (VERBS.containsKey(word)) {
            return Optional.of(VERBS.get(word));
        }
        if (SAME.matcher(word).matches()) {
            return Optional.of(word);
        }
        if (word.matches("[a-z]{2,}ies")) {
            return Optional.of(word.substring(0, word.length() - 3) + "y");
        }
        if (word.matches("[a-z]+(?:sh|ch|ss|x|zz)es")) {
            return Optional.of(word.substring(0, word.length() - 2));
        }
        return word.matches("[a-z]{2,}[^sui]s") ? Optional.of(word.substring(0, word.length() - 1)) : Optional.empty();
    }
}

package io.chartside.scribe.note;

import io.chartside.scribe.draft.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Sentences about the patient as they are told to the patient. A sentence that also speaks of others stays as it is. */
final class PatientWords {
    private static final Pattern OTHERS = Pattern.compile(
            "\\b(?i:mother|father|mom|dad|wife|husband|son|daughter|sister|brother|doctor|nurse|specialist|surgeon|therapist)\\b");
    private static final Map<Pattern, String> WORDS = new LinkedHashMap<>();

    static {
        put("\\b(?:The patient|She|He|They) (should|will|can|may|must|could|would|would like)\\b", "You $1");
        put("\\b(?:the patient|she|he|they) (should|will|can|may|must|could|would)\\b", "you $1");
        put("\\b(?:The patient|She|He) (?:is|was) (?=[a-z])", "You are ");
        put("\\b(?:The patient|She|He) (?:has|needs) to\\b", "You need to");
        put("\\bThe patient's\\b", "Your");
        put("\\bthe patient's\\b", "your");
        put("\\bthe patient\\b", "you");
        put("^(?:I|We) (?:advised|encouraged|instructed|asked|told|want|would like) you to (?=[a-z])", "You should ");
        put("\\b(?:himself|herself|themselves)\\b", "yourself");
        put("\\b(?:His|Her|Their) (?=[a-z])", "Your ");
        put("\\b(?:his|her|their) (?=[a-z])", "your ");
    }

    private PatientWords() {}

    private static void put(String said, String told) {
        WORDS.put(Pattern.compile(said), told);
    }

    static Statement of(Statement statement) {
        if (OTHERS.matcher(statement.text()).find()) {
            return statement;
        }
        String text = statement.text();
        for (Map.Entry<Pattern, String> words : WORDS.entrySet()) {
            text = words.getKey().matcher(text).replaceAll(words.getValue());
        }
        return new Statement(text, statement.evidence());
    }
}

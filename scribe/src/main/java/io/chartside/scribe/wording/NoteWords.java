package io.chartside.scribe.wording;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.rules.RuleText;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The words that the engine itself writes into a note in one language: headings, labels, the phrases around what was said. To add
 * a language, add {@code note/CODE.tsv} with the keys of English and the code to {@link #CODES}.
 */
public final class NoteWords {
    public static final String ENGLISH = "en";
    /** By BCP 47. */
    static final List<String> CODES = List.of(ENGLISH);

    private final String code;
    private final Map<String, String> words = new HashMap<>();

    /** @param code one of those that are shipped */
    public NoteWords(LexiconText text, String code) {
        this.code = code;
        RuleText.rows(text, "note/" + code + ".tsv").forEach(row -> words.put(row[0], row[1]));
    }

    /** @throws IllegalStateException when the language lacks it, which a test rules out */
    public String of(String key) {
        String said = words.get(key);
        if (said == null) {
            throw new IllegalStateException("note/" + code + ".tsv has no " + key);
        }
        return said;
    }

    /** A phrase around a text. */
    public String of(String key, String text) {
        return of(key).replace("{}", text);
    }

    public String heading(NoteType type, SectionKind kind) {
        String own = words.get("heading." + type.word() + "." + kind.word());
        return own == null ? of("heading." + kind.word()) : own;
    }

    /** @param name of a body system as the rule files have it */
    public String system(String name) {
        return of("system." + name.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return code;
    }
}

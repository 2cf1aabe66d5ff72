package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import java.util.Map;
import java.util.TreeMap;

/** Every code that the lexicon's families can become. */
public final class LexiconCodes {
    private LexiconCodes() {}

    public static Map<String, Concept> of(LexiconText text) {
        Axes axes = Axes.load(text);
        Map<String, Concept> out = new TreeMap<>();
        for (Concept concept : Lexicon.load(text).concepts()) {
            if (!concept.code().isEmpty()) {
                axes.all(concept.code()).forEach(code -> out.put(code, concept));
            }
        }
        return out;
    }
}

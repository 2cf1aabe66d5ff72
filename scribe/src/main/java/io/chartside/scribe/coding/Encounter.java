package io.chartside.scribe.coding;

import io.chartside.scribe.coding.VisitText.Landmark;
import io.chartside.scribe.lexicon.Concept;

/**
 * The seventh character of an injury (guideline I.C.19.a): {@code A} while it is treated, {@code D} for routine care while
 * it heals. Only a visit that was called a return and finds the injury healing is the latter.
 */
final class Encounter {
    private Encounter() {}

    static String character(Concept concept, String code, VisitText text) {
        boolean initial = concept.kind() == Concept.Kind.INJURY && code.endsWith("A") && code.length() == 8;
        return initial && text.opens(Landmark.RETURN) && text.has(Landmark.HEALING)
                ? code.substring(0, code.length() - 1) + "D"
                : code;
    }
}

package io.chartside.server.leakage;

import java.util.LinkedHashMap;
import java.util.Map;

/** Allergies, the most frequent first: SNOMED CT codes and their words. */
final class InventedAllergies {
    static final Map<String, String> DISPLAYS = displays("""
            91936005|Allergy to penicillin
            91939003|Allergy to sulfonamide
            300916003|Allergy to latex
            91935009|Allergy to peanut
            300913006|Allergy to shellfish
            293584003|Allergy to aspirin
            418689008|Allergy to grass pollen
            232350006|House dust mite allergy
            294505008|Allergy to amoxicillin
            91930004|Allergy to eggs
            417532002|Allergy to fish
            232347008|Dander (animal) allergy
            425525006|Allergy to dairy product
            91934008|Allergy to nut
            419263009|Allergy to tree pollen
            293585002|Allergy to codeine
            294499007|Allergy to benzylpenicillin
            300910009|Allergy to pollen
            424213003|Allergy to bee venom
            91938006|Allergy to strawberries
            714035009|Allergy to soy protein
            420174000|Allergy to wheat
            91931000|Allergy to erythromycin
            402306009|Allergic contact dermatitis caused by nickel
            294238000|Allergy to iodinated contrast media""");

    private InventedAllergies() {}

    private static Map<String, String> displays(String lines) {
        Map<String, String> displays = new LinkedHashMap<>();
        lines.lines().map(line -> line.split("\\|")).forEach(line -> displays.put(line[0], line[1]));
        return displays;
    }
}

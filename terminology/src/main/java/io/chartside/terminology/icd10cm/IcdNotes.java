package io.chartside.terminology.icd10cm;

import java.util.List;
import java.util.Map;

/**
 * What the tabular list says below a heading.
 *
 * @param parent the heading above: a code, a section such as {@code E08-E13}, a chapter such as {@code chapter 4}, or empty
 * @param sevenCharacters meaning of each seventh character, empty when the heading defines none
 */
public record IcdNotes(
        String code,
        String title,
        String parent,
        List<String> inclusionTerms,
        List<String> excludes1,
        List<String> excludes2,
        List<String> codeFirst,
        List<String> useAdditional,
        Map<Character, String> sevenCharacters) {
    public IcdNotes {
        inclusionTerms = List.copyOf(inclusionTerms);
        excludes1 = List.copyOf(excludes1);
        excludes2 = List.copyOf(excludes2);
        codeFirst = List.copyOf(codeFirst);
        useAdditional = List.copyOf(useAdditional);
        sevenCharacters = Map.copyOf(sevenCharacters);
    }
}

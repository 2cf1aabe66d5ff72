package io.chartside.mappings.claim;

import java.util.ArrayList;
import java.util.List;

/**
 * Codes and ranges of codes such as {@code N70-N77 Z01.4 99202-99215}. A range counts what begins with its last code too, as
 * categories of ICD-10-CM have subdivisions; so does a single one.
 */
final class CodeRanges {
    private record Range(String first, String last) {
        boolean has(String code) {
            return code.compareTo(first) >= 0 && (code.compareTo(last) <= 0 || code.startsWith(last));
        }
    }

    private final List<Range> ranges = new ArrayList<>();

    static CodeRanges of(String text) {
        CodeRanges out = new CodeRanges();
        for (String part : text.split(" ")) {
            int dash = part.indexOf('-');
            out.ranges.add(
                    dash < 0 ? new Range(part, part) : new Range(part.substring(0, dash), part.substring(dash + 1)));
        }
        return out;
    }

    boolean has(String code) {
        return ranges.stream().anyMatch(range -> range.has(code));
    }
}

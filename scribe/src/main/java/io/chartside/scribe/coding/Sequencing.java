package io.chartside.scribe.coding;

import java.util.List;

/**
 * Order that the code set itself demands: the cause before its manifestation (guideline I.A.13), hypertension before its
 * heart failure or kidney stage (I.C.9.a), diabetes with an ulcer before the ulcer.
 */
final class Sequencing {
    private static final List<Pair> PAIRS = List.of(
            new Pair("I11", "I50"),
            new Pair("I13", "I50"),
            new Pair("I12", "N18"),
            new Pair("I13", "N18"),
            new Pair("E11.22", "N18"),
            new Pair("E10.22", "N18"),
            new Pair("E11.621", "L97"),
            new Pair("E11.622", "L97"),
            new Pair("E10.621", "L97"));

    private Sequencing() {}

    /** Moves each cause to just before its manifestation where it stands behind it. */
    static void causeFirst(List<String> codes) {
        for (Pair pair : PAIRS) {
            int cause = indexOf(codes, pair.cause());
            int manifestation = indexOf(codes, pair.manifestation());
            if (cause >= 0 && manifestation >= 0 && cause > manifestation) {
                String code = codes.remove(cause);
                codes.add(manifestation, code);
            }
        }
    }

    private static int indexOf(List<String> codes, String prefix) {
        for (int i = 0; i < codes.size(); i++) {
            if (codes.get(i).startsWith(prefix)) {
                return i;
            }
        }
        return -1;
    }

    private record Pair(String cause, String manifestation) {}
}

package io.chartside.server.ig;

import java.math.BigInteger;
import java.util.Comparator;

/** A canonical URL with its version. @param version null for any */
record Canonical(String url, String version) {
    /** By the numbers of the versions; what is no number counts as less than one. */
    static final Comparator<String> NEWEST_FIRST = (one, other) -> compare(other, one);

    static Canonical of(String text) {
        int bar = text.indexOf('|');
        return bar < 0 ? new Canonical(text, null) : new Canonical(text.substring(0, bar), text.substring(bar + 1));
    }

    private static int compare(String one, String other) {
        String[] a = one.split("[.-]");
        String[] b = other.split("[.-]");
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            // A pre-release (1.0.0-ballot) comes before its release, so its label counts less than nothing at all.
            int order = number(i < a.length ? a[i] : "0").compareTo(number(i < b.length ? b[i] : "0"));
            if (order != 0) {
                return order;
            }
        }
        return one.compareTo(other);
    }

    private static BigInteger number(String part) {
        return part.matches("\\d{1,30}") ? new BigInteger(part) : BigInteger.ONE.negate();
    }
}

package io.chartside.server.deidentify;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Of an address the country, the state and three digits of a ZIP code (45 CFR 164.514(b)(2)(i)(B)). */
final class Places {
    private static final Set<String> STATES = words("states.txt");
    private static final Set<String> RESTRICTED = words("restricted-zips.txt");
    private static final Set<String> HOME = Set.of("", "US", "USA");
    private static final Set<String> COUNTRIES = countries();

    private Places() {}

    private static Set<String> words(String file) {
        Set<String> words = new HashSet<>();
        Lines.of(file).forEach(words::addAll);
        return Set.copyOf(words);
    }

    private static Set<String> countries() {
        Set<String> codes = new HashSet<>(List.of(Locale.getISOCountries()));
        codes.addAll(Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA3));
        return Set.copyOf(codes);
    }

    /** Null for what is no abbreviation of a state of the United States. */
    static String state(String state, String country) {
        return HOME.contains(country) && STATES.contains(state) ? state : null;
    }

    /** Null for what is no ZIP code of the United States. */
    static String zip(String zip, String country) {
        if (!HOME.contains(country) || !zip.matches("\\d{5}(-?\\d{4})?")) {
            return null;
        }
        String area = zip.substring(0, 3);
        return RESTRICTED.contains(area) ? "000" : area;
    }

    /** Null for what is no code of ISO 3166. */
    static String country(String country) {
        return COUNTRIES.contains(country) ? country : null;
    }
}

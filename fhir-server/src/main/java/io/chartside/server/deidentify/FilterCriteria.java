package io.chartside.server.deidentify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * By what a de-identified export may be narrowed: codes, and dates no finer than the year, as {@code criteria.txt} lists
 * them. Anything else would tell of a person by what is in the export and what is not.
 */
public final class FilterCriteria {
    private static final Set<String> MODIFIERS = Set.of("", "not", "missing");
    private static final String YEAR = "(eq|ne|gt|lt|ge|le|sa|eb)?\\d{4}";
    private static final Map<String, String> LISTED = new HashMap<>();

    static {
        for (List<String> line : Lines.of("criteria.txt")) {
            LISTED.put(line.get(0) + "?" + line.get(1), line.get(2));
        }
    }

    private FilterCriteria() {}

    /**
     * @param criteria {@code code=x&date=ge2020}, as it was asked: a name that is written with escapes is not known
     * @param now this year: earlier ones than the export shows are not asked for either
     * @return the name of the first parameter that may not be asked, without its value; empty when all may
     */
    public static Optional<String> refused(String type, String criteria, int now) {
        for (String part : criteria.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            int colon = name.indexOf(':');
            String parameter = colon < 0 ? name : name.substring(0, colon);
            String modifier = colon < 0 ? "" : name.substring(colon + 1);
            String kind = LISTED.getOrDefault(type + "?" + parameter, "");
            boolean asked = switch (kind) {
                case "code" -> MODIFIERS.contains(modifier);
                case "year" -> modifier.equals("missing") || modifier.isEmpty() && areYears(value, new Years(now));
                default -> false;
            };
            if (!asked) {
                return Optional.of(kind.isEmpty() ? "this parameter" : parameter);
            }
        }
        return Optional.empty();
    }

    private static boolean areYears(String values, Years years) {
        for (String value : values.split(",", -1)) {
            if (!value.matches(YEAR) || years.tooLongAgo(value.substring(value.length() - 4))) {
                return false;
            }
        }
        return true;
    }
}

package io.chartside.mappings.x12;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Turns words of a record into values of elements: required or not, within their length, in X12's extended character set,
 * without accents and free of delimiters. What does not fit is noted as a {@link Problem} with the path of the FHIR element.
 */
final class Wording {
    /** Without {@code * : ^ ~}, which delimit and for which X12 has no escape. */
    private static final Pattern CARRIED = Pattern.compile("[A-Za-z0-9 !\"&'()+,\\-./;?=%@\\[\\]_{}\\\\|<>#$]*");

    private final List<Problem> problems = new ArrayList<>();

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** @return the empty string, for a value that stands in until all problems are told */
    String problem(String path, String message) {
        problems.add(new Problem(path, message));
        return "";
    }

    String required(String value, int most, String path, String what) {
        return value == null || value.isBlank()
                ? problem(path, what + " is missing")
                : optional(value, most, path, what);
    }

    String optional(String value, int most, String path, String what) {
        if (value == null) {
            return "";
        }
        String plain = Normalizer.normalize(value, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace('\u2019', '\'')
                .replaceAll("\\s+", " ")
                .strip();
        if (!CARRIED.matcher(plain).matches()) {
            return problem(path, what + " has a character that X12 cannot carry, such as * : ^ ~");
        }
        return plain.length() > most ? problem(path, what + " is longer than " + most + " characters") : plain;
    }

    /** A name or address, in capitals as clearing houses want them. */
    String name(String value, int most, String path, String what) {
        return required(value, most, path, what).toUpperCase(Locale.ROOT);
    }

    String optionalName(String value, int most, String path, String what) {
        return optional(value, most, path, what).toUpperCase(Locale.ROOT);
    }

    /** A value of an exact form. */
    String formed(String value, String form, String path, String what, String described) {
        if (value == null || value.isBlank()) {
            return problem(path, what + " is missing");
        }
        return value.matches(form) ? value : problem(path, what + " is " + described);
    }
}

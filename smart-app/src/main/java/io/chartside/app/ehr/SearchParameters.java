package io.chartside.app.ehr;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a FHIR search, in order, encoded for a URL or form body (R4 §3.1.1). Values that may hold a comma, a
 * bar or a dollar sign of their own are escaped by {@link #escaped}.
 */
public final class SearchParameters {

    private final List<String> pairs = new ArrayList<>();

    /** No parameters yet. */
    public static SearchParameters none() {
        return new SearchParameters();
    }

    /** Parameters that begin with this one. */
    public static SearchParameters of(String name, String value) {
        return new SearchParameters().and(name, value);
    }

    /** Adds one more. */
    public SearchParameters and(String name, String value) {
        pairs.add(encode(name) + "=" + encode(value));
        return this;
    }

    /** A token parameter for an identifier with its system. */
    public SearchParameters identifier(String system, String value) {
        return and("identifier", escaped(system) + "|" + escaped(value));
    }

    /** A value in which {@code \ , | $} stand for themselves (R4 §3.1.1.4.2). */
    public static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace(",", "\\,")
                .replace("|", "\\|")
                .replace("$", "\\$");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    String encoded() {
        return String.join("&", pairs);
    }

    /** Counts only, as values may identify a patient. */
    @Override
    public String toString() {
        return pairs.size() + " search parameters";
    }
}

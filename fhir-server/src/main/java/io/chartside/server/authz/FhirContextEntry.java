package io.chartside.server.authz;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The shape of an entry of {@code fhirContext} (SMART App Launch 2.2, "fhirContext"): what it points to, and in which role.
 * The open patient and encounter have members of their own, so these two types stand here only in a role of their own.
 */
final class FhirContextEntry {
    private static final Set<String> MEMBERS = Set.of("reference", "canonical", "identifier", "type", "role");
    private static final Set<String> TARGETS = Set.of("reference", "canonical", "identifier");
    private static final Set<String> OF_THEIR_OWN = Set.of("Patient", "Encounter");
    private static final String DEFAULT_ROLE = "launch";
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");
    private static final Pattern REFERENCE =
            Pattern.compile("([A-Z][A-Za-z]{1,63})/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?");

    private FhirContextEntry() {}

    /** @throws IllegalArgumentException naming the rule that the entry breaks */
    static void check(Map<String, Object> entry) {
        require(
                MEMBERS.containsAll(entry.keySet()),
                "has reference, canonical, identifier, type and role, nothing else");
        require(entry.keySet().stream().anyMatch(TARGETS::contains), "needs a reference, a canonical or an identifier");
        Object reference = entry.get("reference");
        require(
                reference == null
                        || reference instanceof String text
                                && REFERENCE.matcher(text).matches(),
                "has a relative reference such as ImagingStudy/1");
        require(entry.get("canonical") == null || isAbsolute(entry.get("canonical")), "has an absolute canonical URL");
        Object identifier = entry.get("identifier");
        require(identifier == null || identifier instanceof Map<?, ?> map && !map.isEmpty(), "has an Identifier");
        Object type = entry.get("type");
        require(
                type == null
                        || type instanceof String text && TYPE.matcher(text).matches(),
                "has a resource type");
        Object role = entry.get("role");
        require(role == null || role.equals(DEFAULT_ROLE) || isAbsolute(role), "has an absolute URI as role");
        boolean named = role != null && !role.equals(DEFAULT_ROLE);
        require(
                named || !OF_THEIR_OWN.contains(typeOf(reference)) && !OF_THEIR_OWN.contains(String.valueOf(type)),
                "of a Patient or an Encounter needs a role");
    }

    private static String typeOf(Object reference) {
        return reference == null ? "" : ((String) reference).substring(0, ((String) reference).indexOf('/'));
    }

    private static boolean isAbsolute(Object value) {
        if (!(value instanceof String text)) {
            return false;
        }
        try {
            int version = text.indexOf('|');
            return URI.create(version < 0 ? text : text.substring(0, version)).isAbsolute();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException("an entry of fhirContext " + rule);
        }
    }
}

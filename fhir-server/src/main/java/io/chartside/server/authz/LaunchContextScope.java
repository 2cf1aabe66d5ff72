package io.chartside.server.authz;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.ResourceType;

/**
 * {@code launch/[resource]} with or without a role (SMART App Launch 2.2, "Requesting context with scopes"): the app wants to
 * be told the resource of this type that is open, in {@code fhirContext}. The EHR that launches knows it; outside of a chart
 * nobody chooses one, so it is had in a launch alone.
 *
 * @param type name of the resource type: {@code ImagingStudy}
 * @param role empty when the scope names none
 */
record LaunchContextScope(String type, Optional<String> role) {
    private static final Pattern SHAPE = Pattern.compile("launch/([a-z]{1,64})(?:\\?role=([!-%'-~]{1,200}))?");

    private static final Map<String, String> TYPES = Arrays.stream(ResourceType.values())
            .map(ResourceType::name)
            .filter(type -> !type.equals("Patient") && !type.equals("Encounter"))
            .collect(Collectors.toUnmodifiableMap(type -> type.toLowerCase(Locale.ROOT), Function.identity()));

    /** Empty for any other scope, and for {@code launch/patient} and {@code launch/encounter}, which are served otherwise. */
    static Optional<LaunchContextScope> parse(String scope) {
        Matcher matcher = SHAPE.matcher(scope);
        if (!matcher.matches() || !TYPES.containsKey(matcher.group(1))) {
            return Optional.empty();
        }
        return Optional.of(new LaunchContextScope(TYPES.get(matcher.group(1)), Optional.ofNullable(matcher.group(2))));
    }

    /** Who may ask for a type whatever its role may ask for it in one role. */
    boolean covers(LaunchContextScope other) {
        return type.equals(other.type) && (role.isEmpty() || role.equals(other.role));
    }
}

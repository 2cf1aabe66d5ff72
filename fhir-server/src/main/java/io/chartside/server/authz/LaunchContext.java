package io.chartside.server.authz;

import java.util.List;
import java.util.Map;

/**
 * What a launch says of where the user stands (SMART App Launch 2.2, "Launch context arrives with your access_token").
 *
 * @param patient logical id; null when no patient is open
 * @param encounter logical id; null when no encounter is open
 * @param needPatientBanner whether the app must show whose chart it is; null when not said
 * @param fhirContext further resources in context, each an object with {@code reference}, {@code canonical} or
 *     {@code identifier}
 */
public record LaunchContext(
        String patient,
        String encounter,
        Boolean needPatientBanner,
        String intent,
        List<Map<String, Object>> fhirContext) {

    static final LaunchContext NONE = new LaunchContext(null, null, null, null, List.of());

    public LaunchContext {
        fhirContext = fhirContext == null ? List.of() : List.copyOf(fhirContext);
    }

    public static LaunchContext of(String patient, String encounter, boolean needPatientBanner) {
        return new LaunchContext(patient, encounter, needPatientBanner, null, List.of());
    }
}

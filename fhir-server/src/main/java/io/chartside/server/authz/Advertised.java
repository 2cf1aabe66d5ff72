package io.chartside.server.authz;

import java.util.List;
import java.util.stream.Stream;

/** What discovery promises; a test tries each of it. */
final class Advertised {
    static final List<String> GRANT_TYPES = List.of(
            "authorization_code",
            "client_credentials",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:token-exchange");

    static final List<String> CLIENT_AUTHENTICATION = List.of("private_key_jwt", "client_secret_basic", "none");

    static final List<String> INTROSPECTION_AUTHENTICATION = List.of("private_key_jwt", "client_secret_basic");

    static final List<String> ASSERTION_ALGORITHMS = List.of("RS384", "ES384");

    static final List<String> DPOP_ALGORITHMS = List.of("ES256", "ES384");

    static final List<String> CAPABILITIES = List.of(
            "launch-ehr",
            "launch-standalone",
            "authorize-post",
            "client-public",
            "client-confidential-symmetric",
            "client-confidential-asymmetric",
            "sso-openid-connect",
            "context-banner",
            "context-ehr-patient",
            "context-ehr-encounter",
            "context-standalone-patient",
            "context-standalone-encounter",
            "permission-offline",
            "permission-online",
            "permission-patient",
            "permission-user",
            "permission-v1",
            "permission-v2");

    private static final List<String> OF_LAUNCH = List.of(
            "openid",
            "fhirUser",
            "profile",
            "launch",
            "launch/patient",
            "launch/encounter",
            "online_access",
            "offline_access",
            "drafts");

    private static final List<String> PATIENT_TYPES = List.of(
            "AllergyIntolerance",
            "Claim",
            "Composition",
            "Condition",
            "Coverage",
            "DiagnosticReport",
            "DocumentReference",
            "Encounter",
            "Immunization",
            "MedicationRequest",
            "Observation",
            "Patient",
            "Procedure",
            "ServiceRequest");

    /** US Core 7 wants these granular scopes named; the consent page narrows to the same. */
    private static final List<String> GRANULAR = Stream.concat(
                    ScopeCategories.of("Condition").stream().map(kind -> kind.scope("Condition.rs")),
                    ScopeCategories.of("Observation").stream().map(kind -> kind.scope("Observation.rs")))
            .toList();

    static final List<String> SCOPES = Stream.of(
                    OF_LAUNCH.stream(),
                    Stream.of("patient/*.cruds", "user/*.cruds", "system/*.cruds"),
                    PATIENT_TYPES.stream().map(type -> "patient/" + type + ".rs"),
                    PATIENT_TYPES.stream().map(type -> "user/" + type + ".rs"),
                    GRANULAR.stream().map(scope -> "patient/" + scope),
                    GRANULAR.stream().map(scope -> "user/" + scope))
            .flatMap(scopes -> scopes)
            .toList();

    /** Whether it is a scope of a launch or a person, not of resources. */
    static boolean isOfLaunch(String scope) {
        return OF_LAUNCH.contains(scope);
    }

    private Advertised() {}

    /** @param styled whether the tenant has a style document */
    static List<String> capabilities(boolean styled) {
        return styled
                ? Stream.concat(CAPABILITIES.stream(), Stream.of("context-style"))
                        .toList()
                : CAPABILITIES;
    }
}

package io.chartside.server.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the FHIR JSON of an {@link AuthorizationAct}: a DICOM "Security Alert". One that rests on Consents and names its
 * patient follows IHE BALP's profile, whose list of entities is closed: so the request's id stands at the consent.
 */
final class AuthorizationEventJson {
    private static final String SUBTYPES = "https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType";
    private static final String AUTHORIZER =
            EventText.concept("http://terminology.hl7.org/CodeSystem/extra-security-role-type", "authserver", null);
    private static final String ORGANIZATION =
            EventText.concept("http://terminology.hl7.org/CodeSystem/v3-RoleClass", "PROV", "healthcare provider");
    private static final String RECIPIENT = EventText.concept(
            "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP", "information recipient");
    private static final String CONSENT = "{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"Consent\"}";
    private static final String TOKEN =
            "{\"system\":\"https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes\",\"code\":\"UserOauthAgent\"}";

    private AuthorizationEventJson() {}

    static byte[] of(Origin origin, AuthorizationAct act, Instant recorded) {
        boolean profiled = profiled(act);
        EventText json = EventText.start();
        if (profiled) {
            json.raw(",\"meta\":{\"profile\":[\"" + BalpProfile.AUTHORIZED_BY_CONSENT + "\"]}");
        }
        json.raw(",\"type\":")
                .coding(EventText.DCM, "110113", "Security Alert")
                .raw(",\"subtype\":[")
                .coding(SUBTYPES, act.basis().code(), act.basis().display())
                .raw("],\"action\":\"E\"")
                .recorded(recorded)
                .outcome(status(act));
        if (!act.permitted()) {
            json.raw(",\"outcomeDesc\":").quoted(act.reason().orElse("denied"));
        }
        StringBuilder purpose = new StringBuilder();
        act.purpose().ifPresent(code -> CallerJson.purpose(purpose, "OfEvent", code));
        json.raw(purpose.toString()).raw(",\"agent\":[");
        agents(json, origin, act);
        json.raw("]").source(origin, EventText.SECURITY_SERVER).raw(",\"entity\":[");
        json.raw(String.join(",", entities(origin, act, profiled)));
        return json.raw("]}").bytes();
    }

    private static boolean profiled(AuthorizationAct act) {
        return !act.patientIds().isEmpty()
                && !act.rules().isEmpty()
                && act.rules().stream().allMatch(AuthorizationEventJson::isConsent);
    }

    private static boolean isConsent(String rule) {
        return rule.startsWith("Consent/");
    }

    private static int status(AuthorizationAct act) {
        return act.permitted() ? 200 : 403;
    }

    private static void agents(EventText json, Origin origin, AuthorizationAct act) {
        json.client(EventText.APPLICATION, act.clientId(), false, origin, "");
        json.raw(",{\"type\":" + RECIPIENT + ",\"who\":{");
        if (act.fhirUser().isPresent()) {
            json.raw("\"reference\":").quoted(act.fhirUser().get());
        } else {
            json.raw("\"identifier\":{\"value\":")
                    .quoted(act.clientId().orElse("unknown"))
                    .raw("}");
        }
        json.raw("},\"requestor\":true");
        act.tokenId().ifPresent(token -> json.raw(EventText.policy(token)));
        StringBuilder purpose = new StringBuilder();
        act.purpose().ifPresent(code -> CallerJson.purpose(purpose, "OfUse", code));
        json.raw(purpose + "},{\"type\":" + ORGANIZATION + ",\"who\":{\"identifier\":{\"value\":")
                .quoted(origin.base())
                .raw("}},\"requestor\":false},{\"type\":" + AUTHORIZER + ",\"who\":{\"display\":")
                .quoted(origin.base())
                .raw("},\"requestor\":false}");
    }

    private static List<String> entities(Origin origin, AuthorizationAct act, boolean profiled) {
        List<String> entities = new ArrayList<>();
        if (!profiled) {
            entities.add(EventText.requestIdOf(origin));
        }
        String request =
                ",\"detail\":[{\"type\":\"X-Request-Id\",\"valueString\":" + EventText.quote(origin.requestId()) + "}]";
        for (String rule : act.rules()) {
            entities.add(
                    isConsent(rule)
                            ? "{\"what\":{\"reference\":" + EventText.quote(rule) + "},\"type\":" + CONSENT
                                    + (profiled ? request : "") + "}"
                            : "{\"what\":{\"display\":" + EventText.quote(rule) + "},\"type\":" + EventText.OTHER
                                    + "}");
        }
        act.tokenId()
                .ifPresent(token -> entities.add("{\"what\":{\"identifier\":{\"value\":"
                        + EventText.quote("urn:ietf:params:oauth:jti:" + token) + "}},\"type\":" + TOKEN + "}"));
        return entities;
    }

    /** What the event can be found by, besides date and patient. */
    static List<String> tokens(AuthorizationAct act) {
        List<String> tokens = new ArrayList<>();
        act.clientId().ifPresent(client -> tokens.add("agent=" + client));
        act.fhirUser().ifPresent(user -> tokens.add("agent=" + user));
        act.rules().stream().filter(AuthorizationEventJson::isConsent).forEach(rule -> tokens.add("entity=" + rule));
        tokens.add("action=E");
        tokens.add("outcome=" + EventText.outcomeOf(status(act)));
        EventText.codeTokens(tokens, "type", EventText.DCM, "110113");
        EventText.codeTokens(tokens, "subtype", SUBTYPES, act.basis().code());
        return tokens;
    }
}

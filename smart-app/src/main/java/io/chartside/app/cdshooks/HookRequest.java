package io.chartside.app.cdshooks;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call of a service (CDS Hooks 2.0, "Calling a CDS Service"), read strictly: what is there must have its type. Members that
 * nobody has defined are passed over, as later versions of a hook may add some.
 *
 * @param instance of this hook call
 * @param user relative reference of who looks at the chart
 * @param patient logical id at the EHR
 * @param encounter logical id at the EHR
 * @param prefetched the encounter: empty when the EHR has sent none, a null node when it has none
 * @param authorization how to ask the EHR's FHIR server, if it says
 */
record HookRequest(
        UUID instance,
        String user,
        String patient,
        Optional<String> encounter,
        Optional<JsonNode> prefetched,
        Optional<FhirAuthorization> authorization) {

    /** {@code fhirServer} with {@code fhirAuthorization}. */
    record FhirAuthorization(String accessToken) {
        @Override
        public String toString() {
            return "(token)";
        }
    }

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
    private static final Pattern UUIDS =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern USER =
            Pattern.compile("(Practitioner|PractitionerRole|Patient|RelatedPerson)/[A-Za-z0-9\\-.]{1,64}");
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,8192}");

    /**
     * @param base FHIR base of the EHR whose token came with the call
     * @throws HookRefusal 400 when it is not a call of this service
     */
    static HookRequest of(CdsService service, ObjectNode body, String base) {
        if (!service.hook().equals(text(body, "hook", "hook"))) {
            throw HookRefusal.malformed("hook is not the one of this service");
        }
        ObjectNode context = object(body, "context").orElseThrow(() -> HookRefusal.malformed("context is missing"));
        String patient =
                id(context, "patientId").orElseThrow(() -> HookRefusal.malformed("context.patientId is missing"));
        Optional<String> encounter = id(context, "encounterId");
        if (service.needsEncounter() && encounter.isEmpty()) {
            throw HookRefusal.malformed("context.encounterId is missing");
        }
        if (service == CdsService.ORDER_SIGN) {
            checkOrders(context, patient);
        }
        return new HookRequest(
                UUID.fromString(matching(body, "hookInstance", "hookInstance", UUIDS)),
                matching(context, "userId", "context.userId", USER),
                patient,
                encounter,
                object(body, "prefetch").map(prefetch -> prefetch.get(CdsService.ENCOUNTER)),
                authorization(body, base));
    }

    /** Whether a clinician asks, and not a patient in a portal. */
    boolean byClinician() {
        return user.startsWith("Practitioner");
    }

    /** A token is only ever sent to the EHR that is registered, whatever the call names (no SSRF). */
    private static Optional<FhirAuthorization> authorization(ObjectNode body, String base) {
        Optional<String> server = optionalText(body, "fhirServer");
        boolean registered = server.map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                .filter(base::equals)
                .isPresent();
        if (server.isPresent() && !registered) {
            throw HookRefusal.malformed("fhirServer is not the FHIR server that this EHR is registered with");
        }
        Optional<ObjectNode> authorization = object(body, "fhirAuthorization");
        if (authorization.isEmpty()) {
            return Optional.empty();
        }
        if (server.isEmpty()) {
            throw HookRefusal.malformed("fhirAuthorization needs fhirServer");
        }
        ObjectNode given = authorization.get();
        if (!"bearer".equalsIgnoreCase(text(given, "token_type", "fhirAuthorization.token_type"))) {
            throw HookRefusal.malformed("fhirAuthorization.token_type is not Bearer");
        }
        if (!given.path("expires_in").isNumber()) {
            throw HookRefusal.malformed("fhirAuthorization.expires_in is no number");
        }
        text(given, "scope", "fhirAuthorization.scope");
        text(given, "subject", "fhirAuthorization.subject");
        return Optional.of(
                new FhirAuthorization(matching(given, "access_token", "fhirAuthorization.access_token", TOKEN)));
    }

    /** Orders of another patient than the one in context mean that the EHR has mixed up two charts. */
    private static void checkOrders(ObjectNode context, String patient) {
        ObjectNode orders = object(context, "draftOrders")
                .filter(bundle -> "Bundle".equals(bundle.path("resourceType").asString("")))
                .orElseThrow(() -> HookRefusal.malformed("context.draftOrders is no Bundle"));
        for (JsonNode entry : orders.path("entry")) {
            JsonNode order = entry.path("resource");
            JsonNode subject = order.has("patient") ? order.path("patient") : order.path("subject");
            String reference = subject.path("reference").asString("");
            if (!reference.isEmpty()
                    && !reference.equals("Patient/" + patient)
                    && !reference.endsWith("/Patient/" + patient)) {
                throw HookRefusal.malformed("context.draftOrders holds an order of another patient");
            }
        }
    }

    private static Optional<String> id(ObjectNode object, String key) {
        return optionalText(object, key).map(value -> {
            if (!ID.matcher(value).matches()) {
                throw HookRefusal.malformed("context." + key + " is no FHIR id");
            }
            return value;
        });
    }

    private static String matching(ObjectNode object, String key, String path, Pattern pattern) {
        String value = text(object, key, path);
        if (!pattern.matcher(value).matches()) {
            throw HookRefusal.malformed(path + " has not the form it must have");
        }
        return value;
    }

    private static String text(ObjectNode object, String key, String path) {
        return optionalText(object, key).orElseThrow(() -> HookRefusal.malformed(path + " is missing"));
    }

    private static Optional<String> optionalText(ObjectNode object, String key) {
        JsonNode value = object.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isString() || value.asString().isBlank()) {
            throw HookRefusal.malformed(key + " is no text");
        }
        return Optional.of(value.asString());
    }

    private static Optional<ObjectNode> object(ObjectNode object, String key) {
        JsonNode value = object.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof ObjectNode found)) {
            throw HookRefusal.malformed(key + " is no object");
        }
        return Optional.of(found);
    }

    @Override
    public String toString() {
        return "hook instance " + instance;
    }
}

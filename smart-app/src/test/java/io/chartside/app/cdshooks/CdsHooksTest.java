package io.chartside.app.cdshooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.SmartServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.AuditEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The CDS services over HTTP (CDS Hooks 2.0): what they want, what they say, and what they do without. */
class CdsHooksTest extends HookCalls {

    @Autowired
    private HookWorker worker;

    @Autowired
    private Advice advice;

    @Autowired
    private EhrProfiles profiles;

    @Test
    void discovery_tellsEveryServiceWithTheOneThingItWants() {
        JsonNode services = json(browser().get("/cds-services")).path("services");
        List<String> hooks = new ArrayList<>();
        for (JsonNode service : services) {
            hooks.add(service.path("hook").asString());
            assertThat(service.path("id").asString())
                    .isEqualTo("chartside-" + service.path("hook").asString());
            assertThat(service.path("title").asString()).isNotBlank();
            assertThat(service.path("description").asString()).isNotBlank();
            assertThat(service.path("prefetch").toString())
                    .isEqualTo("{\"encounter\":\"Encounter/{{context.encounterId}}\"}");
        }
        assertThat(hooks).containsExactly("patient-view", "encounter-start", "order-sign", "encounter-discharge");
        assertThat(browser()
                        .get("/cds-services", Map.of("Authorization", "Bearer " + HOOKS.token(SERVICES, c -> c)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void visitWithoutANote_offersToStartTheScribe_withALinkThatLaunchesTheApp() {
        state("none", 0);
        Browser.Page answer = call("patient-view", hook("patient-view"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(json(answer).path("systemActions").isEmpty()).isTrue();
        JsonNode card = json(answer).path("cards").path(0);
        assertThat(card.path("summary").asString()).hasSizeLessThan(140);
        assertThat(card.path("indicator").asString()).isEqualTo("info");
        assertThat(card.path("source").path("label").asString()).isEqualTo("Chartside");
        assertThat(card.path("links").path(0).path("type").asString()).isEqualTo("smart");
        assertThat(card.path("links").path(0).path("url").asString()).isEqualTo(APP + "/launch");
        assertThat(card.path("links").path(0).path("appContext").asString())
                .isEqualTo("{\"encounter\":\"e1\",\"part\":\"transcript\"}");
        assertThat(card.path("overrideReasons"))
                .allSatisfy(
                        reason -> assertThat(reason.path("display").asString()).isNotBlank());
        assertThat(card.has("suggestions")).isFalse();
        assertThat(RECORD.requests("$visit-status"))
                .singleElement()
                .satisfies(asked -> assertThat(asked.body()).contains(EHR.base().toString(), "p1", "e1"));
        assertThat(RECORD.requests("/oauth/token"))
                .allSatisfy(asked -> assertThat(asked.form())
                        .containsEntry("grant_type", "client_credentials")
                        .containsEntry("scope", "visit-status system/AuditEvent.c"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            patient-view        | in-progress | drafted | 0 | unsigned
            patient-view        | in-progress | signed  | 3 |
            patient-view        | finished    | none    | 0 |
            patient-view        | finished    | drafted | 0 | unsigned
            patient-view        | cancelled   | drafted | 0 |
            encounter-start     | planned     | none    | 0 | start
            encounter-start     | in-progress | drafted | 0 |
            order-sign          | in-progress | none    | 0 |
            order-sign          | in-progress | drafted | 2 | unsigned undocumented
            order-sign          | in-progress | signed  | 1 | undocumented
            encounter-discharge | finished    | none    | 0 | start
            encounter-discharge | in-progress | drafted | 1 | unsigned undocumented
            encounter-discharge | in-progress | signed  | 0 |
            """)
    void cards_followHookVisitAndNote(String hook, String status, String note, int undocumented, String expected) {
        state(note, undocumented);
        ObjectNode body = hook(hook);
        body.set("prefetch", JSON.readTree("{\"encounter\":" + encounter("e1", "p1", status) + "}"));
        List<String> kinds = new ArrayList<>();
        for (JsonNode card : json(call(hook, body)).path("cards")) {
            String label = card.path("links").path(0).path("label").asString();
            kinds.add(
                    switch (label) {
                        case "Start the scribe" -> "start";
                        case "Review and sign" -> "unsigned";
                        default -> "undocumented";
                    });
        }
        assertThat(kinds).containsExactlyElementsOf(expected == null ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void dischargeWithAnUnsignedNote_suggestsATaskForTheUser() {
        state("drafted", 0);
        JsonNode card = json(call("encounter-discharge", hook("encounter-discharge")))
                .path("cards")
                .path(0);
        assertThat(card.path("indicator").asString()).isEqualTo("warning");
        assertThat(card.path("selectionBehavior").asString()).isEqualTo("at-most-one");
        JsonNode suggestion = card.path("suggestions").path(0);
        assertThat(suggestion.path("uuid").asString()).isNotBlank();
        JsonNode action = suggestion.path("actions").path(0);
        assertThat(action.path("type").asString()).isEqualTo("create");
        assertThat(action.path("resource").path("resourceType").asString()).isEqualTo("Task");
        assertThat(action.path("resource").path("owner").path("reference").asString())
                .isEqualTo("Practitioner/dr-1");
        assertThat(action.path("resource").path("for").path("reference").asString())
                .isEqualTo("Patient/p1");
    }

    @Test
    void withoutPrefetch_theEncounterIsFetchedWithTheHandedToken_andTheReadIsOnRecord() {
        worker.sendReports();
        RECORD.shelf().clear();
        state("none", 0);
        String token = EHR.handOut();
        ObjectNode body = fetching(token);
        assertThat(json(call("patient-view", body)).path("cards")).hasSize(1);
        assertThat(EHR.requests("/Encounter/e1"))
                .singleElement()
                .satisfies(
                        read -> assertThat(read.headers().get("authorization")).isEqualTo("Bearer " + token));

        worker.sendReports();

        assertThat(RECORD.shelf().all(AuditEvent.class)).singleElement().satisfies(event -> {
            assertThat(event.getEntity())
                    .anySatisfy(entity ->
                            assertThat(entity.getWhat().getReference()).isEqualTo(EHR.base() + "/Encounter/e1"))
                    .anySatisfy(entity -> {
                        assertThat(entity.getWhat().getIdentifier().getSystem()).isEqualTo(EHR.base() + "/Patient");
                        assertThat(entity.getWhat().getIdentifier().getValue()).isEqualTo("p1");
                    });
            assertThat(event.getAgent())
                    .anySatisfy(
                            agent -> assertThat(agent.getWho().getIdentifier().getValue())
                                    .isEqualTo("dr-1"));
        });
        worker.sendReports();
        assertThat(RECORD.shelf().all(AuditEvent.class)).hasSize(1);
    }

    @Test
    void fhirServerThatIsNotTheRegisteredOne_isNeverAsked() {
        for (String server : List.of(
                ASKING.base().toString(),
                "http://169.254.169.254/latest",
                EHR.base() + "@127.0.0.1:1/",
                EHR.base() + "/../other",
                HOOKS.pageOrigin())) {
            ObjectNode body = fetching(EHR.handOut());
            body.put("fhirServer", server);
            assertThat(call("patient-view", body).status()).as(server).isEqualTo(400);
        }
        assertThat(ASKING.requests()).isEmpty();
        assertThat(EHR.requests("/Encounter")).isEmpty();
    }

    @Test
    void dataThatCannotBeHad_isPreconditionFailed() {
        ObjectNode neither = hook("patient-view");
        neither.remove("prefetch");
        ObjectNode none = hook("patient-view");
        none.set("prefetch", JSON.readTree("{\"encounter\":null}"));
        ObjectNode another = hook("patient-view");
        another.set("prefetch", JSON.readTree("{\"encounter\":" + encounter("e9", "p1", "in-progress") + "}"));
        ObjectNode stranger = hook("patient-view");
        stranger.set("prefetch", JSON.readTree("{\"encounter\":" + encounter("e1", "p2", "in-progress") + "}"));
        ObjectNode rejected = fetching("a-token-that-has-ended");
        for (ObjectNode body : List.of(neither, none, another, stranger, rejected)) {
            Browser.Page answer = call("patient-view", body);
            assertThat(answer.status()).as(body.toString()).isEqualTo(412);
            assertThat(json(answer).path("resourceType").asString()).isEqualTo("OperationOutcome");
        }
        EHR.fault(new SmartServer.Fault("/Encounter/e1", "GET", 500, "", false));
        assertThat(call("patient-view", fetching(EHR.handOut())).status()).isEqualTo(412);
        EHR.fault(new SmartServer.Fault("/Encounter/e1", "GET", 200, encounter("e1", "p2", "in-progress"), false));
        assertThat(call("patient-view", fetching(EHR.handOut())).status())
                .as("an EHR that answers for another patient")
                .isEqualTo(412);
        assertThat(RECORD.requests("$visit-status")).isEmpty();
    }

    @Test
    void prefetchThatFailed_isFetched() {
        for (String failed : List.of("null", "{\"resourceType\":\"OperationOutcome\",\"issue\":[]}")) {
            state("none", 0);
            ObjectNode body = fetching(EHR.handOut());
            body.set("prefetch", JSON.readTree("{\"encounter\":" + failed + "}"));
            Browser.Page answer = call("patient-view", body);
            assertThat(answer.status()).as(failed).isEqualTo(200);
            assertThat(json(answer).path("cards").size()).as(failed).isOne();
        }
        assertThat(EHR.requests("/Encounter/e1")).hasSize(2);
    }

    @Test
    @Timeout(30)
    void whatIsLate_isNoCard() {
        CountDownLatch never = new CountDownLatch(1);
        EHR.hold("/Encounter/e1", never);
        EhrProfile profile = profiles.ofSite("hospital").orElseThrow();
        HookRequest request = HookRequest.of(
                CdsService.PATIENT_VIEW, fetching(EHR.handOut()), EHR.base().toString());
        long begun = System.nanoTime();
        assertThat(advice.on(CdsService.PATIENT_VIEW, profile, request, Duration.ofMillis(200)))
                .isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        never.countDown();
        // What was too late goes on to its end, and must not end within another test.
        while (RECORD.requests("$visit-status").isEmpty()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void recordThatDoesNotAnswer_isNoCard() {
        RECORD.fault(new SmartServer.Fault("$visit-status", "POST", 503, "", false));
        Browser.Page answer = call("patient-view", hook("patient-view"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(json(answer)).isEqualTo(JSON.readTree("{\"cards\":[],\"systemActions\":[]}"));
    }

    @Test
    void chartWithoutAnEncounter_andAPatientInAPortal_areShownNothing() {
        ObjectNode without = hook("patient-view");
        ((ObjectNode) without.path("context")).remove("encounterId");
        without.remove("prefetch");
        ObjectNode portal = hook("patient-view");
        ((ObjectNode) portal.path("context")).put("userId", "Patient/p1");
        for (ObjectNode body : List.of(without, portal)) {
            assertThat(json(call("patient-view", body)).path("cards").isEmpty()).isTrue();
        }
        assertThat(RECORD.requests("$visit-status")).isEmpty();
    }

    @Test
    void membersThatNobodyHasDefined_arePassedOver() {
        state("none", 0);
        ObjectNode body = hook("patient-view");
        body.put("later", "version");
        body.putObject("extension").put("com.example.x", "y");
        ((ObjectNode) body.path("context")).put("wardId", "w1");
        ((ObjectNode) body.path("prefetch")).put("other", "x");
        assertThat(json(call("patient-view", body)).path("cards")).hasSize(1);
    }

    @Test
    void callThatIsNoneOfTheService_isRefused() {
        refused(body -> body.put("hook", "order-sign"));
        refused(body -> body.remove("hook"));
        refused(body -> body.put("hook", 1));
        refused(body -> body.put("hookInstance", "1"));
        refused(body -> body.remove("hookInstance"));
        refused(body -> body.remove("context"));
        refused(body -> body.put("context", "p1"));
        refused(body -> context(body).remove("patientId"));
        refused(body -> context(body).put("patientId", "../p1"));
        refused(body -> context(body).putNull("encounterId"));
        refused(body -> context(body).put("userId", "dr-1"));
        refused(body -> body.put("prefetch", "all"));
        refused(body -> body.putObject("fhirAuthorization"));
        refused(body -> {
            body.setAll(fetching("t"));
            ((ObjectNode) body.path("fhirAuthorization")).put("token_type", "mac");
        });
        refused(body -> {
            body.setAll(fetching("t"));
            ((ObjectNode) body.path("fhirAuthorization")).put("access_token", "a\r\nb");
        });
        ObjectNode discharge = hook("encounter-discharge");
        context(discharge).remove("encounterId");
        assertThat(call("encounter-discharge", discharge).status()).isEqualTo(400);
        ObjectNode orders = hook("order-sign");
        context(orders).remove("draftOrders");
        assertThat(call("order-sign", orders).status()).isEqualTo(400);
        ObjectNode mixed = hook("order-sign");
        mixed.set("context", JSON.readTree(context(mixed).toString().replaceFirst("Patient/p1", "Patient/p2")));
        assertThat(call("order-sign", mixed).status()).isEqualTo(400);
        assertThat(RECORD.requests("$visit-status")).isEmpty();
    }

    @Test
    void bodyThatIsNoJson_tooLarge_orOfAnotherType_isRefused() {
        String path = "/chartside-patient-view";
        String twice = hook("patient-view").toString().replaceFirst("\\{", "{\"hook\":\"patient-view\",");
        assertThat(post(path, twice, token()).status()).isEqualTo(400);
        assertThat(post(path, "[]", token()).status()).isEqualTo(400);
        assertThat(post(path, "{", token()).status()).isEqualTo(400);
        assertThat(post(path, "{\"a\":\"" + "x".repeat(1 << 20) + "\"}", token())
                        .status())
                .isEqualTo(413);
        assertThat(browser()
                        .send("POST", "/cds-services" + path, "{}", Map.of("Authorization", "Bearer " + token()))
                        .status())
                .isEqualTo(415);
        assertThat(post("/other", "{}", HOOKS.token(SERVICES + "/other", claims -> claims))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void browsers_ofRegisteredOriginsAlone() {
        Browser.Page allowed = preflight("https://browser.ehr.example");
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.headers())
                .containsEntry("access-control-allow-origin", "https://browser.ehr.example")
                .doesNotContainKey("access-control-allow-credentials");
        assertThat(preflight("https://evil.example").headers()).doesNotContainKey("access-control-allow-origin");
    }

    private Browser.Page preflight(String origin) {
        return browser()
                .send(
                        "OPTIONS",
                        "/cds-services/chartside-patient-view",
                        "",
                        Map.of(
                                "Origin", origin,
                                "Access-Control-Request-Method", "POST",
                                "Access-Control-Request-Headers", "authorization,content-type"));
    }

    private static String token() {
        return HOOKS.token(SERVICES + "/chartside-patient-view", claims -> claims);
    }

    private void refused(Consumer<ObjectNode> change) {
        ObjectNode body = hook("patient-view");
        change.accept(body);
        Browser.Page answer = call("patient-view", body);
        assertThat(answer.status()).as(body.toString()).isEqualTo(400);
        assertThat(json(answer).path("resourceType").asString()).isEqualTo("OperationOutcome");
    }

    private static ObjectNode context(ObjectNode body) {
        return (ObjectNode) body.path("context");
    }

    private static ObjectNode fetching(String token) {
        ObjectNode body = hook("patient-view");
        body.remove("prefetch");
        body.put("fhirServer", EHR.base() + "/");
        ObjectNode authorization = body.putObject("fhirAuthorization");
        authorization.put("access_token", token);
        authorization.put("token_type", "Bearer");
        authorization.put("expires_in", 60);
        authorization.put("scope", "patient/Encounter.r");
        authorization.put("subject", "chartside-app");
        return body;
    }
}

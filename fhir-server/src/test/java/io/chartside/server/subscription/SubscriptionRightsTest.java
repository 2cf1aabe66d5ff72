package io.chartside.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.authz.Cutoffs;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.rest.CountedStatements;
import io.chartside.server.rest.Lure;
import io.chartside.server.rest.SubscriptionReceiver;
import io.chartside.server.store.ResourceStore;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Subscription;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Who may subscribe to what, where it may be sent, and that rights count when something is sent. */
class SubscriptionRightsTest extends SubscriptionTester {
    private static final String AI =
            ",\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\",\"code\":\"AIAST\"}]}";

    @Autowired
    private Cutoffs cutoffs;

    @Autowired
    private Transactions transactions;

    @Autowired
    private FhirContext fhir;

    @Autowired
    private ResourceStore store;

    @Autowired
    private SubscriptionTraces traces;

    private static String condition(String patient, String text, String more) {
        return "{\"resourceType\":\"Condition\",\"code\":{\"text\":\"" + text
                + "\"},\"subject\":{\"reference\":\"Patient/" + patient + "\"}" + more + "}";
    }

    @Test
    void draftsOfAnAi_areNeverSent_evenToWhoMaySeeDrafts() {
        SubscriptionReceiver receiver = receiver();
        String patient = newPatient("Drafted");
        subscribed(receiver, Topic.RESOURCE_CHANGE, "full-resource", "Condition", "Composition");
        deliver();
        made(
                "Condition",
                condition(
                        patient,
                        "drafted",
                        AI
                                + ",\"verificationStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/condition-ver-status\",\"code\":\"unconfirmed\"}]}"));
        made("Composition", composition(patient, "preliminary", AI));
        String own = made("Condition", condition(patient, "own", ""));
        deliver();

        assertThat(receiver.events()).containsExactly("1 Condition/" + own);
    }

    /** 42 CFR Part 2: kept back from everyone whom no Consent of the patient permits it. */
    @Test
    void labelThatKeepsBack_countsToo() {
        follow("Labelled", "Condition", "full-resource");
        String label =
                ",\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"42CFRPart2\"}]}";
        made("Condition", condition(patient, "kept back", label));
        String open = made("Condition", condition(patient, "open", ""));
        deliver();

        assertThat(receiver.events()).containsExactly("1 Condition/" + open);
    }

    @Test
    void consentThatDenies_countsWhenItIsSent_forWhatHasANumberToo() {
        SubscriptionReceiver receiver = receiver();
        String patient = newPatient("Denying");
        String id = subscribed(receiver, Topic.RESOURCE_CHANGE, "id-only", "Condition");
        deliver();
        receiver.answers(any -> 500);
        made("Condition", condition(patient, "before", ""));
        deliver();
        String consent = made(
                "Consent",
                "{\"resourceType\":\"Consent\",\"status\":\"active\",\"scope\":{\"text\":\"privacy\"},\"category\":[{\"text\":\"x\"}],\"policyRule\":{\"text\":\"x\"},\"patient\":{\"reference\":\"Patient/"
                        + patient + "\"},\"provision\":{\"type\":\"deny\"}}");
        receiver.answers(any -> 200);
        made("Condition", condition(patient, "after", ""));
        String others = made("Condition", condition(newPatient("Undenying"), "others", ""));
        deliver(Duration.ofMinutes(1));

        assertThat(receiver.events()).containsExactly("2 Condition/" + others);
        assertThat(read("/Subscription/" + id + "/$events").toString()).doesNotContain("\"valueString\":\"1\"");
        call("DELETE", "/Consent/" + consent, null);
    }

    @Test
    void eventsOfAnErasedPatient_goWithHim_andTheNextOnesArrive() {
        SubscriptionReceiver receiver = receiver();
        String erased = newPatient("Erased");
        subscribed(receiver, Topic.RESOURCE_CHANGE, "id-only", "Condition");
        deliver();
        receiver.answers(any -> 500);
        made("Condition", condition(erased, "numbered, not delivered", ""));
        deliver();
        assertThat(traces.remove(SUBSCRIBED_ID, erased)).isEqualTo(1);
        receiver.answers(any -> 200);
        String next = made("Condition", condition(newPatient("Next"), "next", ""));
        settle();
        for (int i = 0; i < 5; i++) {
            deliveries.step(SUBSCRIBED_ID, Instant.now().plus(Duration.ofMinutes(1)));
        }

        assertThat(receiver.events()).containsExactly("2 Condition/" + next);
        assertThat(deliveries.step(SUBSCRIBED_ID, Instant.now().plus(Duration.ofMinutes(1))))
                .isFalse();
    }

    @Test
    void subscriptionThatWasOff_goesOnWithWhatComesThen_whateverWasUnderWay() {
        follow("Off", "Condition", "id-only");
        receiver.answers(any -> 500);
        made("Condition", condition(patient, "numbered, not delivered", ""));
        deliver();
        for (String status : List.of("off", "requested")) {
            String now = read("/Subscription/" + id).toString();
            assertOk(call(
                    "PUT",
                    "/Subscription/" + id,
                    now.replaceFirst("\"status\":\"[a-z]+\"", "\"status\":\"" + status + "\"")));
        }
        receiver.answers(any -> 200);
        String next = made("Condition", condition(patient, "next", ""));
        deliver(Duration.ofMinutes(2));

        assertThat(receiver.events()).containsExactly("2 Condition/" + next);
    }

    @Test
    void rowThatCannotBeRead_holdsUpNoOther() {
        String patient = newPatient("Readable");
        String broken = subscribed(receiver(), Topic.RESOURCE_CHANGE, "id-only", "Condition");
        deliver();
        store.write(
                SUBSCRIBED_ID,
                unit -> unit.beside(session -> session.update(
                        "update subscription set body = '\\x00', beat_at = 0, due_at = 0 where tenant = ? and id = ?",
                        List.of(SUBSCRIBED_ID.value(), broken))));
        SubscriptionReceiver receiver = receiver();
        subscribed(receiver, Topic.RESOURCE_CHANGE, "id-only", "Condition?patient=Patient/" + patient);
        Instant now = Instant.now();
        assertThatThrownBy(() -> deliveries.step(SUBSCRIBED_ID, now)).isInstanceOf(RuntimeException.class);
        assertThat(deliveries.step(SUBSCRIBED_ID, now)).isTrue();

        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void subscriberThatIsCutOff_getsNothingMore_alsoOnceThatIsLifted() {
        follow("Cut", "Condition", "id-only");
        cutoffs.client(SUBSCRIBED_ID, "subscriber");
        try {
            String body = condition(patient, "unseen", "");
            assertThat(post(SUBSCRIBED + "/Condition", body).statusCode()).isEqualTo(201);
            deliver();
            assertThat(receiver.events()).isEmpty();
        } finally {
            cutoffs.liftClient(SUBSCRIBED_ID, "subscriber");
            newToken();
        }
        made("Condition", condition(patient, "unseen too", ""));
        deliver(Duration.ofMinutes(1));
        assertThat(receiver.received()).hasSize(1);
        assertThat(read("/Subscription/" + id).path("status").asText()).isEqualTo("off");
        assertThat(read("/Subscription/" + id).path("error").asText()).contains("rights have ended");
    }

    @Test
    void otherTenant_isNeitherToldNorTells() {
        SubscriptionReceiver receiver = receiver();
        String id = subscribed(receiver, Topic.RESOURCE_CHANGE, "full-resource", "Condition");
        deliver();
        String patient = json(post(OTHER + "/Patient", "{\"resourceType\":\"Patient\"}"))
                .path("id")
                .asText();
        assertThat(post(OTHER + "/Condition", condition(patient, "of another tenant", ""))
                        .statusCode())
                .isEqualTo(201);
        deliver();

        assertThat(receiver.received()).hasSize(1);
        for (String path : List.of("", "/$status", "/$events")) {
            assertOutcome(send(request(OTHER + "/Subscription/" + id + path)), 404);
        }
        assertThat(json(send(request(OTHER + "/Subscription/$status?id=" + id)))
                        .path("total")
                        .asInt())
                .isZero();
        HttpResponse<String> stranger = call(
                "POST", OTHER + "/Subscription", subscription(receiver, Topic.VISIT_SIGNED, "empty", List.of(), ""));
        assertOutcome(stranger, 401);
        assertOutcome(
                post(OTHER + "/Subscription", subscription(receiver, Topic.VISIT_SIGNED, "empty", List.of(), "")), 422);
    }

    @Test
    void whoMayNotReadTheTypes_subscribesToNothing_andOthersMayOnlyTurnItOff() {
        SubscriptionReceiver receiver = receiver();
        String narrow = newToken(SUBSCRIBED, "subscriber", "system/Subscription.cruds system/Condition.rs");
        String notes = subscription(receiver, Topic.VISIT_SIGNED, "empty", List.of(), "");
        String conditions = subscription(receiver, Topic.RESOURCE_CHANGE, "empty", List.of("Condition"), "");
        assertOutcome(call(narrow, "POST", "/Subscription", notes), 403);
        HttpResponse<String> taken = call(narrow, "POST", "/Subscription", conditions);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        String id = json(taken).path("id").asText();

        String widened = conditions.replace("{\"resourceType\"", "{\"id\":\"" + id + "\",\"resourceType\"");
        assertOutcome(put(SUBSCRIBED + "/Subscription/" + id, widened), 403);
        String off = widened.replace("requested", "off");
        assertOutcome(
                put(
                        SUBSCRIBED + "/Subscription/" + id,
                        off.replace(receiver.url(), receiver().url())),
                403);
        assertOk(put(SUBSCRIBED + "/Subscription/" + id, off));
        deliver();
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void marketing_hasNoRoute() {
        Caller seller = new Caller(
                        SUBSCRIBED_ID,
                        "subscriber",
                        "subscriber",
                        "t",
                        Scopes.parse("system/*.cruds"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .with(new Mandate(Set.of(), Optional.of("HMARKT"), Optional.empty(), Optional.empty()));
        Subscription subscription = fhir.newJsonParser()
                .parseResource(
                        Subscription.class, subscription(receiver(), Topic.VISIT_SIGNED, "empty", List.of(), ""));
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(subscription)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("Subscription");
        RequestContext context = new RequestContext(seller, new Origin("sale", "127.0.0.1", SUBSCRIBED));
        assertThatThrownBy(() -> transactions.execute(context, bundle))
                .isInstanceOfSatisfying(
                        FhirRefusal.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(403));
    }

    /** A public name of the list that has come to mean our own machine, and a receiver that points there. */
    @Test
    void ssrf_listedNameThatResolvesToLoopback_andRedirect_reachNothing() {
        int before = Lure.calls();
        SubscriptionReceiver receiver = receiver();
        String body = subscription(receiver, Topic.VISIT_SIGNED, "empty", List.of(), "")
                .replace(receiver.url(), "https://localhost:" + Lure.port() + "/hook");
        String lured = subscribed(body);
        SubscriptionReceiver redirecting = receiver().answers(any -> 302);
        String redirected = subscribed(redirecting, Topic.VISIT_SIGNED, "empty");
        deliver();

        assertThat(Lure.calls()).isEqualTo(before);
        assertThat(redirecting.received()).hasSize(1);
        for (String id : List.of(lured, redirected)) {
            assertThat(read("/Subscription/" + id).path("status").asText()).isEqualTo("requested");
            assertThat(call("DELETE", "/Subscription/" + id, null).statusCode()).isEqualTo(204);
        }
        deliver(Duration.ofHours(1));
        assertThat(redirecting.received()).hasSize(1);
    }

    /** The fewest of some tries: now and then a request looks something up anew that is kept for a while. */
    private static int statements(Supplier<HttpResponse<String>> request) {
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < 6; i++) {
            var statements = CountedStatements.listen();
            try {
                assertThat(request.get().statusCode()).isEqualTo(201);
                fewest = Math.min(fewest, statements.size());
            } finally {
                CountedStatements.stop();
            }
        }
        return fewest;
    }

    /** The feed is the record itself: who writes does nothing for who reads. */
    @Test
    void writes_costNoStatementMore_withSubscriptionsOrWithout() {
        subscribed(receiver(), Topic.RESOURCE_CHANGE, "empty", "Patient");
        String body = "{\"resourceType\":\"Patient\",\"active\":true}";
        int with = statements(() -> post(SUBSCRIBED + "/Patient", body));
        int without = statements(() -> post(OTHER + "/Patient", body));
        assertThat(with).isEqualTo(without).isLessThanOrEqualTo(3);
        deliver();
    }
}

package io.chartside.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.SigningBundle;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.rest.SubscriptionReceiver;
import io.chartside.server.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** From a visit that was drafted and signed to the EHR's back end. */
class SignedVisitTest extends SubscriptionTester {
    private static final TenantId DEMO = new TenantId("demo");
    private static final Signer OKAFOR = new Signer("Practitioner/demo-practitioner-1", "Dr. Maya Okafor");
    private static final Set<String> DECIDED = Set.of("Condition", "ChargeItem");

    @Autowired
    private Transactions transactions;

    @Autowired
    private FhirContext fhir;

    private void deliverDemo() {
        settle();
        while (deliveries.step(DEMO, Instant.now())) {
            // Until nothing is left.
        }
    }

    private List<Resource> parts(String composition) {
        return fhir
                .newJsonParser()
                .parseResource(
                        Bundle.class,
                        send(request(BASE + "/Composition/" + composition + "/$document"))
                                .body())
                .getEntry()
                .stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
    }

    private void sign(List<Resource> parts) {
        List<Resource> decided = parts.stream()
                .map(part -> DECIDED.contains(part.fhirType())
                        ? DraftEdit.decide((DomainResource) part, new Decision(Decision.State.ACCEPTED, ""))
                        : part)
                .map(Resource.class::cast)
                .toList();
        Optional<Encounter> encounter = parts.stream()
                .filter(Encounter.class::isInstance)
                .map(Encounter.class::cast)
                .findFirst();
        Caller caller = new Caller(
                DEMO,
                OKAFOR.practitioner(),
                "chartside-app",
                "token-1",
                Scopes.parse("user/*.cruds drafts"),
                Optional.of(OKAFOR.practitioner()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.now()));
        transactions.execute(
                new RequestContext(caller, new Origin("signed-visit", "127.0.0.1", BASE)),
                SigningBundle.of(decided, encounter, OKAFOR, Instant.now(), BASE));
    }

    /** As docs/subscriptions.md has it. */
    @Test
    void filterForNotesAlone_leavesOutAddendaAndWhatIsMadeOfNotes() {
        SubscriptionReceiver receiver = receiver();
        subscribed(
                receiver,
                Topic.VISIT_SIGNED,
                "id-only",
                "Composition?encounter:missing=false&related-ref:missing=true");
        String patient = newPatient("Notes");
        String encounter = made(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}}");
        String visit = ",\"encounter\":{\"reference\":\"Encounter/" + encounter + "\"}";
        String note = made("Composition", composition(patient, "final", visit));
        made("Composition", composition(patient, "final", visit + relates("appends", note)));
        made("Composition", composition(patient, "final", relates("transforms", note)));
        made("Composition", composition(patient, "final", ""));
        deliver();
        assertThat(receiver.received().stream()
                        .map(one -> one.json().toString())
                        .filter(text -> text.contains("event-notification")))
                .singleElement()
                .asString()
                .contains("Composition/" + note);
    }

    private static String relates(String code, String note) {
        return ",\"relatesTo\":[{\"code\":\"" + code + "\",\"targetReference\":{\"reference\":\"Composition/" + note
                + "\"}}]";
    }

    @Test
    void draftStaysHere_andTheSignedDocumentArrives_withoutTheOrdersThatNobodyApproved() {
        SubscriptionReceiver receiver = receiver();
        HttpResponse<String> subscribed = post(
                "/Subscription",
                subscription(
                        receiver,
                        Topic.VISIT_SIGNED,
                        "full-resource",
                        List.of("encounter=Encounter/demo-encounter-3"),
                        ""));
        assertThat(subscribed.statusCode()).as(subscribed.body()).isEqualTo(201);
        deliverDemo();
        HttpResponse<String> drafted =
                post("/Encounter/demo-encounter-3/$draft-note", "{\"resourceType\":\"Parameters\"}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        String note = json(drafted).at("/entry/0/resource/id").asText();
        deliverDemo();
        assertThat(receiver.events()).isEmpty();

        sign(parts(note));
        subscribed(receiver(), Topic.VISIT_SIGNED, "empty");
        settle();
        assertThat(schedule.waiting(Instant.now())).contains(DEMO, SUBSCRIBED_ID);
        deliverDemo();
        assertThat(schedule.waiting(Instant.now())).contains(SUBSCRIBED_ID).doesNotContain(DEMO);

        assertThat(receiver.events()).containsExactly("1 Composition/" + note);
        JsonNode bundle = receiver.taken().get(0).json();
        assertThat(entries(bundle))
                .extracting(entry -> entry.at("/resource/resourceType").asText())
                .contains(
                        "Composition", "DocumentReference", "Condition", "Claim", "Provenance", "Patient", "Encounter");
        assertThat(bundle.at("/entry/1/resource/status").asText()).isEqualTo("final");
        assertThat(bundle.toString()).contains("\"sigFormat\":\"application/jose\"");
        for (JsonNode entry : entries(bundle)) {
            assertThat(entry.at("/resource/status").asText()).isNotIn("preliminary", "planned", "draft");
        }
        assertOk(send(
                request(BASE + "/Subscription/" + json(subscribed).path("id").asText() + "/$events")));
        assertThat(delete("/Subscription/" + json(subscribed).path("id").asText())
                        .statusCode())
                .isEqualTo(204);
    }
}

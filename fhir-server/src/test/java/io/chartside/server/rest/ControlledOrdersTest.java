package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.SigningBundle;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.Origin;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What an AI drafted of a controlled substance stays a draft, signed or not (MT7, MA18; 21 CFR 1308, 1311). */
class ControlledOrdersTest extends RestTest {
    private static final Signer OKAFOR = new Signer("Practitioner/demo-practitioner-1", "Dr. Maya Okafor");

    @Autowired
    private Transactions transactions;

    @Autowired
    private FhirContext fhir;

    private String composition;

    @BeforeEach
    void draftedVisit() {
        String encounter = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/demo-patient-7\"}}");
        HttpResponse<String> drafted = post(
                "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\"[doctor] What"
                        + " brings you in?\\n[patient] My left knee has hurt for three days.\\n[doctor] okay, on exam your left"
                        + " knee is tender.\\n[doctor] So for your first problem, your knee pain, I am going to start you on"
                        + " oxycodone 5 mg by mouth every six hours.\\n[doctor] For your high blood pressure, I am going to"
                        + " start you on lisinopril 10 mg by mouth once a day.\"}]}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        composition = json(drafted).at("/entry/0/resource/id").asText();
    }

    private List<Resource> parts() {
        return fhir
                .newJsonParser()
                .parseResource(
                        Bundle.class,
                        get("/Composition/" + composition + "/$document").body())
                .getEntry()
                .stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
    }

    private MedicationRequest order(String drug) {
        return parts().stream()
                .filter(MedicationRequest.class::isInstance)
                .map(MedicationRequest.class::cast)
                .filter(request ->
                        request.getMedicationCodeableConcept().getText().equalsIgnoreCase(drug))
                .findFirst()
                .orElseThrow();
    }

    private static RequestContext okafor() {
        return new RequestContext(
                new Caller(
                        new TenantId("demo"),
                        OKAFOR.practitioner(),
                        "chartside-app",
                        "token-1",
                        Scopes.parse("user/*.cruds drafts"),
                        Optional.of(OKAFOR.practitioner()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Instant.now())),
                new Origin("controlled-orders-test", "127.0.0.1", BASE));
    }

    private Bundle signature() {
        Bundle approvals = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        for (Resource part : parts()) {
            if (part instanceof MedicationRequest request) {
                approvals
                        .addEntry()
                        .setResource(DraftEdit.decide(request, new Decision(Decision.State.ACCEPTED, "")))
                        .getRequest()
                        .setMethod(Bundle.HTTPVerb.PUT)
                        .setUrl("MedicationRequest/" + request.getIdElement().getIdPart());
            }
        }
        transactions.execute(okafor(), approvals);
        return SigningBundle.of(parts(), Optional.empty(), OKAFOR, Instant.now(), BASE);
    }

    private HttpResponse<String> written(MedicationRequest request) {
        return put(
                "/MedicationRequest/" + request.getIdElement().getIdPart(),
                fhir.newJsonParser().encodeResourceToString(request));
    }

    @Test
    void signedVisit_ordersTheOther_andLeavesTheControlledDrugADraft() {
        transactions.execute(okafor(), signature());
        MedicationRequest oxycodone = order("oxycodone");
        assertThat(oxycodone.getStatus()).isEqualTo(MedicationRequestStatus.DRAFT);
        assertThat(oxycodone.getIntent()).isEqualTo(MedicationRequestIntent.PROPOSAL);
        assertThat(oxycodone.getMeta().getVersionId()).isEqualTo("2");
        assertThat(order("lisinopril").getStatus()).isEqualTo(MedicationRequestStatus.ACTIVE);
        assertThat(get("/Composition/" + composition + "/$verify").body())
                .contains("\"name\":\"valid\",\"valueBoolean\":true");
        assertThat(send(request("/MedicationRequest/" + oxycodone.getIdElement().getIdPart(), "system/*.cruds"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void signatureThatCoversIt_isRefusedAsAWhole() {
        Bundle bundle = signature();
        MedicationRequest forced = order("oxycodone")
                .copy()
                .setStatus(MedicationRequestStatus.ACTIVE)
                .setIntent(MedicationRequestIntent.ORDER);
        String reference = "MedicationRequest/" + forced.getIdElement().getIdPart();
        bundle.addEntry()
                .setFullUrl(BASE + "/" + reference)
                .setResource(forced)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.PUT)
                .setUrl(reference);
        bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(org.hl7.fhir.r4.model.Provenance.class::isInstance)
                .map(org.hl7.fhir.r4.model.Provenance.class::cast)
                .forEach(provenance -> provenance.addTarget(new Reference(reference)));
        assertThatThrownBy(() -> transactions.execute(okafor(), bundle)).hasMessageContaining("schedule II");
        assertThat(order("lisinopril").getStatus()).isEqualTo(MedicationRequestStatus.DRAFT);
    }

    @ParameterizedTest
    @EnumSource(
            value = MedicationRequestStatus.class,
            names = {"NULL"},
            mode = EnumSource.Mode.EXCLUDE)
    void writtenDirectly_itIsADraftOrVoid(MedicationRequestStatus status) {
        MedicationRequest changed = order("oxycodone").copy().setStatus(status);
        boolean allowed = List.of(
                        MedicationRequestStatus.DRAFT,
                        MedicationRequestStatus.CANCELLED,
                        MedicationRequestStatus.ENTEREDINERROR)
                .contains(status);
        HttpResponse<String> answer = written(changed);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(allowed ? 200 : 422);
    }

    @Test
    void intent_codes_andPatches_areNoWayAround() {
        MedicationRequest oxycodone = order("oxycodone");
        HttpResponse<String> ordered = written(oxycodone.copy().setIntent(MedicationRequestIntent.ORDER));
        assertOutcome(ordered, 422);
        assertThat(ordered.body()).contains("EPCS", "MedicationRequest.intent");
        assertOutcome(
                patch(
                        "/MedicationRequest/" + oxycodone.getIdElement().getIdPart(),
                        "application/json-patch+json",
                        "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"active\"}]"),
                422);
        MedicationRequest coded = order("lisinopril").copy();
        coded.setMedication(new CodeableConcept()
                .addCoding(new Coding("http://www.nlm.nih.gov/research/umls/rxnorm", "7804", null)));
        HttpResponse<String> byCode = written(coded.copy().setIntent(MedicationRequestIntent.ORDER));
        assertOutcome(byCode, 422);
        assertThat(byCode.body()).contains("schedule II");
        HttpResponse<String> unnamed = written(order("lisinopril")
                .copy()
                .setMedication(new Reference("Medication/unknown"))
                .setStatus(MedicationRequestStatus.ACTIVE));
        assertThat(unnamed.statusCode()).isEqualTo(422);
    }

    @Test
    void whatPeopleOrder_isTheirs() {
        String body = "{\"resourceType\":\"MedicationRequest\",\"status\":\"active\",\"intent\":\"order\","
                + "\"medicationCodeableConcept\":{\"text\":\"oxycodone 5 mg\"},"
                + "\"subject\":{\"reference\":\"Patient/demo-patient-7\"}}";
        assertThat(post("/MedicationRequest", body).statusCode()).isEqualTo(201);
    }
}

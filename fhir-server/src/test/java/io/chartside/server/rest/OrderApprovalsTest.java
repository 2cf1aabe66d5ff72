package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.mappings.draft.Approval;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.SigningBundle;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each drafted order is approved by itself, by a licensed practitioner, in the version that is stored (MA18, MT7, MT8): over HTTP, with tokens of people who signed in.
 */
class OrderApprovalsTest extends RestTest {
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Signer AMA = new Signer("Practitioner/approving-1", "Dr. Ama Boateng");
    private static final String VALID = "{\"start\":\"2020-01-01\",\"end\":\"2199-12-31\"}";
    private static final String EXPIRED = "{\"start\":\"2020-01-01\",\"end\":\"2021-01-01\"}";
    private static String ama;
    private static String luis;
    private static String unlicensed;

    private String composition;

    @BeforeEach
    void draftedVisit() {
        licence("approving-1", VALID);
        if (ama == null) {
            licence("approving-2", VALID);
            licence("approving-3", EXPIRED);
            String scope = "openid fhirUser user/*.cruds drafts";
            ama = Desk.of("Practitioner/approving-1", "clinician").token(scope);
            luis = Desk.of("Practitioner/approving-2", "clinician").token(scope);
            unlicensed = Desk.of("Practitioner/approving-3", "clinician").token(scope);
        }
        String patient = made("Patient", "{\"resourceType\":\"Patient\",\"active\":true}");
        String encounter = made(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/" + patient + "\"}}");
        HttpResponse<String> drafted = post(
                STAFFED + "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\"[doctor] What"
                        + " brings you in?\\n[patient] My left knee has hurt for three days.\\n[doctor] So for your first"
                        + " problem, your knee pain, I am going to start you on ibuprofen 600 mg by mouth three times a"
                        + " day.\\n[doctor] For your high blood pressure, I am going to start you on lisinopril 10 mg by mouth"
                        + " once a day.\\n[doctor] Let's get an x-ray of the left knee.\"}]}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        composition = json(drafted).at("/entry/0/resource/id").asText();
    }

    private static void licence(String id, String period) {
        HttpResponse<String> stored = put(
                STAFFED + "/Practitioner/" + id,
                "{\"resourceType\":\"Practitioner\",\"id\":\"" + id
                        + "\",\"active\":true,\"qualification\":[{\"code\":{\"text\":\"MD\"},\"period\":" + period
                        + "}]}");
        assertThat(stored.statusCode()).as(stored.body()).isIn(200, 201);
    }

    private static String made(String type, String body) {
        HttpResponse<String> made = post(STAFFED + "/" + type, body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).path("id").asText();
    }

    private List<Resource> parts() {
        return FHIR
                .newJsonParser()
                .parseResource(
                        Bundle.class,
                        get(STAFFED + "/Composition/" + composition + "/$document")
                                .body())
                .getEntry()
                .stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
    }

    private MedicationRequest drug(String name) {
        return parts().stream()
                .filter(MedicationRequest.class::isInstance)
                .map(MedicationRequest.class::cast)
                .filter(request ->
                        request.getMedicationCodeableConcept().getText().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow();
    }

    private ServiceRequest xray() {
        return parts().stream()
                .filter(ServiceRequest.class::isInstance)
                .map(ServiceRequest.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static HttpResponse<String> as(String token, String method, String path, String type, String body) {
        return send(HttpRequest.newBuilder(URI.create(STAFFED + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> put(String token, DomainResource order) {
        return as(token, "PUT", path(order), FHIR_JSON, FHIR.newJsonParser().encodeResourceToString(order));
    }

    private static String path(DomainResource order) {
        return "/" + order.fhirType() + "/" + order.getIdElement().getIdPart();
    }

    private static <R extends DomainResource> R accepted(R order) {
        return DraftEdit.decide(order, new Decision(Decision.State.ACCEPTED, ""));
    }

    private static void approved(String token, DomainResource order) {
        HttpResponse<String> answer = put(token, accepted(order));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> signed(String token, Signer signer, List<Resource> parts) {
        Bundle bundle = SigningBundle.of(parts, Optional.empty(), signer, Instant.now(), STAFFED);
        return as(token, "POST", "", FHIR_JSON, FHIR.newJsonParser().encodeResourceToString(bundle));
    }

    @Test
    void signature_takesTheApprovedOrdersIntoForce_andNoOther() {
        MedicationRequest ibuprofen = drug("ibuprofen");
        ServiceRequest xray = xray();
        MedicationRequest lisinopril = drug("lisinopril");
        approved(ama, ibuprofen);
        approved(ama, xray);
        assertThat(drug("ibuprofen").getStatus()).isEqualTo(MedicationRequestStatus.DRAFT);

        HttpResponse<String> signed = signed(ama, AMA, parts());

        assertThat(signed.statusCode()).as(signed.body()).isEqualTo(200);
        MedicationRequest active = drug("ibuprofen");
        assertThat(active.getStatus()).isEqualTo(MedicationRequestStatus.ACTIVE);
        assertThat(active.getDosageInstructionFirstRep().getText())
                .isEqualTo(ibuprofen.getDosageInstructionFirstRep().getText());
        assertThat(Approval.of(active)).hasValueSatisfying(approval -> {
            assertThat(approval.practitioner()).isEqualTo(AMA.practitioner());
            assertThat(approval.version()).isEqualTo("1");
            assertThat(approval.at()).isBefore(Instant.now());
        });
        assertThat(xray().getStatus()).isEqualTo(ServiceRequest.ServiceRequestStatus.ACTIVE);
        assertThat(get(STAFFED + path(lisinopril)).statusCode()).isEqualTo(410);
        assertThat(get(STAFFED + "/Composition/" + composition + "/$verify").body())
                .contains("\"name\":\"valid\",\"valueBoolean\":true");
    }

    @Test
    void signatureOverWhatNobodyApproved_isRefusedAsAWhole() {
        List<Resource> decidedInItsHeadOnly = parts().stream()
                .map(part -> part instanceof MedicationRequest request ? accepted(request) : part)
                .map(Resource.class::cast)
                .toList();
        HttpResponse<String> answer = signed(ama, AMA, decidedInItsHeadOnly);
        assertOutcome(answer, 422);
        assertThat(answer.body()).contains("Nobody has approved", "MedicationRequest");
        assertThat(drug("ibuprofen").getStatus()).isEqualTo(MedicationRequestStatus.DRAFT);
    }

    @Test
    void changedDraft_needsApprovalAgain() {
        approved(ama, drug("ibuprofen"));
        MedicationRequest changed = drug("ibuprofen");
        changed.getDosageInstructionFirstRep().setText("800 mg by mouth three times a day");
        HttpResponse<String> stored = put(ama, changed);
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        assertThat(stored.body()).contains("800 mg").doesNotContain(ChartsideFhir.DECISION);

        MedicationRequest forced = accepted(drug("ibuprofen"));
        assertOutcome(
                signed(
                        ama,
                        AMA,
                        parts().stream()
                                .map(part -> part instanceof MedicationRequest request
                                                && request.getIdElement()
                                                        .getIdPart()
                                                        .equals(forced.getIdElement()
                                                                .getIdPart())
                                        ? forced
                                        : part)
                                .map(Resource.class::cast)
                                .toList()),
                422);

        approved(ama, drug("ibuprofen"));
        assertThat(Approval.of(drug("ibuprofen")).orElseThrow().version()).isEqualTo("3");
        assertThat(signed(ama, AMA, parts()).statusCode()).isEqualTo(200);
        assertThat(drug("ibuprofen").getDosageInstructionFirstRep().getText()).startsWith("800 mg");
    }

    @Test
    void patchedDraft_losesItsApprovalToo_andOtherWritesKeepIt() {
        approved(ama, drug("ibuprofen"));
        put(luis, drug("ibuprofen"));
        assertThat(Approval.of(drug("ibuprofen")).orElseThrow().practitioner()).isEqualTo(AMA.practitioner());
        HttpResponse<String> patched = as(
                luis,
                "PATCH",
                path(drug("ibuprofen")),
                "application/json-patch+json",
                "[{\"op\":\"replace\",\"path\":\"/dosageInstruction/0/text\",\"value\":\"1 g\"}]");
        assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
        assertThat(Approval.decision(drug("ibuprofen"))).isEmpty();
    }

    @Test
    void orderThatIsChangedOnItsWayIntoForce_isRefused() {
        approved(ama, drug("ibuprofen"));
        List<Resource> changed = parts();
        changed.stream()
                .filter(MedicationRequest.class::isInstance)
                .map(MedicationRequest.class::cast)
                .forEach(request -> request.getDosageInstructionFirstRep().setText("3 g every hour"));
        HttpResponse<String> answer = signed(ama, AMA, changed);
        assertOutcome(answer, 422);
        assertThat(answer.body()).contains("differs from the draft that was approved");
    }

    @Test
    void approval_isOfWhatIsStored_andItsDetailsAreTheServers() {
        MedicationRequest together = accepted(drug("ibuprofen"));
        together.getDosageInstructionFirstRep().setText("800 mg");
        assertOutcome(put(ama, together), 422);

        MedicationRequest forged = accepted(drug("ibuprofen"));
        new Approval(AMA.practitioner(), Instant.now(), "1").writeTo(forged);
        assertOutcome(put(luis, forged), 422);

        MedicationRequest twice = accepted(drug("ibuprofen"));
        twice.addExtension(twice.getExtensionByUrl(ChartsideFhir.DECISION).copy());
        assertOutcome(put(ama, twice), 422);
        MedicationRequest unheard = accepted(drug("ibuprofen"));
        unheard.getExtensionByUrl(ChartsideFhir.DECISION).getExtension().clear();
        unheard.getExtensionByUrl(ChartsideFhir.DECISION).addExtension("state", new StringType("signed"));
        assertOutcome(put(ama, unheard), 422);

        MedicationRequest copy = forged.copy();
        copy.setId("copied-" + forged.getIdElement().getIdPart());
        assertThat(put(luis, copy).statusCode()).isEqualTo(201);
        assertThat(get(STAFFED + path(copy)).body()).doesNotContain(ChartsideFhir.DECISION);
        assertThat(Approval.decision(drug("ibuprofen"))).isEmpty();
    }

    @Test
    void whoHasNoValidLicence_approvesNothing() {
        HttpResponse<String> expired = put(unlicensed, accepted(drug("ibuprofen")));
        assertOutcome(expired, 403);
        assertThat(expired.body()).contains("no qualification that is valid today");
        assertOutcome(
                RestTest.put(
                        STAFFED + path(drug("ibuprofen")),
                        FHIR.newJsonParser().encodeResourceToString(accepted(drug("ibuprofen")))),
                403);
        assertThat(put(
                                unlicensed,
                                DraftEdit.decide(drug("ibuprofen"), new Decision(Decision.State.REJECTED, "allergy")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void licenceThatExpiresBetweenApprovalAndSignature_isRefused() {
        approved(ama, drug("ibuprofen"));
        licence("approving-1", EXPIRED);
        assertOutcome(signed(ama, AMA, parts()), 403);
        assertThat(drug("ibuprofen").getStatus()).isEqualTo(MedicationRequestStatus.DRAFT);
    }

    @Test
    void anothersApproval_isNotTheSigners() {
        approved(luis, drug("ibuprofen"));
        HttpResponse<String> answer = signed(ama, AMA, parts());
        assertOutcome(answer, 422);
        assertThat(answer.body()).contains("Another practitioner");
        approved(ama, drug("ibuprofen"));
        assertThat(signed(ama, AMA, parts()).statusCode()).isEqualTo(200);
    }

    @Test
    void orderInForce_isEndedAndNotRewritten() {
        approved(ama, drug("ibuprofen"));
        assertThat(signed(ama, AMA, parts()).statusCode()).isEqualTo(200);
        MedicationRequest active = drug("ibuprofen");
        MedicationRequest rewritten = active.copy();
        rewritten.setRequester(new Reference("Practitioner/approving-2"));
        assertOutcome(put(ama, rewritten), 422);
        assertThat(put(ama, active.setStatus(MedicationRequestStatus.STOPPED)).statusCode())
                .isEqualTo(200);
    }
}

package io.chartside.mappings.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chartside.mappings.SampleDraft;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftBundle;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.draft.DraftIds;
import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.DraftView;
import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.fhir.R4Validation;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.ServiceSuggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class SigningBundleTest {
    private static final String BASE = "http://localhost/fhir/demo";
    private static final Signer SIGNER = new Signer("Practitioner/d1", "Dr. Ada Doe");

    private static List<Resource> stored() {
        return stored(SampleDraft.draft());
    }

    private static List<Resource> stored(Draft draft) {
        Bundle bundle = DraftBundle.of(
                draft,
                SampleDraft.visit(),
                EngineDevice.EMBEDDED,
                new DraftIds(() -> UUID.randomUUID().toString(), BASE));
        List<Resource> resources = new ArrayList<>();
        bundle.getEntry().forEach(entry -> {
            entry.getResource().getMeta().setVersionId("3");
            resources.add(entry.getResource());
        });
        return resources;
    }

    private static List<Resource> decided(List<Resource> resources, Decision.State state) {
        return resources.stream()
                .map(resource -> isSuggestion(resource)
                        ? DraftEdit.decide((DomainResource) resource, new Decision(state, ""))
                        : resource)
                .map(Resource.class::cast)
                .toList();
    }

    private static boolean isSuggestion(Resource resource) {
        return List.of("Condition", "ChargeItem", "MedicationRequest", "ServiceRequest")
                .contains(resource.fhirType());
    }

    /** A signer may count what they rejected; nobody reads which diagnosis it was. */
    @Test
    void rejectedSuggestions_areCountedByReason_andNotNamed() {
        List<Resource> resources = stored().stream()
                .map(resource -> isSuggestion(resource)
                        ? DraftEdit.decide(
                                (DomainResource) resource, new Decision(Decision.State.REJECTED, "Ruled out"))
                        : resource)
                .map(Resource.class::cast)
                .toList();
        Composition signed = (Composition)
                SigningBundle.of(resources, Optional.empty(), SIGNER, SampleDraft.AT, BASE).getEntry().stream()
                        .map(Bundle.BundleEntryComponent::getResource)
                        .filter(Composition.class::isInstance)
                        .findFirst()
                        .orElseThrow();
        long codes = resources.stream()
                .filter(resource -> resource.fhirType().equals("Condition"))
                .count();
        long orders = resources.stream()
                .filter(resource -> resource.fhirType().endsWith("Request"))
                .count();
        assertThat(RejectedCounts.read(signed))
                .extracting(RejectedCounts.Count::kind, RejectedCounts.Count::reason, RejectedCounts.Count::count)
                .containsExactly(
                        tuple("code", "Ruled out", (int) codes + 1), tuple("order", "Ruled out", (int) orders));
        assertThat(R4Validation.errors(signed)).isEmpty();
        assertThat(signed.getExtensionsByUrl(io.chartside.mappings.fhir.ChartsideFhir.REJECTED)
                        .toString())
                .doesNotContain("E11.42");
    }

    private static Encounter encounter() {
        Encounter encounter = new Encounter()
                .setStatus(Encounter.EncounterStatus.INPROGRESS)
                .setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", null))
                .setSubject(new Reference("Patient/p1"));
        encounter.setId("e1");
        encounter.getMeta().setVersionId("1");
        return encounter;
    }

    private static <R extends Resource> R only(Bundle bundle, Class<R> type) {
        return bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everythingAccepted_transactionIsValidR4() {
        Bundle bundle = SigningBundle.of(
                decided(stored(), Decision.State.ACCEPTED), Optional.of(encounter()), SIGNER, SampleDraft.AT, BASE);
        bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .forEach(resource -> assertThat(R4Validation.errors(resource)).isEmpty());
        assertThat(R4Validation.errors(bundle)).isEmpty();
        assertThat(only(bundle, Composition.class).getStatus()).isEqualTo(Composition.CompositionStatus.FINAL);
        assertThat(only(bundle, DocumentReference.class).getDocStatus())
                .isEqualTo(DocumentReference.ReferredDocumentStatus.FINAL);
        assertThat(only(bundle, Claim.class).getDiagnosis()).hasSize(2);
        assertThat(only(bundle, Encounter.class).getDiagnosisFirstRep().getRank())
                .isEqualTo(1);
    }

    @Test
    void drugToBeStopped_neverBecomesActive() {
        Bundle bundle = SigningBundle.of(
                decided(stored(), Decision.State.ACCEPTED), Optional.empty(), SIGNER, SampleDraft.AT, BASE);
        assertThat(bundle.getEntry().stream()
                        .map(Bundle.BundleEntryComponent::getResource)
                        .filter(MedicationRequest.class::isInstance)
                        .map(MedicationRequest.class::cast)
                        .filter(MedicationRequest::getDoNotPerform)
                        .map(MedicationRequest::getStatus))
                .containsExactly(MedicationRequest.MedicationRequestStatus.STOPPED);
    }

    /** A drug that was given is charged and claimed when it is accepted, and only then (MH5). */
    @Test
    void servicesGiven_areClaimedWhenAccepted() {
        Draft draft = SampleDraft.draft();
        Draft given = new Draft(
                draft.note(),
                draft.codes(),
                draft.exclusions(),
                draft.evaluationAndManagement(),
                draft.orders(),
                draft.flags(),
                List.of(service("J1885", OptionalInt.of(2)), service("J3301", OptionalInt.empty())),
                draft.reconciliation());
        List<Resource> stored = stored(given);
        DraftView view = DraftReader.read(stored);
        assertThat(view.charge())
                .hasValueSatisfying(level -> assertThat(level.level()).isEqualTo("moderate"));
        assertThat(view.orders().stream().filter(order -> order.kind().equals("charge")))
                .extracting(DraftView.OrderView::detail, DraftView.OrderView::missing)
                .containsExactly(tuple("J1885, units 2", List.of()), tuple("J3301", List.of("units")));
        List<Resource> decided = stored.stream()
                .map(resource -> !isSuggestion(resource)
                        ? resource
                        : DraftEdit.decide(
                                (DomainResource) resource,
                                new Decision(
                                        isOf(resource, "J3301") ? Decision.State.REJECTED : Decision.State.ACCEPTED,
                                        "")))
                .map(Resource.class::cast)
                .toList();
        Bundle bundle = SigningBundle.of(decided, Optional.of(encounter()), SIGNER, SampleDraft.AT, BASE);
        assertThat(R4Validation.errors(only(bundle, Claim.class))).isEmpty();
        assertThat(only(bundle, Claim.class).getItem())
                .extracting(
                        item -> item.getProductOrService().getCodingFirstRep().getCode())
                .containsExactly("99214", "J1885");
    }

    private static boolean isOf(Resource resource, String code) {
        return resource instanceof ChargeItem charge
                && charge.getCode().getCodingFirstRep().getCode().equals(code);
    }

    private static ServiceSuggestion service(String code, OptionalInt units) {
        return new ServiceSuggestion(
                ServiceSuggestion.HCPCS,
                code,
                "a drug, injected",
                units,
                "15 mg",
                List.of(new Evidence.Said(1, "u1", 0, 5)),
                "Given at the visit");
    }

    @Test
    void nothingDecided_onlyTheNoteIsSignedAndTheRestDeleted() {
        Bundle bundle = SigningBundle.of(stored(), Optional.of(encounter()), SIGNER, SampleDraft.AT, BASE);
        assertThat(bundle.getEntry().stream()
                        .filter(Bundle.BundleEntryComponent::hasResource)
                        .map(entry -> entry.getResource().fhirType()))
                .containsExactly("Composition", "DocumentReference", "Provenance");
        assertThat(bundle.getEntry().stream().filter(entry -> entry.getRequest().getMethod() == Bundle.HTTPVerb.DELETE))
                .hasSize(7)
                .allMatch(entry -> entry.getRequest().getIfMatch().equals("W/\"3\""));
        assertThat(only(bundle, Composition.class).getSection())
                .allMatch(section -> section.getEntry().isEmpty());
    }
}

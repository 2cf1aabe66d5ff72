package io.chartside.mappings.signature;

import io.chartside.mappings.draft.Claims;
import io.chartside.mappings.draft.ControlledSubstances;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.PlainText;
import io.chartside.mappings.draft.Suggestions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/**
 * A reviewed draft as the one transaction that signs it: accepted parts become final, what was not accepted is deleted
 * (its last version keeps the reason), and a Provenance says who verified it. Every change carries {@code ifMatch}, so a
 * signature covers exactly what the clinician saw. An accepted order for a controlled substance is left a draft
 * ({@link ControlledSubstances}). The AI label stays on everything (MA18). The states are in
 * docs/adr/0005-draft-and-signature-states.md.
 */
public final class SigningBundle {
    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";

    private final Collection<? extends Resource> draft;
    private final Signer signer;
    private final Date at;
    private final String base;
    private final Bundle bundle;
    private final List<Reference> signed = new ArrayList<>();
    private final Set<String> dropped = new HashSet<>();

    private SigningBundle(Collection<? extends Resource> draft, Signer signer, Instant at, String base) {
        this.base = base;
        this.draft = draft;
        this.signer = signer;
        this.at = Date.from(at);
        this.bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    }

    /**
     * @param draft the resources of one draft as they are stored, with id and meta.versionId: Composition,
     *     DocumentReference, Conditions, ChargeItem, Claim and orders; others are ignored
     * @param encounter as stored, to take the diagnoses; empty when the record has none
     * @param base FHIR base URL of the server that holds the draft, for the entries' fullUrl
     * @throws IllegalArgumentException when there is no Composition, or it is not preliminary
     */
    public static Bundle of(
            Collection<? extends Resource> draft,
            Optional<Encounter> encounter,
            Signer signer,
            Instant at,
            String base) {
        return new SigningBundle(draft, signer, at, base).write(encounter);
    }

    private Bundle write(Optional<Encounter> encounter) {
        Composition composition = one(Composition.class)
                .orElseThrow(() -> new IllegalArgumentException("there is no Composition to sign"));
        if (composition.getStatus() != Composition.CompositionStatus.PRELIMINARY) {
            throw new IllegalArgumentException("only a preliminary note can be signed");
        }
        List<Condition> diagnoses = diagnoses();
        boolean billable = charge();
        orders();
        claim(diagnoses, billable);
        encounter.ifPresent(visit -> encounter(visit, diagnoses));
        note(composition);
        provenance();
        return bundle;
    }

    private List<Condition> diagnoses() {
        List<Condition> accepted = new ArrayList<>();
        for (Condition suggested : all(Condition.class)) {
            if (!Suggestions.isSuggestion(suggested)) {
                continue;
            }
            if (!isAccepted(suggested)) {
                drop(suggested);
                continue;
            }
            Condition condition = suggested.copy();
            condition.setVerificationStatus(concept("condition-ver-status", "confirmed"));
            condition.setAsserter(signer.reference());
            accepted.add(condition);
        }
        accepted.sort(Comparator.comparingInt(Suggestions::rank));
        for (int i = 0; i < accepted.size(); i++) {
            Suggestions.setRank(accepted.get(i), i + 1);
            put(accepted.get(i), true);
        }
        return accepted;
    }

    /** @return whether the visit is charged */
    private boolean charge() {
        boolean billable = false;
        for (ChargeItem planned : all(ChargeItem.class)) {
            if (isAccepted(planned)) {
                put(
                        planned.copy()
                                .setStatus(ChargeItem.ChargeItemStatus.BILLABLE)
                                .setEnterer(signer.reference()),
                        true);
                billable = true;
            } else {
                drop(planned);
            }
        }
        return billable;
    }

    /** An accepted order for a controlled substance stays the draft it is, outside of the signature. */
    private void orders() {
        for (MedicationRequest proposed : all(MedicationRequest.class)) {
            if (!isAccepted(proposed)) {
                drop(proposed);
            } else if (ControlledSubstances.schedule(proposed).isEmpty()) {
                put(order(proposed.copy()), true);
            }
        }
        for (ServiceRequest proposed : all(ServiceRequest.class)) {
            if (isAccepted(proposed)) {
                put(
                        proposed.copy()
                                .setStatus(ServiceRequest.ServiceRequestStatus.ACTIVE)
                                .setIntent(ServiceRequest.ServiceRequestIntent.ORDER)
                                .setRequester(signer.reference())
                                .setAuthoredOn(at),
                        true);
            } else {
                drop(proposed);
            }
        }
    }

    /** A drug to be stopped is never active: it becomes the record of its stopping. */
    private MedicationRequest order(MedicationRequest request) {
        return request.setStatus(
                        request.getDoNotPerform()
                                ? MedicationRequest.MedicationRequestStatus.STOPPED
                                : MedicationRequest.MedicationRequestStatus.ACTIVE)
                .setIntent(MedicationRequest.MedicationRequestIntent.ORDER)
                .setRequester(signer.reference())
                .setAuthoredOn(at);
    }

    private void claim(List<Condition> diagnoses, boolean billable) {
        for (Claim drafted : all(Claim.class)) {
            Claim claim = drafted.copy().setStatus(Claim.ClaimStatus.ACTIVE).setProvider(signer.reference());
            claim.getItem().removeIf(this::isRejected);
            if (!billable || diagnoses.isEmpty() || claim.getItem().isEmpty()) {
                drop(drafted);
                continue;
            }
            Claims.diagnoses(claim, diagnoses.stream().map(SigningBundle::coded).toList());
            Claims.pointers(claim);
            put(claim, true);
        }
    }

    /** Whether the line is for a charge of this draft that was not accepted: each has a code of its own. */
    private boolean isRejected(Claim.ItemComponent item) {
        return all(ChargeItem.class).stream()
                .filter(charge -> !isAccepted(charge))
                .flatMap(charge -> charge.getCode().getCoding().stream())
                .anyMatch(coding -> item.getProductOrService().getCoding().stream()
                        .anyMatch(of -> of.hasCode()
                                && Objects.equals(of.getSystem(), coding.getSystem())
                                && of.getCode().equals(coding.getCode())));
    }

    private static CodeableConcept coded(Condition condition) {
        Coding coding = condition.getCode().getCodingFirstRep();
        return new CodeableConcept().addCoding(coding.copy());
    }

    private void encounter(Encounter stored, List<Condition> diagnoses) {
        if (diagnoses.isEmpty()) {
            return;
        }
        Encounter encounter = stored.copy();
        Set<String> ours = new HashSet<>();
        diagnoses.forEach(condition -> ours.add(reference(condition)));
        encounter
                .getDiagnosis()
                .removeIf(diagnosis -> ours.contains(diagnosis.getCondition().getReference()));
        for (Condition condition : diagnoses) {
            encounter
                    .addDiagnosis()
                    .setCondition(new Reference(reference(condition)))
                    .setUse(concept("diagnosis-role", "billing"))
                    .setRank(Suggestions.rank(condition));
        }
        put(encounter, false);
    }

    private void note(Composition stored) {
        Composition composition = stored.copy().setStatus(Composition.CompositionStatus.FINAL);
        composition.getAuthor().removeIf(author -> signer.practitioner().equals(author.getReference()));
        composition.getAuthor().add(0, signer.reference());
        composition.getAttester().clear();
        composition
                .addAttester()
                .setMode(Composition.CompositionAttestationMode.LEGAL)
                .setTime(at)
                .setParty(signer.reference());
        composition
                .getSection()
                .forEach(section -> section.getEntry().removeIf(entry -> dropped.contains(entry.getReference())));
        RejectedCounts.of(draft).forEach(composition::addExtension);
        put(composition, true);
        byte[] text = PlainText.of(DraftReader.sections(composition)).getBytes(StandardCharsets.UTF_8);
        for (DocumentReference drafted : all(DocumentReference.class)) {
            if (!Suggestions.isNoteOf(drafted, composition)) {
                continue;
            }
            DocumentReference document = drafted.copy()
                    .setDocStatus(DocumentReference.ReferredDocumentStatus.FINAL)
                    .setAuthenticator(signer.reference());
            document.getAuthor().add(0, signer.reference());
            document.getContentFirstRep()
                    .getAttachment()
                    .setData(text)
                    .setSize(text.length)
                    .setCreation(at);
            put(document, true);
        }
    }

    private void provenance() {
        Provenance provenance = new Provenance().setRecorded(at).setTarget(signed);
        provenance.setActivity(concept("v3-DocumentCompletion", "LA"));
        provenance
                .addAgent()
                .setType(concept("provenance-participant-type", "verifier"))
                .addRole(concept("contractsignertypecodes", "VERF"))
                .setWho(signer.reference());
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + java.util.UUID.randomUUID())
                .setResource(provenance)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("Provenance");
    }

    private static boolean isAccepted(DomainResource suggestion) {
        return Decision.of(suggestion).state() == Decision.State.ACCEPTED;
    }

    private void put(DomainResource resource, boolean underSignature) {
        String reference = reference(resource);
        if (underSignature) {
            signed.add(new Reference(reference));
        }
        Bundle.BundleEntryComponent entry =
                bundle.addEntry().setFullUrl(base + "/" + reference).setResource(resource);
        entry.getRequest().setMethod(Bundle.HTTPVerb.PUT).setUrl(reference).setIfMatch(etag(resource));
    }

    private void drop(DomainResource resource) {
        String reference = reference(resource);
        dropped.add(reference);
        bundle.addEntry()
                .getRequest()
                .setMethod(Bundle.HTTPVerb.DELETE)
                .setUrl(reference)
                .setIfMatch(etag(resource));
    }

    private static String etag(Resource resource) {
        if (!resource.getMeta().hasVersionId()) {
            throw new IllegalArgumentException(
                    resource.fhirType() + " has no version: only stored resources are signed");
        }
        return "W/\"" + resource.getMeta().getVersionId() + "\"";
    }

    private static String reference(DomainResource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    private static CodeableConcept concept(String system, String code) {
        return new CodeableConcept().addCoding(new Coding(TERMINOLOGY + system, code, null));
    }

    private <R extends Resource> List<R> all(Class<R> type) {
        return draft.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <R extends Resource> Optional<R> one(Class<R> type) {
        return all(type).stream().findFirst();
    }
}

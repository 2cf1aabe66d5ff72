package io.chartside.mappings.signature;

import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.Suggestions;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;

/**
 * A signed note that its signer declares entered in error, with all that the same signature put in force and that has not moved on
 * since: a drug that was dispensed, a charge that was billed stay as they are. Nothing is deleted: whoever has read the note must
 * see that it no longer holds.
 *
 * @param by who withdrew it
 * @param reason in the signer's words
 */
public record Withdrawal(Reference by, Instant at, String reason) {
    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
    private static final String VERIFICATION = TERMINOLOGY + "condition-ver-status";

    public Withdrawal {
        Objects.requireNonNull(by);
        Objects.requireNonNull(at);
        Objects.requireNonNull(reason);
    }

    /** Whether the note is void. */
    public static boolean isWithdrawn(Composition note) {
        return note.getStatus() == Composition.CompositionStatus.ENTEREDINERROR;
    }

    /** What a withdrawn note says of its withdrawal; empty where another client has made it void without a word. */
    public static Optional<Withdrawal> of(Composition note) {
        return Optional.ofNullable(note.getExtensionByUrl(ChartsideFhir.WITHDRAWAL))
                .filter(extension -> extension.getExtensionByUrl("by") != null
                        && extension.getExtensionByUrl("at") != null
                        && extension.getExtensionByUrl("reason") != null)
                .map(extension -> new Withdrawal(
                        (Reference) extension.getExtensionByUrl("by").getValue(),
                        ((DateTimeType) extension.getExtensionByUrl("at").getValue())
                                .getValue()
                                .toInstant(),
                        extension.getExtensionByUrl("reason").getValue().primitiveValue()));
    }

    /**
     * One transaction: what is in force becomes void, each under the version that the signer has seen, and a Provenance says who
     * withdrew it and why.
     *
     * @param documents the note's document, and those of the signer's own addenda to it
     * @param base of the record
     * @throws IllegalArgumentException when there is no reason, or a note is not in force
     */
    public static Bundle transaction(
            List<? extends Collection<? extends Resource>> documents,
            Signer signer,
            Instant at,
            String reason,
            String base) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a note is not withdrawn without a reason");
        }
        Withdrawal withdrawal = new Withdrawal(signer.reference(), at, reason.strip());
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        List<Reference> targets = new ArrayList<>();
        for (Collection<? extends Resource> document : documents) {
            Composition note = composition(document);
            for (Resource resource : document) {
                withdrawal.voided(resource, note).ifPresent(changed -> {
                    String reference =
                            changed.fhirType() + "/" + changed.getIdElement().getIdPart();
                    targets.add(new Reference(reference));
                    bundle.addEntry()
                            .setFullUrl(base + "/" + reference)
                            .setResource(changed)
                            .getRequest()
                            .setMethod(Bundle.HTTPVerb.PUT)
                            .setUrl(reference)
                            .setIfMatch("W/\"" + changed.getMeta().getVersionId() + "\"");
                });
            }
        }
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + java.util.UUID.randomUUID())
                .setResource(withdrawal.provenance(targets))
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl("Provenance");
        return bundle;
    }

    private static Composition composition(Collection<? extends Resource> document) {
        Composition note = document.stream()
                .filter(Composition.class::isInstance)
                .map(Composition.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the document has no Composition"));
        if (note.getStatus() != Composition.CompositionStatus.FINAL
                && note.getStatus() != Composition.CompositionStatus.AMENDED) {
            throw new IllegalArgumentException("only a note in force can be withdrawn");
        }
        return note;
    }

    /** The resource made void; empty for what the signature did not put in force, or what has moved on since. */
    private Optional<DomainResource> voided(Resource resource, Composition note) {
        if (resource instanceof Composition) {
            Composition copy = ((Composition) resource).copy();
            copy.setStatus(Composition.CompositionStatus.ENTEREDINERROR);
            copy.addExtension(extension());
            return Optional.of(copy);
        }
        if (resource instanceof DocumentReference document && Suggestions.isNoteOf(document, note)) {
            return Optional.of(document.copy()
                    .setStatus(DocumentReferenceStatus.ENTEREDINERROR)
                    .setDocStatus(DocumentReference.ReferredDocumentStatus.ENTEREDINERROR));
        }
        boolean decided = resource instanceof DomainResource suggestion
                && Decision.of(suggestion).state() == Decision.State.ACCEPTED;
        if (resource instanceof Condition condition && decided && Suggestions.isSuggestion(condition)) {
            // con-5: what is in error has no clinical status.
            return Optional.of(condition
                    .copy()
                    .setClinicalStatus(null)
                    .setVerificationStatus(
                            new CodeableConcept(new Coding(VERIFICATION, "entered-in-error", "Entered in Error"))));
        }
        if (resource instanceof ChargeItem charge
                && decided
                && charge.getStatus() == ChargeItem.ChargeItemStatus.BILLABLE) {
            return Optional.of(charge.copy().setStatus(ChargeItem.ChargeItemStatus.ENTEREDINERROR));
        }
        if (resource instanceof Claim claim && claim.getStatus() == Claim.ClaimStatus.ACTIVE) {
            return Optional.of(claim.copy().setStatus(Claim.ClaimStatus.ENTEREDINERROR));
        }
        if (resource instanceof MedicationRequest drug
                && decided
                && (drug.getStatus() == MedicationRequest.MedicationRequestStatus.ACTIVE || drug.getDoNotPerform())) {
            return Optional.of(drug.copy().setStatus(MedicationRequest.MedicationRequestStatus.ENTEREDINERROR));
        }
        if (resource instanceof ServiceRequest service
                && decided
                && service.getStatus() == ServiceRequest.ServiceRequestStatus.ACTIVE) {
            return Optional.of(service.copy().setStatus(ServiceRequest.ServiceRequestStatus.ENTEREDINERROR));
        }
        return Optional.empty();
    }

    private Extension extension() {
        Extension extension = new Extension(ChartsideFhir.WITHDRAWAL);
        extension.addExtension("by", by.copy());
        DateTimeType moment = new DateTimeType(Date.from(at));
        moment.setTimeZoneZulu(true);
        extension.addExtension("at", moment);
        extension.addExtension("reason", new StringType(reason));
        return extension;
    }

    private Provenance provenance(List<Reference> targets) {
        Provenance provenance = new Provenance().setRecorded(Date.from(at)).setTarget(targets);
        provenance.addReason(new CodeableConcept().setText(reason));
        provenance.setActivity(concept("v3-DataOperation", "NULLIFY"));
        provenance
                .addAgent()
                .setType(concept("provenance-participant-type", "author"))
                .setWho(by.copy());
        return provenance;
    }

    private static CodeableConcept concept(String system, String code) {
        return new CodeableConcept().addCoding(new Coding(TERMINOLOGY + system, code, null));
    }

    @Override
    public String toString() {
        return "withdrawal";
    }
}

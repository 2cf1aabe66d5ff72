package io.chartside.mappings.hl7v2;

import io.chartside.mappings.draft.Suggestions;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** The resources of one signed document, found by reference. */
final class SignedRecords {
    private final Map<String, Resource> byReference = new LinkedHashMap<>();
    private final Composition note;

    SignedRecords(Collection<? extends Resource> signed) {
        signed.forEach(resource -> byReference.putIfAbsent(
                resource.fhirType() + "/" + resource.getIdElement().getIdPart(), resource));
        this.note = all(Composition.class).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the document has no Composition"));
    }

    Composition note() {
        return note;
    }

    Optional<Patient> patient() {
        return read(note.getSubject(), Patient.class);
    }

    Optional<Encounter> encounter() {
        return read(note.getEncounter(), Encounter.class);
    }

    /** The first author that is a person: the engine stands among the authors too. */
    Optional<Practitioner> author() {
        return note.getAuthor().stream()
                .flatMap(author -> read(author, Practitioner.class).stream())
                .findFirst();
    }

    List<ChargeItem> charges() {
        return all(ChargeItem.class).stream()
                .filter(charge -> charge.getStatus() == ChargeItem.ChargeItemStatus.BILLABLE)
                .toList();
    }

    Optional<Claim> claim() {
        return all(Claim.class).stream()
                .filter(claim -> claim.getStatus() == Claim.ClaimStatus.ACTIVE)
                .findFirst();
    }

    /** Confirmed, in the order of their rank. */
    List<Condition> diagnoses() {
        return all(Condition.class).stream()
                .filter(condition -> condition.getVerificationStatus().getCoding().stream()
                        .anyMatch(coding -> "confirmed".equals(coding.getCode())))
                .sorted(Comparator.comparingInt(SignedRecords::rank))
                .toList();
    }

    private static int rank(Condition condition) {
        boolean ranked = Suggestions.isSuggestion(condition)
                && condition.getExtensionByUrl(ChartsideFhir.SUGGESTION).hasExtension("rank");
        return ranked ? Suggestions.rank(condition) : Integer.MAX_VALUE;
    }

    <R extends Resource> Optional<R> read(Reference reference, Class<R> type) {
        String key = reference.getReferenceElement().getResourceType() + "/"
                + reference.getReferenceElement().getIdPart();
        return Optional.ofNullable(byReference.get(key))
                .filter(type::isInstance)
                .map(type::cast);
    }

    private <R extends Resource> List<R> all(Class<R> type) {
        return byReference.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}

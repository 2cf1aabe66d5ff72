package io.chartside.app.writeback;

import io.chartside.app.launch.LaunchSession;
import io.chartside.mappings.ehr.EhrNote.Place;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * What was signed, and where it belongs at the EHR.
 *
 * @param note the signed note and what was signed with it
 * @param addenda what was added to it, in order; the last one is what is to be filed now. Empty: the note itself is
 * @param place patient, visit and clinician in ids of the EHR
 */
record SignedWork(List<Resource> note, List<List<Resource>> addenda, Place place) {

    SignedWork {
        note = List.copyOf(note);
        addenda = List.copyOf(addenda);
    }

    /**
     * @throws IllegalArgumentException when a document is about another patient or visit than the launch, or what is to be filed is
     *     signed by somebody else: nobody's work is filed under another's name
     */
    static SignedWork of(LaunchSession session, Bundle note, List<Bundle> addenda) {
        return of(session, note, addenda, addenda.isEmpty() ? note : addenda.get(addenda.size() - 1));
    }

    /**
     * What is taken back: a note of the clinician's own, also with what others have added to it.
     *
     * @throws IllegalArgumentException when a document is about another patient or visit than the launch, or the note is signed by
     *     somebody else
     */
    static SignedWork withdrawn(LaunchSession session, Bundle note, List<Bundle> addenda) {
        return of(session, note, addenda, note);
    }

    private static SignedWork of(LaunchSession session, Bundle note, List<Bundle> addenda, Bundle own) {
        Stream.concat(Stream.of(note), addenda.stream()).forEach(document -> requireSame(session, document));
        requireSigner(session, composition(resources(own)));
        LaunchSession.Context ehr = session.ehr();
        return new SignedWork(
                resources(note),
                addenda.stream().map(SignedWork::resources).toList(),
                new Place(
                        new Reference("Patient/" + ehr.patient().orElseThrow()),
                        ehr.encounter()
                                .map(id -> new Reference("Encounter/" + id))
                                .orElseGet(Reference::new),
                        new Reference("Practitioner/" + ehr.practitioner().orElseThrow())));
    }

    /** The addendum to be filed now; empty when it is the note itself. */
    Optional<List<Resource>> addendum() {
        return addenda.isEmpty() ? Optional.empty() : Optional.of(addenda.get(addenda.size() - 1));
    }

    static Composition composition(List<Resource> document) {
        return document.stream()
                .filter(Composition.class::isInstance)
                .map(Composition.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the document has no Composition"));
    }

    private static List<Resource> resources(Bundle document) {
        return document.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Objects::nonNull)
                .toList();
    }

    private static void requireSame(LaunchSession session, Bundle document) {
        Composition composition = composition(resources(document));
        requireSame(
                "patient",
                composition.getSubject().getReferenceElement().getIdPart(),
                session.record().patient());
        requireSame(
                "visit",
                composition.getEncounter().getReferenceElement().getIdPart(),
                session.record().encounter());
    }

    private static void requireSigner(LaunchSession session, Composition filed) {
        String own = "Practitioner/" + session.record().practitioner().orElse("");
        if (filed.getAttester().stream()
                .noneMatch(attester -> own.equals(attester.getParty().getReference()))) {
            throw new IllegalArgumentException(
                    "the signed document is signed by somebody else than the clinician of the launch");
        }
    }

    private static void requireSame(String what, String signed, Optional<String> launched) {
        if (!Optional.ofNullable(signed).equals(launched)) {
            throw new IllegalArgumentException("the signed document is about another " + what + " than the launch");
        }
    }

    @Override
    public String toString() {
        return addenda.isEmpty() ? "signed note" : "addendum " + addenda.size();
    }
}

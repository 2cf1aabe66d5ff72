package io.chartside.app.simulator;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import io.chartside.app.simulator.VendorRule.Sent;
import io.chartside.app.testing.FhirShelf;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.ReferredDocumentStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Epic, by its documents on DocumentReference.Create (Clinical Notes) (R4): one plain-text attachment, an encounter of that
 * patient, a type it knows; and on Condition.Create (Problems): provisional ones only. No transaction, no update, no conditional
 * create; a second request files a second note.
 */
final class EpicRules {
    private static final String NOTE = "POST DocumentReference";
    private static final String PROBLEM = "POST Condition";
    private static final Set<String> TYPES = Set.of("11506-3", "34117-2", "11488-4", "11504-8");

    static final StrictEhr.Manner MANNER =
            new StrictEhr.Manner(List.of(NOTE, PROBLEM), true, false, 403, 3600, true, false);

    static final List<VendorRule> ALL = List.of(
            note(
                    "status is current",
                    document -> document.getStatus() != DocumentReferenceStatus.CURRENT,
                    document -> document.setStatus(DocumentReferenceStatus.SUPERSEDED)),
            note(
                    "docStatus is final or preliminary",
                    document -> !Set.of(ReferredDocumentStatus.FINAL, ReferredDocumentStatus.PRELIMINARY)
                            .contains(document.getDocStatus()),
                    document -> document.setDocStatus(ReferredDocumentStatus.AMENDED)),
            note(
                    "the subject is a Patient",
                    document -> !"Patient"
                            .equals(document.getSubject().getReferenceElement().getResourceType()),
                    document -> document.setSubject(new Reference("Group/1"))),
            new VendorRule(
                    "the encounter exists and is the patient's",
                    NOTE,
                    (sent, ehr) -> !isTheirs(sent, ehr),
                    sent -> sent.<DocumentReference>with(document ->
                            document.getContext().getEncounterFirstRep().setReference("Encounter/nowhere")),
                    400,
                    "Valid encounter required"),
            note(
                    "the type is one of its list",
                    document -> document.getType().getCoding().stream()
                            .noneMatch(coding -> TYPES.contains(coding.getCode())
                                    || String.valueOf(coding.getSystem()).startsWith("urn:oid:")),
                    document -> document.getType().getCodingFirstRep().setCode("18842-5")),
            note(
                    "there is one attachment",
                    document -> document.getContent().size() != 1,
                    document ->
                            document.addContent(document.getContentFirstRep().copy())),
            note(
                    "the attachment is plain text",
                    document -> !document.getContentFirstRep()
                            .getAttachment()
                            .getContentType()
                            .startsWith("text/plain"),
                    document -> document.getContentFirstRep().getAttachment().setContentType("application/pdf")),
            note(
                    "the attachment is inline",
                    document -> !document.getContentFirstRep().getAttachment().hasData(),
                    document -> document.getContentFirstRep()
                            .getAttachment()
                            .setData(null)
                            .setUrl("https://files.example/1")),
            new VendorRule(
                    "Prefer is explicit",
                    NOTE,
                    (sent, ehr) -> !sent.headers().containsKey("prefer"),
                    sent -> sent.without("prefer"),
                    400,
                    "Prefer header required"),
            problem(
                    "a problem is provisional",
                    problem -> !"provisional"
                            .equals(problem.getVerificationStatus()
                                    .getCodingFirstRep()
                                    .getCode()),
                    problem ->
                            problem.getVerificationStatus().getCodingFirstRep().setCode("confirmed")),
            problem(
                    "a problem is of the problem list",
                    problem -> !"problem-list-item"
                            .equals(problem.getCategoryFirstRep()
                                    .getCodingFirstRep()
                                    .getCode()),
                    problem -> problem.getCategoryFirstRep().getCodingFirstRep().setCode("encounter-diagnosis")),
            problem(
                    "a note has up to 450 characters",
                    problem -> problem.getNote().stream()
                            .anyMatch(note -> note.getText().length() > 450),
                    problem -> problem.getNoteFirstRep().setText("x".repeat(451))));

    private EpicRules() {}

    /** The template with the problems that an organization may let the app file. */
    static String withProblems(String template) {
        return template.replaceFirst(
                "(?m)^  as: none$",
                "  as: condition\n  category: problem-list-item\n  verification-status: provisional\n  note-characters: 450");
    }

    /** Drugs are told by reference with a display, never by code (MedicationRequest.Search (R4)). */
    static FhirShelf.Reply withReferences(FhirShelf.Reply told) {
        if (!told.body().contains("medicationCodeableConcept")) {
            return told;
        }
        IParser json = FhirContext.forR4Cached().newJsonParser();
        Resource answer = (Resource) json.parseResource(told.body());
        Stream<Resource> resources = answer instanceof Bundle page
                ? page.getEntry().stream().map(Bundle.BundleEntryComponent::getResource)
                : Stream.of(answer);
        resources
                .filter(MedicationRequest.class::isInstance)
                .map(MedicationRequest.class::cast)
                .filter(MedicationRequest::hasMedicationCodeableConcept)
                .forEach(request -> request.setMedication(new Reference(
                                "Medication/" + request.getIdElement().getIdPart())
                        .setDisplay(request.getMedicationCodeableConcept().getText())));
        return new FhirShelf.Reply(told.status(), json.encodeResourceToString(answer), told.headers());
    }

    private static VendorRule problem(String name, Predicate<Condition> broken, Consumer<Condition> breaks) {
        BiPredicate<Sent, StrictEhr> test = (sent, ehr) -> broken.test(sent.as());
        return new VendorRule(name, PROBLEM, test, sent -> sent.with(breaks), 422, "59012 Invalid problem: " + name);
    }

    private static boolean isTheirs(Sent sent, StrictEhr ehr) {
        DocumentReference document = sent.as();
        return document.getContext().getEncounter().size() == 1
                && ehr.encounter(document.getContext().getEncounterFirstRep().getReference())
                        .map(Encounter::getSubject)
                        .map(Reference::getReference)
                        .filter(document.getSubject().getReference()::equals)
                        .isPresent();
    }

    private static VendorRule note(
            String name, Predicate<DocumentReference> broken, Consumer<DocumentReference> breaks) {
        BiPredicate<Sent, StrictEhr> test = (sent, ehr) -> broken.test(sent.as());
        return new VendorRule(name, NOTE, test, sent -> sent.with(breaks), 400, "Invalid content: " + name);
    }
}

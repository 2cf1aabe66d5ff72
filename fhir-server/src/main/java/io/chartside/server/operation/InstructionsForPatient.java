package io.chartside.server.operation;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.document.ChartDocument;
import io.chartside.scribe.document.PatientInstructions;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.Agreements;
import io.chartside.server.interaction.FhirRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[id]/$instructions}: what the patient takes home of a visit, of its newest note and orders, in plain English with
 * its reading grade, as a draft.
 */
@Component
final class InstructionsForPatient implements Operation {
    private final ChartDrafts drafts;
    private final VisitNoteReader notes;
    private final RecordReader records;
    private final Agreements agreements;
    private final PatientInstructions instructions = EmbeddedScribe.instructions();

    InstructionsForPatient(ChartDrafts drafts, VisitNoteReader notes, RecordReader records, Agreements agreements) {
        this.drafts = drafts;
        this.notes = notes;
        this.records = records;
        this.agreements = agreements;
    }

    @Override
    public String name() {
        return "instructions";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Encounter");
    }

    @Override
    public boolean affectsState() {
        return true;
    }

    @Override
    public List<Need> needs() {
        return List.of(
                new Need(Interaction.READ, "Encounter"),
                new Need(Interaction.READ, "Composition"),
                new Need(Interaction.UPDATE, "Composition"));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters.of(call, name(), Set.of());
        agreements.require(call.context().tenant());
        VisitNoteReader.Read read = notes.of(call);
        List<Resource> sources = new ArrayList<>(read.resources());
        Optional<Patient> patient = records.read(call.context().tenant(), call.sight(), read.patient())
                .map(Patient.class::cast);
        patient.ifPresent(sources::add);
        ChartDrafts.Made made = drafts.make(
                call,
                new ChartDrafts.Order(
                        name(),
                        "Encounter/" + call.id().orElseThrow(),
                        read.patient(),
                        new Coding(ChartsideFhir.LOINC, "69730-0", "Instructions"),
                        "Your visit",
                        Optional.empty(),
                        Optional.of(read.composition()),
                        sources),
                () -> flagged(instructions.of(read.note()), read, patient));
        if (made.composition().getSection().isEmpty()) {
            throw FhirRefusal.againstRule(
                    "The note holds nothing to instruct the patient about", "Composition.section");
        }
        drafts.store(call, made);
        return OperationAnswer.of(drafts.document(call, made, sources));
    }

    private static ChartDocument flagged(ChartDocument document, VisitNoteReader.Read read, Optional<Patient> patient) {
        List<Flag> flags = new ArrayList<>(document.flags());
        if (!read.note().signed()) {
            flags.add(new Flag(
                    Flag.Kind.MISSING_DETAIL,
                    "The note that this is made of is not signed yet.",
                    List.of(new Evidence.Charted(read.note().reference()))));
        }
        patient.filter(InstructionsForPatient::prefersAnotherLanguage)
                .ifPresent(one -> flags.add(new Flag(
                        Flag.Kind.MISSING_DETAIL,
                        "The patient prefers another language than English, in which this is written.",
                        List.of(new Evidence.Charted(read.patient())))));
        return new ChartDocument(document.parts(), flags, document.grade());
    }

    private static boolean prefersAnotherLanguage(Patient patient) {
        List<Patient.PatientCommunicationComponent> preferred = patient.getCommunication().stream()
                .filter(Patient.PatientCommunicationComponent::getPreferred)
                .toList();
        List<Patient.PatientCommunicationComponent> told = preferred.isEmpty() ? patient.getCommunication() : preferred;
        return !told.isEmpty()
                && told.stream()
                        .flatMap(one -> one.getLanguage().getCoding().stream())
                        .map(Coding::getCode)
                        .noneMatch(code -> code != null
                                && code.toLowerCase(java.util.Locale.ROOT).startsWith("en"));
    }
}

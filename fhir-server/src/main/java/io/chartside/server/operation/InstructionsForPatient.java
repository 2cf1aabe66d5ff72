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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[id]/$instructions}: what the patient takes home of a visit, of its newest note and orders, in plain words
 * with their reading grade, as a draft. Parameter {@code language} (BCP 47): without it the patient's, where the engine has words of
 * it, else English with a flag.
 */
@Component
final class InstructionsForPatient implements VisitOperation {
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
    public List<Need> needs() {
        return List.of(
                new Need(Interaction.READ, "Encounter"),
                new Need(Interaction.READ, "Composition"),
                new Need(Interaction.UPDATE, "Composition"));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), Set.of("language"));
        Optional<String> asked = parameters.text("language").map(InstructionsForPatient::supported);
        agreements.require(call.context().tenant());
        VisitNoteReader.Read read = notes.of(call);
        List<Resource> sources = new ArrayList<>(read.resources());
        Optional<Patient> patient = records.read(call.context().tenant(), call.sight(), read.patient())
                .map(Patient.class::cast);
        patient.ifPresent(sources::add);
        List<String> spoken = patient.map(InstructionsForPatient::spoken).orElse(List.of());
        Optional<String> known = spoken.stream()
                .flatMap(tag -> PatientInstructions.language(tag).stream())
                .findFirst();
        String language = asked.or(() -> known).orElse(ChartDocument.ENGLISH);
        ChartDrafts.Made made = drafts.make(
                call,
                new ChartDrafts.Order(
                        name(),
                        "Encounter/" + call.id().orElseThrow(),
                        read.patient(),
                        new Coding(ChartsideFhir.LOINC, "69730-0", "Instructions"),
                        instructions.title(language),
                        Optional.empty(),
                        Optional.of(read.composition()),
                        sources),
                () -> flagged(instructions.of(read.note(), language), read, spoken));
        if (made.composition().getSection().isEmpty()) {
            throw FhirRefusal.againstRule(
                    "The note holds nothing to instruct the patient about", "Composition.section");
        }
        drafts.store(call, made);
        return OperationAnswer.of(drafts.document(call, made, sources));
    }

    private static ChartDocument flagged(ChartDocument document, VisitNoteReader.Read read, List<String> spoken) {
        List<Flag> flags = new ArrayList<>();
        if (!read.note().signed()) {
            flags.add(new Flag(
                    Flag.Kind.MISSING_DETAIL,
                    "The note that this is made of is not signed yet.",
                    List.of(new Evidence.Charted(read.note().reference()))));
        }
        boolean understood = spoken.isEmpty()
                || spoken.stream()
                        .flatMap(tag -> PatientInstructions.language(tag).stream())
                        .anyMatch(document.language()::equals);
        if (!understood) {
            flags.add(new Flag(
                    Flag.Kind.MISSING_DETAIL,
                    "The patient prefers another language than this is written in, which is " + document.language()
                            + ".",
                    List.of(new Evidence.Charted(read.patient()))));
        }
        return document.flagged(flags);
    }

    /** @throws FhirRefusal 422 for a language that the engine has no words of */
    private static String supported(String tag) {
        return PatientInstructions.language(tag)
                .orElseThrow(() -> new FhirRefusal(
                        422,
                        "not-supported",
                        "Instructions are written in " + String.join(", ", PatientInstructions.languages())));
    }

    /** Languages that the patient is spoken to in, the preferred alone where there are some. */
    private static List<String> spoken(Patient patient) {
        List<Patient.PatientCommunicationComponent> preferred = patient.getCommunication().stream()
                .filter(Patient.PatientCommunicationComponent::getPreferred)
                .toList();
        return (preferred.isEmpty() ? patient.getCommunication() : preferred)
                .stream()
                        .flatMap(one -> one.getLanguage().getCoding().stream())
                        .map(Coding::getCode)
                        .filter(Objects::nonNull)
                        .toList();
    }
}

package io.chartside.mappings.draft;

import io.chartside.mappings.draft.DraftView.ParagraphView;
import io.chartside.mappings.draft.DraftView.StatementView;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.EvidenceExtension;
import io.chartside.scribe.document.ChartDocument;
import io.chartside.scribe.document.ChartDocument.Absence;
import io.chartside.scribe.document.ChartDocument.Group;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.ChartDocument.Part;
import io.chartside.scribe.document.ReadingGrade;
import io.chartside.scribe.transcript.Transcript;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;

/**
 * The one form of what is drafted from a chart: a preliminary Composition under the AI label, the Device that made it, and a
 * Provenance with all that it was made of (MA16, MA18). It names its note by {@code relatesTo} and no encounter, so that nobody
 * takes it for the note of the visit.
 */
public final class ChartDraft {
    private static final String EMPTY_REASON = "http://terminology.hl7.org/CodeSystem/list-empty-reason";

    private final Frame frame;
    private final EvidenceExtension evidence;
    private int statements;

    private ChartDraft(Frame frame) {
        this.frame = frame;
        this.evidence = new EvidenceExtension(new Transcript(List.of()));
    }

    /**
     * What the document is.
     *
     * @param id logical id of the Composition
     * @param type LOINC code and name of the document
     * @param profile canonical of a profile that it follows, or empty
     * @param note reference of the note that it is made of, if it is
     */
    public record Frame(
            String id,
            Reference patient,
            Coding type,
            String title,
            Optional<String> profile,
            Optional<Reference> note,
            Instant at) {
        public Frame {
            Objects.requireNonNull(id);
            Objects.requireNonNull(patient);
            Objects.requireNonNull(type);
            Objects.requireNonNull(title);
            Objects.requireNonNull(profile);
            Objects.requireNonNull(note);
            Objects.requireNonNull(at);
        }
    }

    public static Composition composition(ChartDocument document, Frame frame, Device device) {
        return new ChartDraft(frame).write(document, device);
    }

    /**
     * @param sources references of all that the document was made of
     * @param prompt name and hash of the instructions that a language model was given
     * @param id logical id of the Provenance
     */
    public static Provenance provenance(
            Composition composition, Device device, List<String> sources, Optional<String> prompt, String id) {
        Provenance provenance = new Provenance()
                .setRecorded(composition.getDate())
                .setActivity(
                        SuggestedCodes.concept("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE"));
        provenance.addTarget(
                new Reference("Composition/" + composition.getIdElement().getIdPart()));
        provenance
                .addAgent()
                .setType(SuggestedCodes.concept(
                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "author"))
                .setWho(new Reference("Device/" + device.getIdElement().getIdPart()));
        sources.forEach(source -> provenance
                .addEntity()
                .setRole(Provenance.ProvenanceEntityRole.SOURCE)
                .setWhat(new Reference(source)));
        prompt.ifPresent(name -> provenance.addEntity(DraftBundle.prompt(name)));
        provenance.setId(id);
        return provenance;
    }

    private Composition write(ChartDocument document, Device device) {
        Composition composition = new Composition()
                .setStatus(Composition.CompositionStatus.PRELIMINARY)
                .setType(new CodeableConcept().addCoding(frame.type().copy()))
                .setSubject(frame.patient().copy())
                .setDate(Date.from(frame.at()))
                .setTitle(frame.title())
                .setIdentifier(new Identifier()
                        .setSystem(ChartsideFhir.CHART_DOCUMENT_ID)
                        .setValue("urn:uuid:" + frame.id()));
        composition.addAuthor(new Reference("Device/" + device.getIdElement().getIdPart())
                .setDisplay(device.getDeviceNameFirstRep().getName()));
        composition.setLanguage(document.language());
        frame.profile().ifPresent(profile -> composition.getMeta().addProfile(profile));
        frame.note()
                .ifPresent(note -> composition
                        .addRelatesTo()
                        .setCode(Composition.DocumentRelationshipType.TRANSFORMS)
                        .setTarget(note.copy()));
        DraftExtensions extensions = new DraftExtensions(evidence);
        document.flags().forEach(flag -> composition.addExtension(extensions.flag(flag)));
        document.grade().ifPresent(grade -> composition.addExtension(grade(grade)));
        document.parts().forEach(part -> write(part, composition.addSection()));
        composition.setId(frame.id());
        return AiLabel.put(composition);
    }

    private void write(Part part, Composition.SectionComponent section) {
        section.setTitle(part.heading())
                .setCode(new CodeableConcept().addCoding(new Coding(ChartsideFhir.LOINC, part.code(), part.display())));
        List<ParagraphView> paragraphs = new ArrayList<>();
        for (Group group : part.groups()) {
            List<StatementView> written = new ArrayList<>();
            for (Line line : group.lines()) {
                String id = "s" + ++statements;
                written.add(new StatementView(id, line.text(), List.of(), true, line.byCaller()));
                Extension statement =
                        NoteComposition.statementExtension(id, line.byCaller() ? "clinician" : "ai", true);
                evidence.addTo(statement, line.evidence());
                section.addExtension(statement);
            }
            paragraphs.add(new ParagraphView(group.label(), group.bullets(), written));
        }
        section.setText(SectionNarrative.write(paragraphs));
        part.readings().forEach(reading -> section.addExtension(ReadingExtension.of(reading)));
        part.entries().forEach(entry -> section.addEntry(new Reference(entry)));
        if (part.absence() != Absence.NONE) {
            section.setEmptyReason(new CodeableConcept()
                    .addCoding(new Coding(
                            EMPTY_REASON,
                            part.absence() == Absence.WITHHELD ? "withheld" : "unavailable",
                            part.absence() == Absence.WITHHELD ? "Information Withheld" : "Unavailable")));
        }
    }

    private static Extension grade(ReadingGrade grade) {
        Extension extension = new Extension(ChartsideFhir.READING_GRADE);
        extension.addExtension("grade", new DecimalType(BigDecimal.valueOf(grade.grade())));
        extension.addExtension("sentences", new IntegerType(grade.sentences()));
        extension.addExtension("words", new IntegerType(grade.words()));
        extension.addExtension("syllables", new IntegerType(grade.syllables()));
        extension.addExtension("formula", new CodeType(grade.formula().word()));
        return extension;
    }
}

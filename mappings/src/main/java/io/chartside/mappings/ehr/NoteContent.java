package io.chartside.mappings.ehr;

import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.DraftView.ParagraphView;
import io.chartside.mappings.draft.DraftView.SectionView;
import io.chartside.mappings.draft.DraftView.StatementView;
import io.chartside.mappings.x12.ServiceCodes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Resource;

/**
 * A signed note as every form of it is made from: its words, its signature, and what was added to it.
 *
 * @param about whom and which visit, in a line each, for the forms that leave the chart
 */
record NoteContent(String title, List<String> about, List<Part> parts) {

    private static final DateTimeFormatter SIGNED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    /** @param heading may be empty */
    record Part(String heading, List<Paragraph> paragraphs) {
        Part {
            paragraphs = List.copyOf(paragraphs);
        }
    }

    /** Statements that belong together. @param bullets whether each stands on a line of its own */
    record Paragraph(String label, boolean bullets, List<String> statements) {
        Paragraph {
            statements = List.copyOf(statements);
        }

        static Paragraph line(String words) {
            return new Paragraph("", false, List.of(words));
        }
    }

    NoteContent {
        Objects.requireNonNull(title);
        about = List.copyOf(about);
        parts = List.copyOf(parts);
    }

    /**
     * @param signed the signed Composition and what was signed with it
     * @throws IllegalArgumentException when the Composition is missing or not final: nothing unsigned leaves
     */
    static NoteContent of(Collection<? extends Resource> signed, EhrNote.Style style) {
        Composition composition = composition(signed);
        List<Part> parts = new ArrayList<>();
        DraftReader.sections(composition).forEach(section -> parts.add(part(section)));
        if (style.diagnosesInText()) {
            parts.add(new Part("DIAGNOSES (ICD-10-CM)", diagnoses(signed)));
        }
        parts.add(new Part("SERVICE", services(signed, style.servicesInText())));
        parts.add(new Part("", List.of(Paragraph.line(signature(composition, signed)))));
        parts.removeIf(part -> part.paragraphs().isEmpty());
        return new NoteContent(Objects.toString(composition.getTitle(), "Note"), about(signed), parts);
    }

    /** The note with an addendum below it. */
    NoteContent and(NoteContent addendum) {
        List<Part> all = new ArrayList<>(parts);
        all.addAll(addendum.parts);
        return new NoteContent(title, about, all);
    }

    static Composition composition(Collection<? extends Resource> signed) {
        return of(signed, Composition.class)
                .findFirst()
                .filter(note -> note.getStatus() == Composition.CompositionStatus.FINAL
                        || note.getStatus() == Composition.CompositionStatus.AMENDED)
                .orElseThrow(() -> new IllegalArgumentException("only a signed note goes to an EHR"));
    }

    private static Part part(SectionView section) {
        return new Part(
                Objects.toString(section.heading(), ""),
                section.paragraphs().stream().map(NoteContent::paragraph).toList());
    }

    private static Paragraph paragraph(ParagraphView paragraph) {
        return new Paragraph(
                paragraph.label(),
                paragraph.bullets(),
                paragraph.statements().stream().map(StatementView::text).toList());
    }

    private static List<Paragraph> diagnoses(Collection<? extends Resource> signed) {
        return of(signed, Condition.class)
                .map(condition -> condition.getCode().getCodingFirstRep().getCode() + "  "
                        + condition.getCode().getText())
                .map(Paragraph::line)
                .toList();
    }

    /** What is charged in no other way: a level without a code has no place of its own anywhere. */
    private static List<Paragraph> services(Collection<? extends Resource> signed, boolean all) {
        return of(signed, ChargeItem.class)
                .filter(charge -> all || !EhrCharge.isCoded(charge))
                .map(charge -> ServiceCodes.service(charge.getCode())
                                .map(code -> code + "  ")
                                .orElse("")
                        + charge.getCode().getText())
                .map(Paragraph::line)
                .toList();
    }

    private static String signature(Composition composition, Collection<? extends Resource> signed) {
        Composition.CompositionAttesterComponent attester = composition.getAttesterFirstRep();
        String who = Optional.ofNullable(attester.getParty().getDisplay())
                .or(() -> of(signed, Practitioner.class)
                        .filter(one -> ("Practitioner/" + one.getIdElement().getIdPart())
                                .equals(attester.getParty().getReference()))
                        .map(one -> name(one.getName()))
                        .filter(name -> !name.isEmpty())
                        .findFirst())
                .map(name -> " by " + name)
                .orElse("");
        String when =
                attester.hasTime() ? ", " + SIGNED.format(attester.getTime().toInstant()) : "";
        return "Electronically signed" + who + when;
    }

    private static List<String> about(Collection<? extends Resource> signed) {
        return of(signed, Patient.class)
                .findFirst()
                .map(patient -> Stream.of(
                                name(patient.getName()),
                                patient.hasBirthDate()
                                        ? "born "
                                                + patient.getBirthDateElement().getValueAsString()
                                        : "",
                                recordNumber(patient)
                                        .map(number -> "No. " + number)
                                        .orElse(""))
                        .filter(words -> !words.isEmpty())
                        .collect(Collectors.joining(", ")))
                .filter(words -> !words.isEmpty())
                .map(words -> List.of("Patient: " + words))
                .orElse(List.of());
    }

    /** Of type MR (v2 table 0203): any other number may be one that belongs into no note, such as that of social security. */
    private static Optional<String> recordNumber(Patient patient) {
        return patient.getIdentifier().stream()
                .filter(Identifier::hasValue)
                .filter(identifier -> identifier.getUse() != Identifier.IdentifierUse.OLD)
                .filter(identifier ->
                        identifier.getType().getCoding().stream().anyMatch(coding -> "MR".equals(coding.getCode())))
                .map(Identifier::getValue)
                .findFirst();
    }

    private static String name(List<HumanName> names) {
        return names.stream()
                .findFirst()
                .map(name -> name.hasText() ? name.getText() : name.getNameAsSingleString())
                .map(String::strip)
                .orElse("");
    }

    private static <R extends Resource> Stream<R> of(Collection<? extends Resource> resources, Class<R> type) {
        return resources.stream().filter(type::isInstance).map(type::cast);
    }

    @Override
    public String toString() {
        return "note of " + parts.size() + " parts";
    }
}

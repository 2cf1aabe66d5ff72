package io.chartside.scribe.document;

import io.chartside.scribe.document.ChartDocument.Group;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.ChartDocument.Part;
import io.chartside.scribe.document.VisitNote.Service;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A letter that refers a patient: the reason, the visit as its note tells it, and the problems, allergies and medications of the
 * chart. Sentences without evidence stay out.
 */
public final class ReferralLetter {
    private static final Set<SectionKind> TOLD = EnumSet.of(
            SectionKind.HISTORY_OF_PRESENT_ILLNESS,
            SectionKind.SUBJECTIVE,
            SectionKind.VITAL_SIGNS,
            SectionKind.PHYSICAL_EXAM,
            SectionKind.RESULTS,
            SectionKind.OBJECTIVE,
            SectionKind.ASSESSMENT,
            SectionKind.ASSESSMENT_AND_PLAN);

    private ReferralLetter() {}

    /**
     * @param recipient as the caller names them, or empty
     * @param reason in the caller's words, or empty: then the visit's referrals are the reason
     */
    public static ChartDocument of(VisitNote note, PatientChart chart, String recipient, String reason) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(
                "42349-1",
                "Reason for referral (narrative)",
                "REASON FOR REFERRAL",
                List.of(new Group("", false, opening(note, chart, recipient, reason)))));
        for (Section section : note.sections()) {
            if (TOLD.contains(section.kind())) {
                told(section, parts);
            }
        }
        parts.add(Summary.part(chart, "11450-4", "Problem list - Reported", "PROBLEMS", chart.problems()));
        parts.add(Summary.part(
                chart, "48765-2", "Allergies and adverse reactions Document", "ALLERGIES", chart.allergies()));
        parts.add(Summary.part(
                chart, "10160-0", "History of Medication use Narrative", "MEDICATIONS", chart.medications()));
        List<Flag> flags = new ArrayList<>();
        if (!note.signed()) {
            flags.add(new Flag(
                    Flag.Kind.MISSING_DETAIL,
                    "The note that this letter is made of is not signed yet.",
                    List.of(new Evidence.Charted(note.reference()))));
        }
        return new ChartDocument(parts, flags);
    }

    /** The referrals of a visit, in their order. */
    public static List<Service> referrals(VisitNote note) {
        return note.orders().stream()
                .filter(Service.class::isInstance)
                .map(Service.class::cast)
                .filter(Service::referral)
                .toList();
    }

    private static List<Line> opening(VisitNote note, PatientChart chart, String recipient, String reason) {
        List<Line> lines = new ArrayList<>();
        if (!recipient.isEmpty()) {
            lines.add(new Line("Dear " + recipient + ",", List.of(), true));
        }
        String born = chart.birthDate().isEmpty() ? "" : ", born on " + chart.birthDate();
        String whom = chart.name().isEmpty() ? "this patient" : chart.name() + born;
        lines.add(new Line("Thank you for seeing " + whom + ".", List.of(new Evidence.Charted(chart.patient()))));
        if (!reason.isEmpty()) {
            lines.add(new Line(reason, List.of(), true));
            return lines;
        }
        for (Service referral : referrals(note)) {
            List<Evidence> evidence = new ArrayList<>(referral.evidence());
            evidence.add(new Evidence.Charted(referral.reference()));
            lines.add(new Line(referral.text() + ".", evidence));
        }
        return lines;
    }

    private static void told(Section section, List<Part> parts) {
        List<Group> groups = new ArrayList<>();
        for (Section.Paragraph paragraph : section.paragraphs()) {
            List<Line> lines = paragraph.statements().stream()
                    .filter(statement -> statement.supported())
                    .map(statement -> new Line(statement.text(), statement.evidence()))
                    .toList();
            if (!lines.isEmpty()) {
                groups.add(new Group(paragraph.label(), paragraph.bullets(), lines));
            }
        }
        if (!groups.isEmpty()) {
            parts.add(new Part(section.kind().loinc(), section.kind().display(), section.heading(), groups));
        }
    }
}

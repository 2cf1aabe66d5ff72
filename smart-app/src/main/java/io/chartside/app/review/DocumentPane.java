package io.chartside.app.review;

import io.chartside.mappings.draft.DraftView;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Extension;

/**
 * A document besides the note, as its page shows it.
 *
 * @param composition logical id
 * @param version that an edit must name
 * @param grade reading grade as it was drafted, such as {@code 5.2}, with the formula's name where it is not Kincaid's; empty where none
 *     is counted
 * @param language of the text, by BCP 47
 * @param hard whether the grade is above what most patients read with ease
 */
public record DocumentPane(
        String composition,
        String version,
        String title,
        boolean signed,
        String signedBy,
        String signedAt,
        List<FlagLine> flags,
        List<SectionBlock> sections,
        String grade,
        String language,
        boolean hard) {
    /** What the National Institutes of Health and the AMA advise for what patients take home: sixth grade. */
    private static final double EASY = 6;

    public DocumentPane {
        flags = List.copyOf(flags);
        sections = List.copyOf(sections);
    }

    public static DocumentPane of(StoredDraft stored, ZoneId zone) {
        Composition composition = stored.composition();
        DraftView view = stored.view();
        Extension read = composition.getExtensionByUrl(ChartsideFhir.READING_GRADE);
        Extension grade = read == null ? null : read.getExtensionByUrl("grade");
        String counted =
                grade == null || !grade.hasValue() ? "" : grade.getValue().primitiveValue();
        Extension formula = read == null ? null : read.getExtensionByUrl("formula");
        boolean crawford = formula != null
                && formula.hasValue()
                && "crawford".equals(formula.getValue().primitiveValue());
        return new DocumentPane(
                stored.id(),
                stored.version() == null ? "" : stored.version(),
                composition.getTitle(),
                stored.signed(),
                DraftPanes.signedBy(composition),
                DraftPanes.signedAt(composition, zone),
                view.flags().stream()
                        .map(flag -> new FlagLine(flag.kind(), Words.flag(flag.kind()), flag.message(), List.of()))
                        .toList(),
                view.sections().stream().map(DraftPanes::section).toList(),
                crawford ? counted + " (Crawford)" : counted,
                composition.hasLanguage() ? composition.getLanguage() : "en",
                !counted.isEmpty() && Double.parseDouble(counted) > EASY);
    }

    @Override
    public String toString() {
        return "Composition/" + composition + " version " + version;
    }
}

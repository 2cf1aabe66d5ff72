package io.chartside.mappings.draft;

import io.chartside.mappings.draft.DraftView.ColumnView;
import io.chartside.mappings.draft.DraftView.ElementView;
import io.chartside.mappings.draft.DraftView.EvidenceView;
import io.chartside.mappings.draft.DraftView.ExclusionView;
import io.chartside.mappings.draft.DraftView.FlagView;
import io.chartside.mappings.draft.DraftView.ReconciliationView;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.EvidenceExtension;
import io.chartside.scribe.draft.CodeExclusion;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.Reconciliation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** Writes and reads the extensions of a draft that stand on resources and sections; see docs/fhir-mapping.md. */
final class DraftExtensions {
    private final EvidenceExtension evidence;

    DraftExtensions(EvidenceExtension evidence) {
        this.evidence = evidence;
    }

    Extension suggestion(CodeSuggestion code, int rank) {
        Extension extension = new Extension(ChartsideFhir.SUGGESTION);
        extension.addExtension("rank", new PositiveIntType(rank));
        extension.addExtension(
                "confidence", new DecimalType(BigDecimal.valueOf(Math.round(code.confidence() * 1000), 3)));
        addText(extension, "rule", code.rule());
        addText(extension, "reason", code.reason());
        return extension;
    }

    Extension exclusion(CodeExclusion exclusion) {
        Extension extension = new Extension(ChartsideFhir.CODE_EXCLUSION);
        extension.addExtension(
                "code", new Coding(exclusion.system(), exclusion.code(), blankToNull(exclusion.display())));
        addText(extension, "rule", exclusion.rule());
        addText(extension, "reason", exclusion.reason());
        evidence.addTo(extension, exclusion.evidence());
        return extension;
    }

    Extension flag(Flag flag) {
        Extension extension = new Extension(ChartsideFhir.FLAG);
        extension.addExtension("kind", new CodeType(code(flag.kind())));
        addText(extension, "message", flag.message());
        evidence.addTo(extension, flag.evidence());
        return extension;
    }

    Extension reconciliation(Reconciliation line) {
        Extension extension = new Extension(ChartsideFhir.RECONCILIATION);
        extension.addExtension("kind", new CodeType(code(line.kind())));
        extension.addExtension("state", new CodeType(code(line.state())));
        addText(extension, "text", line.text());
        line.charted().ifPresent(entry -> extension.addExtension("entry", new Reference(entry)));
        extension.addExtension("discussed", new BooleanType(line.discussed()));
        evidence.addTo(extension, line.evidence());
        return extension;
    }

    Extension level(EvaluationAndManagement em) {
        Extension extension = new Extension(ChartsideFhir.EM_LEVEL);
        extension.addExtension("level", new CodeType(code(em.level())));
        extension.addExtension(column("problems", em.problems()));
        extension.addExtension(column("data", em.data()));
        extension.addExtension(column("risk", em.risk()));
        em.missingForNext().forEach(missing -> addText(extension, "missingForNext", missing));
        em.byTime().ifPresent(time -> extension.addExtension(byTime(time)));
        return extension;
    }

    /** The alternative: the level by the time that the clinician stated, in the shape of a column. */
    private Extension byTime(EvaluationAndManagement.Time time) {
        Extension extension = column(
                "time",
                new EvaluationAndManagement.Column(
                        time.level(),
                        List.of(new EvaluationAndManagement.Element(
                                time.minutes() + " minutes in all, "
                                        + (time.newPatient() ? "new patient" : "established patient"),
                                time.evidence()))));
        extension.setUrl("byTime");
        return extension;
    }

    private Extension column(String name, EvaluationAndManagement.Column column) {
        Extension extension = new Extension("column");
        extension.addExtension("name", new CodeType(name));
        extension.addExtension("level", new CodeType(code(column.level())));
        for (EvaluationAndManagement.Element element : column.elements()) {
            Extension part = new Extension("element");
            addText(part, "text", element.text());
            evidence.addTo(part, element.evidence());
            extension.addExtension(part);
        }
        return extension;
    }

    static ExclusionView readExclusion(Extension extension) {
        Coding coding = (Coding) extension.getExtensionByUrl("code").getValue();
        return new ExclusionView(
                coding.getCode(),
                coding.hasDisplay() ? coding.getDisplay() : "",
                text(extension, "rule"),
                text(extension, "reason"),
                readEvidence(extension));
    }

    static FlagView readFlag(Extension extension) {
        return new FlagView(text(extension, "kind"), text(extension, "message"), readEvidence(extension));
    }

    static ReconciliationView readReconciliation(Extension extension) {
        Extension entry = extension.getExtensionByUrl("entry");
        return new ReconciliationView(
                text(extension, "kind"),
                text(extension, "state"),
                text(extension, "text"),
                entry != null && entry.getValue() instanceof Reference charted && charted.hasReference()
                        ? charted.getReference()
                        : "",
                Boolean.parseBoolean(text(extension, "discussed")),
                readEvidence(extension));
    }

    static List<ColumnView> readColumns(Extension level) {
        return Stream.concat(level.getExtensionsByUrl("column").stream(), level.getExtensionsByUrl("byTime").stream())
                .map(column -> new ColumnView(
                        text(column, "name"),
                        text(column, "level"),
                        column.getExtensionsByUrl("element").stream()
                                .map(element -> new ElementView(text(element, "text"), readEvidence(element)))
                                .toList()))
                .toList();
    }

    static List<EvidenceView> readEvidence(Element element) {
        return EvidenceExtension.read(element).stream()
                .map(DraftExtensions::view)
                .toList();
    }

    private static EvidenceView view(Evidence evidence) {
        if (evidence instanceof Evidence.Said said) {
            return new EvidenceView(said.utterance(), said.turn(), said.start(), said.end(), "");
        }
        return new EvidenceView("", -1, 0, 0, ((Evidence.Charted) evidence).reference());
    }

    /** Text of a primitive sub-extension, or empty. */
    static String text(Element element, String name) {
        Extension part = element.getExtensionByUrl(name);
        return part == null || !part.hasValue() ? "" : part.getValue().primitiveValue();
    }

    static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void addText(Extension extension, String name, String text) {
        if (!text.isBlank()) {
            extension.addExtension(name, new StringType(text));
        }
    }

    private static String blankToNull(String text) {
        return text.isBlank() ? null : text;
    }
}

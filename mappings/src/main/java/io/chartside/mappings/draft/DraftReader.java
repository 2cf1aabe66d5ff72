package io.chartside.mappings.draft;

import io.chartside.mappings.draft.DraftView.ChargeView;
import io.chartside.mappings.draft.DraftView.CodeView;
import io.chartside.mappings.draft.DraftView.EvidenceView;
import io.chartside.mappings.draft.DraftView.NoteView;
import io.chartside.mappings.draft.DraftView.OrderView;
import io.chartside.mappings.draft.DraftView.ParagraphView;
import io.chartside.mappings.draft.DraftView.SectionView;
import io.chartside.mappings.draft.DraftView.StatementView;
import io.chartside.mappings.draft.DraftView.TurnView;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.transcript.Transcript;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/** Reads the resources of a draft, or of the signed note it became, into a {@link DraftView}. */
public final class DraftReader {
    private DraftReader() {}

    public static DraftView read(Bundle bundle) {
        return read(bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList());
    }

    /** @throws IllegalArgumentException when there is no Composition among the resources */
    public static DraftView read(Collection<? extends Resource> resources) {
        Composition composition = of(resources, Composition.class).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a draft has a Composition"));
        List<OrderView> orders = new ArrayList<>();
        of(resources, MedicationRequest.class).forEach(request -> orders.add(order(request)));
        of(resources, ServiceRequest.class).forEach(request -> orders.add(order(request)));
        of(resources, ChargeItem.class).stream()
                .filter(charge -> !charge.hasExtension(ChartsideFhir.EM_LEVEL))
                .forEach(charge -> orders.add(given(charge)));
        return new DraftView(
                note(composition),
                sections(composition),
                of(resources, Condition.class).stream()
                        .filter(condition -> condition.hasExtension(ChartsideFhir.SUGGESTION))
                        .map(DraftReader::code)
                        .sorted(Comparator.comparingInt(CodeView::rank))
                        .toList(),
                orders,
                of(resources, ChargeItem.class).stream()
                        .filter(charge -> charge.hasExtension(ChartsideFhir.EM_LEVEL))
                        .findFirst()
                        .map(DraftReader::charge),
                composition.getExtensionsByUrl(ChartsideFhir.CODE_EXCLUSION).stream()
                        .map(DraftExtensions::readExclusion)
                        .toList(),
                composition.getExtensionsByUrl(ChartsideFhir.FLAG).stream()
                        .map(DraftExtensions::readFlag)
                        .toList(),
                composition.getExtensionsByUrl(ChartsideFhir.RECONCILIATION).stream()
                        .map(DraftExtensions::readReconciliation)
                        .toList(),
                turns(resources));
    }

    /** The sections of a Composition that Chartside drafted. */
    public static List<SectionView> sections(Composition composition) {
        List<SectionView> sections = new ArrayList<>();
        for (Composition.SectionComponent section : composition.getSection()) {
            Map<String, Extension> statements = statements(section);
            List<ParagraphView> paragraphs = SectionNarrative.read(section.getText()).stream()
                    .map(paragraph -> new ParagraphView(
                            paragraph.label(),
                            paragraph.bullets(),
                            paragraph.statements().stream()
                                    .map(written -> statement(written, statements.get(written.id())))
                                    .toList()))
                    .toList();
            sections.add(new SectionView(
                    sections.size(), section.getCode().getCodingFirstRep().getCode(), section.getTitle(), paragraphs));
        }
        return sections;
    }

    static Map<String, Extension> statements(Composition.SectionComponent section) {
        Map<String, Extension> byId = new HashMap<>();
        section.getExtensionsByUrl(ChartsideFhir.STATEMENT)
                .forEach(extension -> byId.put(DraftExtensions.text(extension, "id"), extension));
        return byId;
    }

    private static StatementView statement(SectionNarrative.Written written, Extension extension) {
        String id = written.id() == null ? "" : written.id();
        if (extension == null) {
            return new StatementView(id, written.text(), List.of(), false, false);
        }
        return new StatementView(
                id,
                written.text(),
                DraftExtensions.readEvidence(extension),
                Boolean.parseBoolean(DraftExtensions.text(extension, "supported")),
                "clinician".equals(DraftExtensions.text(extension, "origin")));
    }

    private static NoteView note(Composition composition) {
        return new NoteView(
                reference(composition),
                version(composition),
                composition.hasStatus() ? composition.getStatus().toCode() : "",
                composition.getType().getCodingFirstRep().getCode(),
                composition.getTitle(),
                composition.getDateElement().getValueAsString(),
                composition.getIdentifier().getValue(),
                AiLabel.isOn(composition));
    }

    private static CodeView code(Condition condition) {
        Extension suggestion = condition.getExtensionByUrl(ChartsideFhir.SUGGESTION);
        Coding coding = condition.getCode().getCodingFirstRep();
        return new CodeView(
                reference(condition),
                version(condition),
                coding.getSystem(),
                coding.getCode(),
                condition.getCode().getText(),
                Integer.parseInt(DraftExtensions.text(suggestion, "rank")),
                Double.parseDouble(DraftExtensions.text(suggestion, "confidence")),
                DraftExtensions.text(suggestion, "rule"),
                DraftExtensions.text(suggestion, "reason"),
                evidence(condition.getEvidence().stream()
                        .flatMap(piece -> piece.getDetail().stream())
                        .toList()),
                Decision.of(condition));
    }

    private static OrderView order(MedicationRequest request) {
        return new OrderView(
                reference(request),
                version(request),
                "medication",
                request.getMedicationCodeableConcept().getText(),
                request.getDosageInstructionFirstRep().hasText()
                        ? request.getDosageInstructionFirstRep().getText()
                        : "",
                request.hasExtension(ChartsideFhir.CHANGE)
                        ? request.getExtensionByUrl(ChartsideFhir.CHANGE)
                                .getValue()
                                .primitiveValue()
                        : "",
                request.getExtensionsByUrl(ChartsideFhir.MISSING).stream()
                        .map(part -> part.getValue().primitiveValue())
                        .toList(),
                ControlledSubstances.schedule(request).orElse(""),
                evidence(request.getSupportingInformation()),
                Decision.of(request));
    }

    private static OrderView order(ServiceRequest request) {
        return new OrderView(
                reference(request),
                version(request),
                "service",
                request.getCode().getText(),
                request.getCategoryFirstRep().getText(),
                "",
                List.of(),
                "",
                evidence(request.getSupportingInfo()),
                Decision.of(request));
    }

    /** A drug or service that was given stands with the orders: accepting it puts it on the claim. */
    private static OrderView given(ChargeItem charge) {
        Coding code = charge.getCode().getCodingFirstRep();
        String units = charge.getQuantity().hasValue()
                ? ", units "
                        + charge.getQuantity().getValue().stripTrailingZeros().toPlainString()
                : "";
        return new OrderView(
                reference(charge),
                version(charge),
                "charge",
                charge.getCode().getText(),
                code.getCode() + units,
                "",
                charge.getExtensionsByUrl(ChartsideFhir.MISSING).stream()
                        .map(part -> part.getValue().primitiveValue())
                        .toList(),
                "",
                evidence(charge.getSupportingInformation()),
                Decision.of(charge));
    }

    private static ChargeView charge(ChargeItem charge) {
        Extension level = charge.getExtensionByUrl(ChartsideFhir.EM_LEVEL);
        return new ChargeView(
                reference(charge),
                version(charge),
                charge.getCode().getCoding().stream()
                        .filter(coding -> ChartsideFhir.CPT.equals(coding.getSystem()))
                        .map(Coding::getCode)
                        .findFirst()
                        .orElse(""),
                charge.getCode().getText(),
                level == null ? "" : DraftExtensions.text(level, "level"),
                level == null ? List.of() : DraftExtensions.readColumns(level),
                level == null
                        ? List.of()
                        : level.getExtensionsByUrl("missingForNext").stream()
                                .map(missing -> missing.getValue().primitiveValue())
                                .toList(),
                Decision.of(charge));
    }

    private static List<EvidenceView> evidence(List<Reference> references) {
        return references.stream()
                .map(Element.class::cast)
                .flatMap(reference -> DraftExtensions.readEvidence(reference).stream())
                .toList();
    }

    private static List<TurnView> turns(Collection<? extends Resource> resources) {
        Optional<Transcript> transcript = of(resources, DocumentReference.class).stream()
                .filter(TranscriptDocument::isTranscript)
                .findFirst()
                .flatMap(TranscriptDocument::read);
        return transcript.map(Transcript::turns).orElse(List.of()).stream()
                .map(turn -> new TurnView(
                        turn.id(),
                        turn.index(),
                        DraftExtensions.code(turn.speaker()),
                        turn.text(),
                        turn.startMillis(),
                        turn.endMillis()))
                .toList();
    }

    static <R extends Resource> List<R> of(Collection<? extends Resource> resources, Class<R> type) {
        return resources.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static String reference(DomainResource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    private static String version(Resource resource) {
        return resource.getMeta().hasVersionId() ? resource.getMeta().getVersionId() : "";
    }
}

package io.chartside.server.operation;

import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Puts on each part of a drafted note the labels of its visit, and of the chart's entries that it names. */
@Component
final class ChartedLabels {
    private static final Set<String> CHARTED =
            Set.of("Condition", "MedicationRequest", "AllergyIntolerance", "Observation");

    private final RecordReader records;

    ChartedLabels(RecordReader records) {
        this.records = records;
    }

    /**
     * @param draft not yet stored, so that what it holds itself is no entry of the chart
     * @param whole what all of it is made of: the encounter, and the transcript where it was stored before
     */
    void put(TenantId tenant, Sight sight, Bundle draft, List<Resource> whole) {
        draft.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(one -> AiLabel.isOn(one)
                        || one instanceof DocumentReference document && TranscriptDocument.isTranscript(document))
                .forEach(one -> SourceLabels.put(one, whole));
        List<Resource> drafted = draft.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(AiLabel::isOn)
                .toList();
        drafted.forEach(one -> SourceLabels.put(one, charted(tenant, sight, one)));
        // The text of the note has the words of its sections.
        List<Resource> notes =
                drafted.stream().filter(Composition.class::isInstance).toList();
        drafted.stream().filter(DocumentReference.class::isInstance).forEach(text -> SourceLabels.put(text, notes));
    }

    private List<Resource> charted(TenantId tenant, Sight sight, Resource drafted) {
        return JsonReferences.of(JsonTree.bytes(records.json(drafted).tree())).stream()
                .filter(reference -> CHARTED.contains(reference.type()))
                .map(reference -> reference.type() + "/" + reference.id())
                .distinct()
                .flatMap(reference -> records.read(tenant, sight, reference).stream())
                .toList();
    }
}

package io.chartside.server.operation;

import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * Everything that belongs to one note: its text document, codes, orders, claim, the records of its making and, for those
 * who may see drafts, the transcript it rests on.
 */
@Component
public final class NoteParts {
    private final RecordReader records;

    NoteParts(RecordReader records) {
        this.records = records;
    }

    /** What a document of a note holds besides the note itself, as the sight lets it be seen; entries may repeat. */
    public List<Resource> document(TenantId tenant, Sight sight, StoredResource version) {
        Composition composition = (Composition) records.parse(version);
        List<Resource> others = new ArrayList<>(of(tenant, sight, composition));
        others.addAll(context(tenant, sight, composition));
        return others;
    }

    /** The note that an operation on an instance of Composition was called on. */
    Composition compositionOf(OperationCall call) {
        return (Composition) records.parse(call.instance().orElseThrow());
    }

    /** How the note came to be and who signed it. */
    List<Provenance> provenances(TenantId tenant, Sight sight, Composition composition) {
        return records.find(
                tenant,
                sight,
                Provenance.class,
                Map.of("target", "Composition/" + composition.getIdElement().getIdPart()));
    }

    /** @return the parts besides the Composition, each once, as the sight lets them be seen */
    List<Resource> of(TenantId tenant, Sight sight, Composition composition) {
        Map<String, Resource> parts = new LinkedHashMap<>();
        if (composition.getIdentifier().hasValue()) {
            records.find(
                            tenant,
                            sight,
                            DocumentReference.class,
                            Map.of(
                                    "identifier",
                                    ChartsideFhir.NOTE_ID + "|"
                                            + composition.getIdentifier().getValue()))
                    .forEach(document -> put(parts, document));
        }
        composition.getSection().stream()
                .flatMap(section -> section.getEntry().stream())
                .forEach(entry -> add(parts, tenant, sight, entry));
        for (Provenance provenance : provenances(tenant, sight, composition)) {
            put(parts, provenance);
            provenance.getAgent().forEach(agent -> add(parts, tenant, sight, agent.getWho()));
            provenance.getEntity().forEach(entity -> add(parts, tenant, sight, entity.getWhat()));
        }
        if (!RecordReader.seesDrafts(sight, "DocumentReference")) {
            parts.values()
                    .removeIf(part ->
                            part instanceof DocumentReference document && TranscriptDocument.isTranscript(document));
        }
        return new ArrayList<>(parts.values());
    }

    /** Subject, encounter and authors, which a document names too. */
    List<Resource> context(TenantId tenant, Sight sight, Composition composition) {
        Map<String, Resource> parts = new LinkedHashMap<>();
        add(parts, tenant, sight, composition.getSubject());
        add(parts, tenant, sight, composition.getEncounter());
        composition.getAuthor().forEach(author -> add(parts, tenant, sight, author));
        return new ArrayList<>(parts.values());
    }

    private void add(Map<String, Resource> parts, TenantId tenant, Sight sight, Reference reference) {
        if (reference.hasReference() && !parts.containsKey(reference.getReference())) {
            records.read(tenant, sight, reference.getReference()).ifPresent(found -> put(parts, found));
        }
    }

    private static void put(Map<String, Resource> parts, Resource resource) {
        parts.putIfAbsent(resource.fhirType() + "/" + resource.getIdElement().getIdPart(), resource);
    }
}

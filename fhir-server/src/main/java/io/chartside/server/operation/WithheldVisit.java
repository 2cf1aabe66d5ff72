package io.chartside.server.operation;

import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.ChartsideFhir.AiTransparency;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork.Key;
import io.chartside.server.store.WithheldVersions;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * Everything of a visit that may hold what was said in it: its transcripts, what an AI drafted of them, letters and instructions
 * among that, and what was deleted of both. Found without the caller's sight, since a word that he does not see is no less on record; what is done with it
 * still takes his rights.
 */
@Component
final class WithheldVisit {
    private static final Sight ANY = Sight.everythingWithoutAccessCheck("where the words of a visit are stored");
    private static final int MOST = 1_000;

    /** Types of a draft, with the parameter that names their visit. */
    private static final Map<String, String> TYPES = types();

    private static Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("Composition", "encounter");
        types.put("DocumentReference", "encounter");
        types.put("Condition", "encounter");
        types.put("ChargeItem", "context");
        types.put("Claim", "encounter");
        types.put("MedicationRequest", "encounter");
        types.put("ServiceRequest", "encounter");
        return types;
    }

    private final RecordReader records;
    private final ResourceStore store;
    private final WithheldVersions withheld;
    private final NoteDocuments documents;

    WithheldVisit(RecordReader records, ResourceStore store, WithheldVersions withheld, NoteDocuments documents) {
        this.records = records;
        this.store = store;
        this.withheld = withheld;
        this.documents = documents;
    }

    /**
     * @param transcripts newest first, as $draft-note takes them
     * @param drafts what an AI drafted and is stored now
     * @param signed whether somebody has signed any of it
     * @param recordings Media of the visit, which nobody can take words out of
     * @param deleted of drafts and transcripts that were deleted before now
     */
    record Found(
            List<DocumentReference> transcripts,
            List<Resource> drafts,
            boolean signed,
            List<Resource> recordings,
            Set<Key> deleted) {
        Optional<Composition> note() {
            return drafts.stream()
                    .filter(Composition.class::isInstance)
                    .map(Composition.class::cast)
                    .filter(Composition::hasEncounter)
                    .findFirst();
        }
    }

    /** @param encounter relative reference; so is the patient's */
    Found find(TenantId tenant, String encounter, String patient) {
        List<DocumentReference> transcripts = new ArrayList<>();
        List<Resource> drafts = new ArrayList<>();
        Set<Key> notes = new HashSet<>();
        TYPES.forEach((type, parameter) -> {
            for (Resource found : ofVisit(tenant, type, parameter, encounter)) {
                if (found instanceof Composition) {
                    notes.add(key(found));
                }
                if (AiLabel.isOn(found)) {
                    drafts.add(found);
                } else if (found instanceof DocumentReference document && TranscriptDocument.isTranscript(document)) {
                    transcripts.add(document);
                }
            }
        });
        long patientRid = patientRid(tenant, patient);
        Set<Key> deleted = deleted(tenant, encounter, patientRid);
        deleted.stream().filter(key -> key.type().equals("Composition")).forEach(notes::add);
        NoteDocuments.Found made = documents.of(tenant, encounter, patientRid, notes);
        drafts.addAll(made.stored());
        deleted.addAll(made.deleted());
        deleted.addAll(deletedProvenances(tenant, patientRid, deleted));
        Set<Key> documented = new HashSet<>(made.deleted());
        made.stored().forEach(document -> documented.add(key(document)));
        Set<Key> targets = new LinkedHashSet<>(documented);
        drafts.forEach(draft -> targets.add(key(draft)));
        List<Provenance> provenances = targets.isEmpty() ? List.of() : provenances(tenant, targets);
        boolean signed = made.signed() || provenances.stream().anyMatch(Provenance::hasSignature);
        provenances.stream()
                .filter(one -> AiLabel.isOn(one) || isOf(one, documented))
                .forEach(drafts::add);
        transcripts.sort(
                Comparator.comparing(DocumentReference::getDate, Comparator.nullsFirst(Comparator.<Date>naturalOrder()))
                        .reversed());
        List<Resource> recordings = ofVisit(tenant, "Media", "encounter", encounter);
        return new Found(transcripts, drafts, signed, recordings, deleted);
    }

    private List<Resource> ofVisit(TenantId tenant, String type, String parameter, String encounter) {
        return records.all(tenant, ANY, type, Map.of(parameter, List.of(encounter)), MOST).stream()
                .map(records::parse)
                .toList();
    }

    private List<Provenance> provenances(TenantId tenant, Set<Key> targets) {
        String asked = targets.stream().map(Key::toString).collect(Collectors.joining(","));
        return records.all(tenant, ANY, "Provenance", Map.of("target", List.of(asked)), MOST).stream()
                .map(found -> (Provenance) records.parse(found))
                .toList();
    }

    /** Whether it is of these documents alone. */
    private static boolean isOf(Provenance provenance, Set<Key> documents) {
        return provenance.getTarget().stream()
                .map(target -> target.getReferenceElement().toUnqualifiedVersionless())
                .allMatch(target -> target.hasResourceType()
                        && documents.contains(new Key(target.getResourceType(), target.getIdPart())));
    }

    private long patientRid(TenantId tenant, String patient) {
        return store.read(tenant, ANY, "Patient", patient.substring("Patient/".length()))
                .map(StoredResource::rid)
                .orElse(0L);
    }

    private Set<Key> deleted(TenantId tenant, String encounter, long patientRid) {
        Set<Key> found = new HashSet<>();
        if (patientRid == 0) {
            return found;
        }
        withheld.deleted(tenant, patientRid, TYPES.keySet(), was -> {
            String json = json(was);
            boolean drafted = json.contains("\"" + AiTransparency.LABEL_CODE + "\"");
            if (json.contains("\"" + encounter + "\"") && (drafted || json.contains(ChartsideFhir.VISIT_TRANSCRIPT))) {
                found.add(new Key(was.type(), was.id()));
            }
        });
        return found;
    }

    private Set<Key> deletedProvenances(TenantId tenant, long patientRid, Set<Key> deleted) {
        Set<Key> provenances = new HashSet<>();
        if (deleted.isEmpty()) {
            return provenances;
        }
        withheld.deleted(tenant, patientRid, List.of("Provenance"), was -> {
            String json = json(was);
            if (deleted.stream().anyMatch(key -> NoteDocuments.names(json, key))) {
                provenances.add(new Key(was.type(), was.id()));
            }
        });
        return provenances;
    }

    static Key key(Resource resource) {
        return new Key(resource.fhirType(), resource.getIdElement().getIdPart());
    }

    private static String json(StoredResource stored) {
        return new String(stored.json(), StandardCharsets.UTF_8);
    }
}

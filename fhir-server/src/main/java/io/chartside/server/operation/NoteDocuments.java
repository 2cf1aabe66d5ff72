package io.chartside.server.operation;

import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir.AiTransparency;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork.Key;
import io.chartside.server.store.WithheldVersions;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Provenance;
import org.springframework.stereotype.Component;

/**
 * What an AI drafted of a visit's notes and that names no encounter, as {@code $letter} and {@code $instructions} do. It names its
 * note by {@code relatesTo}, and its Provenance names the visit, which holds where the note itself is gone.
 */
@Component
final class NoteDocuments {
    private static final Sight ANY = Sight.everythingWithoutAccessCheck("what was made of the notes of a visit");
    private static final int MOST = 1_000;

    private final RecordReader records;
    private final WithheldVersions withheld;

    NoteDocuments(RecordReader records, WithheldVersions withheld) {
        this.records = records;
        this.withheld = withheld;
    }

    /** @param deleted that were deleted before now, as far as a version of them is still there */
    record Found(List<Composition> stored, Set<Key> deleted) {
        boolean signed() {
            return stored.stream().anyMatch(NoteDocuments::isSigned);
        }
    }

    /**
     * @param encounter relative reference
     * @param patientRid the Patient's own number
     * @param notes Compositions of the visit, the deleted among them
     */
    Found of(TenantId tenant, String encounter, long patientRid, Set<Key> notes) {
        Set<Key> made = new LinkedHashSet<>();
        search(tenant, "Provenance", "entity", encounter).stream()
                .map(found -> (Provenance) records.parse(found))
                .flatMap(provenance -> provenance.getTarget().stream())
                .map(target -> target.getReferenceElement().toUnqualifiedVersionless())
                .filter(target -> "Composition".equals(target.getResourceType()))
                .forEach(target -> made.add(new Key("Composition", target.getIdPart())));
        if (!notes.isEmpty()) {
            search(
                            tenant,
                            "Composition",
                            "related-ref",
                            notes.stream().map(Key::toString).collect(Collectors.joining(",")))
                    .forEach(found -> made.add(new Key("Composition", found.id())));
        }
        made.removeAll(notes);
        return new Found(stored(tenant, made), deleted(tenant, patientRid, notes, made));
    }

    private List<StoredResource> search(TenantId tenant, String type, String parameter, String value) {
        return records.all(tenant, ANY, type, Map.of(parameter, List.of(value)), MOST);
    }

    private List<Composition> stored(TenantId tenant, Set<Key> made) {
        List<Composition> stored = new ArrayList<>();
        for (Key key : made) {
            records.read(tenant, ANY, key.toString())
                    .filter(AiLabel::isOn)
                    .map(Composition.class::cast)
                    .ifPresent(stored::add);
        }
        return stored;
    }

    private Set<Key> deleted(TenantId tenant, long patientRid, Set<Key> notes, Set<Key> made) {
        Set<Key> deleted = new HashSet<>();
        if (patientRid == 0) {
            return deleted;
        }
        withheld.deleted(tenant, patientRid, List.of("Composition"), was -> {
            Key key = new Key(was.type(), was.id());
            String json = new String(was.json(), StandardCharsets.UTF_8);
            boolean drafted = json.contains("\"" + AiTransparency.LABEL_CODE + "\"");
            if (drafted && (made.contains(key) || notes.stream().anyMatch(note -> names(json, note)))) {
                deleted.add(key);
            }
        });
        return deleted;
    }

    static boolean names(String json, Key key) {
        return json.contains("\"" + key + "\"") || json.contains("\"" + key + "/");
    }

    private static boolean isSigned(Composition composition) {
        return composition.getStatus() == Composition.CompositionStatus.FINAL
                || composition.getStatus() == Composition.CompositionStatus.AMENDED;
    }
}

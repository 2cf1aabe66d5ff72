package io.chartside.server.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Sight;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Criteria;
import io.chartside.server.store.UnitOfWork.Key;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What drafts are made of, and what was made of a source: by the encounter they name and the Provenance of their making. */
final class DraftSources {
    private static final Sight ANY = Sight.everythingWithoutAccessCheck("drafts that were made of a source");
    private static final int MOST = 2_000;

    /** Types of what is drafted of a visit, with the search parameter that names it. */
    private static final Map<String, String> OF_ENCOUNTER = Map.of(
            "Composition", "encounter",
            "DocumentReference", "encounter",
            "Condition", "encounter",
            "MedicationRequest", "encounter",
            "ServiceRequest", "encounter",
            "ChargeItem", "context",
            "Claim", "encounter");

    private DraftSources() {}

    /** The encounters that a resource names as its own. */
    static List<Key> encounters(JsonNode resource) {
        List<Key> encounters = new ArrayList<>();
        add(encounters, resource.path("encounter"));
        add(encounters, resource.path("context"));
        resource.path("context").path("encounter").forEach(one -> add(encounters, one));
        resource.path("item").forEach(item -> item.path("encounter").forEach(one -> add(encounters, one)));
        encounters.removeIf(key -> !key.type().equals("Encounter"));
        return encounters;
    }

    static List<Key> targets(JsonNode provenance) {
        List<Key> targets = new ArrayList<>();
        provenance.path("target").forEach(target -> add(targets, target));
        return targets;
    }

    static List<Key> entities(JsonNode provenance) {
        List<Key> entities = new ArrayList<>();
        provenance.path("entity").forEach(entity -> add(entities, entity.path("what")));
        return entities;
    }

    private static void add(List<Key> keys, JsonNode reference) {
        String[] parts = reference.path("reference").asText().split("/");
        if (parts.length == 2 || parts.length == 4 && parts[2].equals("_history")) {
            keys.add(new Key(parts[0], parts[1]));
        }
    }

    static boolean isTranscript(JsonNode resource) {
        if (!resource.path("resourceType").asText().equals("DocumentReference")) {
            return false;
        }
        for (JsonNode coding : resource.path("type").path("coding")) {
            if (ChartsideFhir.DOCUMENT_TYPE.equals(coding.path("system").asText())
                    && ChartsideFhir.VISIT_TRANSCRIPT.equals(coding.path("code").asText())) {
                return true;
            }
        }
        return false;
    }

    /** What was made of a source at first hand, as it is committed, drafts or not. */
    static Set<Key> madeOf(Key source, UnitOfWork unit) {
        Set<Key> made = new LinkedHashSet<>();
        targets(unit, match(unit, "Provenance", "entity=" + source), made);
        if (source.type().equals("Composition")) {
            targets(unit, match(unit, "Provenance", "target=" + source), made); // The note's codes, orders and text.
        }
        if (source.type().equals("Encounter")) {
            OF_ENCOUNTER.forEach((type, parameter) ->
                    match(unit, type, parameter + "=" + source).forEach(id -> made.add(new Key(type, id))));
        }
        made.remove(source);
        return made;
    }

    private static void targets(UnitOfWork unit, List<String> provenances, Set<Key> made) {
        for (String id : provenances) {
            unit.read(ANY, new Key("Provenance", id))
                    .filter(found -> !found.deleted())
                    .ifPresent(found -> made.addAll(targets(JsonTree.ofStored(found.json()))));
        }
    }

    private static List<String> match(UnitOfWork unit, String type, String query) {
        List<String> ids = unit.match(ANY, new Criteria(type, query), MOST + 1);
        if (ids.size() > MOST) {
            throw FhirRefusal.againstRule(
                    "More than " + MOST + " drafts were made of this: they cannot be labelled at once", "");
        }
        return ids;
    }
}

package io.chartside.server.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Criteria;
import io.chartside.server.store.UnitOfWork.Key;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * A withdrawal of a note and an addendum to it come one after the other: nothing is added to a void note of the scribe, and a
 * withdrawal takes all addenda of who withdraws along. The note is locked by both, so that one sees the other.
 */
@Component
final class AddedToVoid implements WriteRule {
    private static final Sight ANY = Sight.everythingWithoutAccessCheck("what was added to a note that becomes void");
    private static final int AT_FIRST = 100;

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        Map<String, PlannedWrite> written = new HashMap<>();
        Set<Key> addedTo = new LinkedHashSet<>();
        for (PlannedWrite write : writes) {
            written.put(write.toString(), write);
            addedTo.addAll(addsTo(write));
        }
        boolean toVoid = false;
        Set<Key> stored = new LinkedHashSet<>();
        for (Key note : addedTo) {
            PlannedWrite here = written.get(note.toString());
            if (here == null) {
                stored.add(note);
            } else {
                toVoid |= here.resource().filter(AddedToVoid::isVoid).isPresent();
            }
        }
        // All at once: one after the other they would be locked in the client's order, and two transactions wait for
        // each other.
        if (toVoid || unit.lock(stored).stream().anyMatch(AddedToVoid::isVoid)) {
            throw FhirRefusal.conflict("This note is void: nothing is added to it");
        }
        for (PlannedWrite write : writes) {
            withdrawer(write).ifPresent(by -> requireWhole(write, by, written, unit));
        }
    }

    /** The notes that a Composition in force adds to by this write, and did not before. */
    private static Set<Key> addsTo(PlannedWrite write) {
        if (!write.type().equals("Composition") || !is(write.resource(), ReviewState.IN_FORCE)) {
            return Set.of();
        }
        Set<Key> notes = Addenda.appendsTo(write.resource().orElseThrow().tree());
        if (!notes.isEmpty() && is(write.before(), ReviewState.IN_FORCE)) {
            notes.removeAll(Addenda.appendsTo(write.before().orElseThrow().tree()));
        }
        return notes;
    }

    private static boolean is(Optional<ResourceJson> resource, ReviewState state) {
        return resource.map(ReviewState::of).filter(state::equals).isPresent();
    }

    private static boolean isVoid(ResourceJson resource) {
        return ReviewState.of(resource) == ReviewState.VOID && Addenda.isScribes(resource.tree());
    }

    private static boolean isVoid(StoredResource note) {
        if (note.deleted()) {
            return false;
        }
        JsonNode tree = JsonTree.ofStored(note.json());
        return Addenda.isScribes(tree) && tree.path("status").asText().equals("entered-in-error");
    }

    /** Who withdraws a note by this write; empty when it is none, or no withdrawal of ours. */
    private static Optional<String> withdrawer(PlannedWrite write) {
        if (!write.type().equals("Composition")
                || !is(write.before(), ReviewState.IN_FORCE)
                || !is(write.resource(), ReviewState.VOID)) {
            return Optional.empty();
        }
        for (JsonNode extension : write.resource().orElseThrow().tree().path("extension")) {
            if (ChartsideFhir.WITHDRAWAL.equals(extension.path("url").asText())) {
                for (JsonNode part : extension.path("extension")) {
                    if (part.path("url").asText().equals("by")) {
                        return Optional.of(part.at("/valueReference/reference").asText());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static void requireWhole(PlannedWrite note, String by, Map<String, PlannedWrite> written, UnitOfWork unit) {
        boolean left = related(note, by, unit).stream()
                .map(id -> new Key("Composition", id))
                .filter(key -> !written.containsKey(key.toString()))
                .flatMap(key -> unit.read(ANY, key).stream())
                .anyMatch(one -> isOwnAddendum(one, note, by));
        if (left) {
            throw FhirRefusal.conflict("An addendum was signed meanwhile: it is withdrawn with its note");
        }
    }

    /** All that relates to the note and has them as an attester, however much: letters and instructions among it. */
    private static List<String> related(PlannedWrite note, String by, UnitOfWork unit) {
        Criteria criteria = new Criteria(
                "Composition", "related-ref=" + note + "&attester=" + URLEncoder.encode(by, StandardCharsets.UTF_8));
        int most = AT_FIRST;
        List<String> related = unit.match(ANY, criteria, most);
        while (related.size() == most) {
            most *= 2;
            related = unit.match(ANY, criteria, most);
        }
        return related;
    }

    private static boolean isOwnAddendum(StoredResource stored, PlannedWrite note, String by) {
        if (stored.deleted()) {
            return false;
        }
        JsonNode tree = JsonTree.ofStored(stored.json());
        boolean signed = false;
        for (JsonNode attester : tree.path("attester")) {
            signed |= by.equals(attester.at("/party/reference").asText());
        }
        return signed
                && Set.of("final", "amended").contains(tree.path("status").asText())
                && Addenda.appendsTo(tree).contains(new Key("Composition", note.id()));
    }
}

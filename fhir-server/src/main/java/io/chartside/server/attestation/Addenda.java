package io.chartside.server.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.index.Drafts;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notes that add to a note of the scribe, or take its place. They are a person's own words, and become part of what was
 * signed: only a signature brings them into force, and what was once added stays so, whatever it says later. A draft counts
 * as well: what was added to it unsigned would else be part of the note when that is signed.
 */
final class Addenda {
    private static final Sight ANY = Sight.everythingWithoutAccessCheck("whether a note adds to a signed one");
    private static final Set<String> CHANGES = Set.of("appends", "replaces");
    private static final Pattern COMPOSITION =
            Pattern.compile("Composition/([A-Za-z0-9\\-.]{1,64})(?:/_history/[A-Za-z0-9\\-.]{1,64})?");

    private Addenda() {}

    /** Whether it is one; reads the note that it names. */
    static boolean isOne(ResourceJson resource, UnitOfWork unit) {
        if (!resource.type().equals("Composition")) {
            return false;
        }
        return changes(resource.tree()).stream().anyMatch(note -> isScribes(unit.read(ANY, note)));
    }

    private static boolean isScribes(Optional<StoredResource> note) {
        return note.filter(stored -> !stored.deleted())
                .map(stored -> JsonTree.ofStored(stored.json()))
                .filter(Addenda::isScribes)
                .isPresent();
    }

    /** Whether a note is one of the scribe's. */
    static boolean isScribes(JsonNode note) {
        return Drafts.isLabelled(note);
    }

    /** The notes that a Composition appends to, whoever wrote them. */
    static Set<UnitOfWork.Key> appendsTo(JsonNode composition) {
        return targets(composition, Set.of("appends"));
    }

    /** The notes that a Composition appends to or takes the place of, whoever wrote them. */
    static Set<UnitOfWork.Key> changes(JsonNode composition) {
        return targets(composition, CHANGES);
    }

    private static Set<UnitOfWork.Key> targets(JsonNode composition, Set<String> relations) {
        Set<UnitOfWork.Key> notes = new LinkedHashSet<>();
        for (JsonNode relation : composition.path("relatesTo")) {
            Matcher target = COMPOSITION.matcher(
                    relation.path("targetReference").path("reference").asText());
            if (relations.contains(relation.path("code").asText()) && target.matches()) {
                notes.add(new UnitOfWork.Key("Composition", target.group(1)));
            }
        }
        return notes;
    }
}

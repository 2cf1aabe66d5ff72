package io.chartside.server.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.index.Drafts;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.NamedResources;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Key;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * A draft rests on its transcript as it is. One whose transcript was changed while the draft was made, as by {@code $withhold},
 * is not stored: it would bring back what is gone. Neither is a letter whose note was deleted meanwhile. Transcript and note are
 * locked, so that of the two one sees the other.
 */
@Component
final class CurrentTranscripts implements WriteRule {
    private static final String DOCUMENT = "DocumentReference/";

    private final NamedResources named;

    CurrentTranscripts(NamedResources named) {
        this.named = named;
    }

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        if (writes.stream().noneMatch(CurrentTranscripts::isNewDraft)) {
            return;
        }
        for (PlannedWrite write : writes) {
            if (write.type().equals("Provenance") && write.resource().isPresent()) {
                check(context, write.resource().get().tree(), writes, unit);
                checkNotes(context, write.resource().get().tree(), unit);
            }
        }
    }

    private static boolean isNewDraft(PlannedWrite write) {
        Optional<ResourceJson> resource = write.resource();
        return write.type().equals("Composition")
                && write.isNew()
                && resource.isPresent()
                && Drafts.isLabelled(resource.get().tree());
    }

    private void check(RequestContext context, JsonNode provenance, List<PlannedWrite> writes, UnitOfWork unit) {
        List<Key> sources = new ArrayList<>();
        for (JsonNode entity : provenance.path("entity")) {
            String reference = entity.path("what").path("reference").asText();
            boolean stored = writes.stream().noneMatch(write -> write.toString().equals(reference));
            if (stored && reference.startsWith(DOCUMENT) && reference.indexOf('/', DOCUMENT.length()) < 0) {
                sources.add(new Key("DocumentReference", reference.substring(DOCUMENT.length())));
            }
        }
        requireSeen(context, sources, unit);
        Optional<Instant> drafted = moment(provenance.path("recorded").asText());
        if (sources.isEmpty() || drafted.isEmpty()) {
            return;
        }
        for (StoredResource source : unit.lock(sources)) {
            if (source.lastUpdated().isAfter(drafted.get())) {
                throw FhirRefusal.conflict("The transcript was changed while the draft was made: draft again");
            }
        }
    }

    private void checkNotes(RequestContext context, JsonNode provenance, UnitOfWork unit) {
        Set<Key> notes = new LinkedHashSet<>();
        for (JsonNode entity : provenance.path("entity")) {
            String[] parts = entity.path("what").path("reference").asText().split("/");
            if (parts.length == 4 && parts[0].equals("Composition") && parts[2].equals("_history")) {
                notes.add(new Key(parts[0], parts[1]));
            }
        }
        requireSeen(context, notes, unit);
        if (!notes.isEmpty() && unit.lock(notes).stream().anyMatch(StoredResource::deleted)) {
            throw FhirRefusal.conflict("The note was deleted while this was drafted of it: draft again");
        }
    }

    /** One answer for what is not there and for what the caller does not see, whatever became of it. */
    private void requireSeen(RequestContext context, Collection<Key> sources, UnitOfWork unit) {
        if (!named.areSeen(context, sources, unit)) {
            throw FhirRefusal.forbidden("The access token does not reach what this draft is made of");
        }
    }

    /** Empty for what is no instant, which the validation of its form is about. */
    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

package io.chartside.server.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.index.Drafts;
import io.chartside.server.interaction.Consequence;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Change;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * A draft bears the labels that keep its sources from somebody (42 CFR Part 2, psychotherapy notes, restricted): those of the
 * encounter, the transcript and the note when it is stored, and those that a source gets or still bears when it is written later,
 * in the same transaction. With that of psychotherapy notes it names who may go on reading it ({@link Originators}). Sources are locked, so that of a draft and a label one sees the other. No label is ever taken off a
 * draft, and what was signed stays as it was signed.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class LabelsOfSources implements WriteRule, Consequence {
    /** What a draft is made of as a whole; entries of the chart, which may be thousands, are read when it is made. */
    private static final Set<String> WHOLE = Set.of("Encounter", "DocumentReference", "Composition");

    /** What a source passes on to what was made of it. */
    private record Passed(Key source, List<SourceLabels.Label> labels, Set<String> originators) {}

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        Map<PlannedWrite, Set<Key>> sources = new LinkedHashMap<>();
        writes.stream().filter(LabelsOfSources::isNewDraft).forEach(draft -> sources.put(draft, new HashSet<>()));
        if (sources.isEmpty()) {
            return;
        }
        Map<String, PlannedWrite> written = new HashMap<>();
        writes.forEach(write -> written.put(write.toString(), write));
        sources.forEach((draft, keys) ->
                DraftSources.encounters(draft.resource().orElseThrow().tree()).forEach(keys::add));
        writes.stream()
                .filter(write ->
                        write.type().equals("Provenance") && write.resource().isPresent())
                .map(write -> write.resource().get().tree())
                .forEach(provenance -> DraftSources.targets(provenance).forEach(target -> {
                    Set<Key> keys = sources.get(written.get(target.toString()));
                    if (keys != null) {
                        keys.addAll(DraftSources.entities(provenance));
                    }
                }));
        Set<Key> stored = new LinkedHashSet<>();
        sources.values()
                .forEach(keys -> keys.stream()
                        .filter(key -> WHOLE.contains(key.type()) && !written.containsKey(key.toString()))
                        .forEach(stored::add));
        Map<Key, ObjectNode> read = new HashMap<>();
        lock(stored, unit).forEach(one -> read.put(new Key(one.type(), one.id()), JsonTree.ofStored(one.json())));
        sources.forEach((draft, keys) -> keys.forEach(key -> {
            JsonNode source = written.containsKey(key.toString())
                    ? written.get(key.toString())
                            .resource()
                            .map(one -> (JsonNode) one.tree())
                            .orElse(null)
                    : read.get(key);
            if (source != null) {
                complete(draft, SourceLabels.of(source), Originators.of(source));
            }
        }));
        sources.keySet()
                .forEach(draft -> complete(draft, List.of(), context.caller().practitioner()));
    }

    /** With the labels; what then is of psychotherapy notes names its originators as well. */
    private static void complete(PlannedWrite draft, List<SourceLabels.Label> labels, Set<String> originators) {
        JsonNode tree = draft.resource().orElseThrow().tree();
        List<SourceLabels.Label> missing = SourceLabels.missing(tree, labels);
        if (missing.isEmpty() && !Originators.bears(SourceLabels.of(tree))) {
            return;
        }
        Resource whole = draft.resource().get().hapi().copy();
        SourceLabels.put(whole.getMeta(), missing);
        if (Originators.put(whole, originators) || !missing.isEmpty()) {
            draft.complete(whole);
        }
    }

    private static boolean isNewDraft(PlannedWrite write) {
        return write.isNew()
                && write.resource()
                        .filter(one -> Drafts.isLabelled(one.tree()) || DraftSources.isTranscript(one.tree()))
                        .isPresent();
    }

    private static List<StoredResource> lock(Collection<Key> keys, UnitOfWork unit) {
        return keys.isEmpty()
                ? List.of()
                : unit.lock(keys).stream().filter(one -> !one.deleted()).toList();
    }

    @Override
    public List<Change.Put> of(List<PlannedWrite> writes, UnitOfWork unit) {
        Set<Key> taken = new HashSet<>();
        Deque<Passed> open = new ArrayDeque<>();
        for (PlannedWrite write : writes) {
            Key key = new Key(write.type(), write.id());
            taken.add(key);
            List<SourceLabels.Label> labels = write.before().isEmpty()
                    ? List.of()
                    : write.resource().map(one -> SourceLabels.of(one.tree())).orElse(List.of());
            if (!labels.isEmpty()) {
                open.add(new Passed(
                        key,
                        labels,
                        Originators.of(write.resource().orElseThrow().tree())));
            }
        }
        Map<Key, ObjectNode> changed = new LinkedHashMap<>();
        Map<Key, Long> versions = new HashMap<>();
        while (!open.isEmpty()) {
            Passed source = open.remove();
            Set<Key> made = new LinkedHashSet<>(DraftSources.madeOf(source.source(), unit));
            made.removeAll(taken);
            Set<Key> unread = new LinkedHashSet<>(made);
            unread.removeAll(versions.keySet());
            Map<Key, ObjectNode> trees = new HashMap<>();
            for (StoredResource one : lock(unread, unit)) {
                Key key = new Key(one.type(), one.id());
                versions.put(key, one.version());
                trees.put(key, JsonTree.ofStored(one.json()));
            }
            for (Key key : made) {
                ObjectNode tree = changed.getOrDefault(key, trees.get(key));
                List<SourceLabels.Label> passed = tree == null ? List.of() : passed(source.labels(), tree);
                if (tree != null && isUnsigned(tree) && SourceLabels.put(tree, SourceLabels.missing(tree, passed))) {
                    if (Originators.bears(passed)) {
                        Originators.put(tree, source.originators());
                    }
                    changed.put(key, tree);
                    open.add(new Passed(key, passed, source.originators()));
                }
            }
        }
        List<Change.Put> changes = new ArrayList<>();
        changed.forEach((key, tree) ->
                changes.add(new Change.Put(key.type(), key.id(), tree, false, OptionalLong.of(versions.get(key)))));
        return changes;
    }

    /** A claim that is void may have been billed: whoever billed it must see that ({@link ClaimsInForce}). */
    private static List<SourceLabels.Label> passed(List<SourceLabels.Label> labels, JsonNode made) {
        return made.path("resourceType").asText().equals("Claim") && Drafts.stage(made) == Drafts.Stage.WITHDRAWN
                ? labels.stream()
                        .filter(label -> !Originators.bears(List.of(label)))
                        .toList()
                : labels;
    }

    private static boolean isUnsigned(JsonNode resource) {
        return Drafts.stage(resource) != Drafts.Stage.OPEN || DraftSources.isTranscript(resource);
    }
}

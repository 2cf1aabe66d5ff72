package io.chartside.server.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.ChangeFeed;
import io.chartside.server.store.CriteriaMatcher;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which changes are events of a topic and fit the filters. */
final class Matching {
    private static final Sight BEFORE =
            Sight.everythingWithoutAccessCheck("whether a note that may be seen was signed before");
    private static final Set<String> SIGNED = Set.of("final", "amended", "corrected");

    private final ChangeFeed feed;
    private final CriteriaMatcher matcher;
    private final ResourceStore store;

    Matching(ChangeFeed feed, CriteriaMatcher matcher, ResourceStore store) {
        this.feed = feed;
        this.matcher = matcher;
        this.store = store;
    }

    /** @param last up to where the feed was looked at */
    record Found(List<StoredResource> events, ChangeFeed.Position last) {}

    /** @param sight of the subscriber, now */
    Found next(Held held, Sight sight) {
        Terms terms = held.terms();
        ChangeFeed.Page page = feed.page(held.tenant(), sight, terms.types(), held.after());
        List<StoredResource> events = new ArrayList<>();
        for (RowSeal.Opened change : page.changes()) {
            StoredResource version = change.resource();
            if (fits(terms, change) && triggers(held.tenant(), terms, version)) {
                events.add(version);
            }
        }
        return new Found(events, page.last());
    }

    /** Of a deletion nothing is left that a filter could hold against: only who asked for all of a type is told. */
    private boolean fits(Terms terms, RowSeal.Opened change) {
        StoredResource version = change.resource();
        List<String> filters = terms.filters().getOrDefault(version.type(), List.of());
        return version.deleted()
                ? filters.isEmpty()
                : filters.stream()
                        .allMatch(filter -> matcher.fitsAny(version.type(), List.of(filter), version, change.values()));
    }

    private boolean triggers(TenantId tenant, Terms terms, StoredResource version) {
        Topic topic = terms.known();
        if (!topic.isOfNotes()) {
            return true;
        }
        if (version.deleted()) {
            return false;
        }
        ObjectNode note = JsonTree.ofStored(version.json());
        if (terms.form() == Terms.Form.ALLIANCE && isAddendum(note)) {
            return false;
        }
        String status = note.path("status").asText();
        if (topic == Topic.NOTE_AMENDED) {
            return status.equals("amended")
                    || status.equals("corrected")
                    || status.equals("entered-in-error") && wasSigned(tenant, version);
        }
        return status.equals("final") && !wasSigned(tenant, version);
    }

    private boolean wasSigned(TenantId tenant, StoredResource version) {
        return store.readVersion(tenant, BEFORE, version.type(), version.id(), version.version() - 1)
                .filter(before -> !before.deleted() && SIGNED.contains(status(before)))
                .isPresent();
    }

    /** What is added to a note completes no session a second time. */
    private static boolean isAddendum(ObjectNode composition) {
        for (JsonNode relation : composition.path("relatesTo")) {
            if (relation.path("code").asText().equals("appends")) {
                return true;
            }
        }
        return false;
    }

    private static String status(StoredResource composition) {
        ObjectNode tree = JsonTree.ofStored(composition.json());
        return tree.path("status").asText();
    }
}

package io.chartside.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.index.DateRange;
import io.chartside.server.index.LocalReference;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Guardianships as the record has them; a change counts within five seconds. */
@Component
final class StoredGuardianships implements Guardianships {
    private static final Sight ANY =
            Sight.everythingWithoutAccessCheck("the relationship that a guardian's access rests on is looked up");

    private final ResourceStore store;
    private final Clock clock;
    private final Cache<Of, Set<String>> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    StoredGuardianships(ResourceStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    private record Of(TenantId tenant, String relatedPersonId) {}

    @Override
    public Set<String> patients(TenantId tenant, String relatedPersonId) {
        return known.get(new Of(tenant, relatedPersonId), this::load);
    }

    private Set<String> load(Of of) {
        return store.read(of.tenant(), ANY, "RelatedPerson", of.relatedPersonId())
                .filter(stored -> !stored.deleted())
                .map(StoredResource::json)
                .map(JsonTree::ofStored)
                .filter(person -> isVerified(person, clock.millis()))
                .flatMap(person -> LocalReference.parse(
                        person.path("patient").path("reference").asText()))
                .filter(patient -> patient.type().equals("Patient"))
                .map(patient -> Set.of(patient.id()))
                .orElse(Set.of());
    }

    static boolean isVerified(JsonNode person, long now) {
        return person.path("active").asBoolean(false)
                && !person.path("relationship").isEmpty()
                && bound(person, "start").map(start -> start.low() <= now).orElse(true)
                && bound(person, "end").map(end -> end.high() >= now).orElse(true);
    }

    /** A bound that cannot be read holds for no time at all. */
    private static Optional<DateRange> bound(JsonNode person, String name) {
        JsonNode bound = person.path("period").path(name);
        try {
            return bound.isMissingNode() ? Optional.empty() : Optional.of(DateRange.parse(bound.asText()));
        } catch (DateTimeException e) {
            return Optional.of(
                    name.equals("start")
                            ? new DateRange(Long.MAX_VALUE, Long.MAX_VALUE)
                            : new DateRange(Long.MIN_VALUE, Long.MIN_VALUE));
        }
    }
}

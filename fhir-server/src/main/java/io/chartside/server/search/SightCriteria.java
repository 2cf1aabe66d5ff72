package io.chartside.server.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.store.StoredResource;
import java.util.List;

/** Tests resources against the criteria of a sight, such as {@code category=vital-signs}. */
final class SightCriteria {
    private final QueryParser parser;
    private final Cache<OfType, List<Criterion>> parsed =
            Caffeine.newBuilder().maximumSize(2_000).build();

    private record OfType(String type, String query) {}

    SightCriteria(QueryParser parser) {
        this.parser = parser;
    }

    /** A criterion that cannot be understood or is a chain refuses: the sight grants nothing by it. */
    boolean fitsAny(String type, List<String> criteria, StoredResource resource, IndexedResource values) {
        if (criteria.isEmpty()) {
            return true;
        }
        for (String query : criteria) {
            List<Criterion> all =
                    parsed.get(new OfType(type, query), of -> parser.criteria(null, of.type(), of.query()));
            if (all.stream().allMatch(criterion -> isSimple(criterion) && criterion.holds(resource, values))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSimple(Criterion criterion) {
        return !(criterion instanceof Criterion.Unresolved);
    }
}

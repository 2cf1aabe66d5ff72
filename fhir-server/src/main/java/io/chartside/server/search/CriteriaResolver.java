package io.chartside.server.search;

import io.chartside.server.index.IndexedValue;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.TenantSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns chains and {@code _has} into criteria on the type searched, by searching the other type first: with that type's
 * own sight, so that nothing can be asked of what may not be seen.
 */
final class CriteriaResolver {
    private static final int MOST_TARGETS = 500;

    private final QueryParser parser;
    private final InnerSearch inner;

    interface InnerSearch {
        List<RowSeal.Opened> all(TenantSession session, Sight sight, String type, List<Criterion> criteria, int bound)
                throws SQLException;
    }

    CriteriaResolver(QueryParser parser, InnerSearch inner) {
        this.parser = parser;
        this.inner = inner;
    }

    List<Criterion> resolve(TenantSession session, Sight sight, List<Criterion> criteria) throws SQLException {
        List<Criterion> resolved = new ArrayList<>();
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Chain chain) {
                resolved.add(resolve(session, sight, chain));
            } else if (criterion instanceof Criterion.Has has) {
                resolved.add(resolve(session, sight, has));
            } else {
                resolved.add(criterion);
            }
        }
        return resolved;
    }

    private Criterion resolve(TenantSession session, Sight sight, Criterion.Chain chain) throws SQLException {
        List<Criterion> asked = parser.criterion(chain.targetType(), chain.parameter(), chain.value());
        List<SearchValue> targets = new ArrayList<>();
        for (RowSeal.Opened target : inner.all(session, sight, chain.targetType(), asked, MOST_TARGETS)) {
            targets.add(
                    new SearchValue.Link(chain.targetType(), target.resource().id()));
        }
        return targets.isEmpty()
                ? new Criterion.Ids(Set.of())
                : new Criterion.Values(chain.reference(), targets, false);
    }

    private Criterion resolve(TenantSession session, Sight sight, Criterion.Has has) throws SQLException {
        List<Criterion> asked = parser.criterion(has.sourceType(), has.parameter(), has.value());
        Map<String, Set<String>> idsByType = new LinkedHashMap<>();
        for (RowSeal.Opened source : inner.all(session, sight, has.sourceType(), asked, MOST_TARGETS)) {
            for (IndexedValue value : source.values().values(has.reference().name())) {
                if (value instanceof IndexedValue.Link link) {
                    idsByType
                            .computeIfAbsent(link.type(), type -> new LinkedHashSet<>())
                            .add(link.id());
                }
            }
        }
        return new Criterion.Ids(idsByType.getOrDefault(has.searchedType(), Set.of()));
    }
}

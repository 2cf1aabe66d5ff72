package io.chartside.server.search;

import io.chartside.server.index.IndexedValue;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.TenantSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns chains, {@code _has}, {@code _list} and value sets into criteria on the type searched, by searching the other type
 * first: with that type's own sight, so that nothing can be asked of what may not be seen.
 */
final class CriteriaResolver {
    private static final int MOST_TARGETS = 500;

    private final QueryParser parser;
    private final InnerSearch inner;
    private final CodeSets codeSets;

    interface InnerSearch {
        List<RowSeal.Opened> all(TenantSession session, Sight sight, String type, List<Criterion> criteria, int bound)
                throws SQLException;
    }

    CriteriaResolver(QueryParser parser, CodeSets codeSets, InnerSearch inner) {
        this.parser = parser;
        this.codeSets = codeSets;
        this.inner = inner;
    }

    List<Criterion> resolve(TenantSession session, Sight sight, List<Criterion> criteria) throws SQLException {
        List<Criterion> resolved = new ArrayList<>();
        for (Criterion criterion : criteria) {
            resolved.add(criterion instanceof Criterion.Unresolved other ? resolve(session, sight, other) : criterion);
        }
        return resolved;
    }

    private Criterion resolve(TenantSession session, Sight sight, Criterion.Unresolved criterion) throws SQLException {
        if (criterion instanceof Criterion.Chain chain) {
            return resolve(session, sight, chain);
        } else if (criterion instanceof Criterion.Has has) {
            List<Criterion> asked = parser.criterion(session.tenant(), has.sourceType(), has.parameter(), has.value());
            return ids(
                    inner.all(session, sight, has.sourceType(), asked, MOST_TARGETS),
                    has.reference().name(),
                    has.searchedType());
        } else if (criterion instanceof Criterion.InList list) {
            List<Criterion> asked = List.of(new Criterion.Ids(Set.of(list.list())));
            return ids(inner.all(session, sight, "List", asked, 1), "item", list.searchedType());
        }
        Criterion.OfTerminology codes = (Criterion.OfTerminology) criterion;
        return new Criterion.Values(
                codes.parameter(),
                List.of(codeSets.of(session, codes)),
                codes.modifier().equals("not-in"));
    }

    private Criterion resolve(TenantSession session, Sight sight, Criterion.Chain chain) throws SQLException {
        List<SearchValue> targets = new ArrayList<>();
        for (String type : chain.targetTypes()) {
            List<Criterion> asked = parser.criterion(session.tenant(), type, chain.parameter(), chain.value());
            for (RowSeal.Opened target : inner.all(session, sight, type, asked, MOST_TARGETS)) {
                targets.add(new SearchValue.Link(type, target.resource().id()));
            }
        }
        return targets.isEmpty()
                ? new Criterion.Ids(Set.of())
                : new Criterion.Values(chain.reference(), targets, false);
    }

    private static Criterion ids(List<RowSeal.Opened> sources, String reference, String type) {
        Set<String> ids = new HashSet<>();
        for (RowSeal.Opened source : sources) {
            for (IndexedValue value : source.values().values(reference)) {
                if (value instanceof IndexedValue.Link link && link.type().equals(type)) {
                    ids.add(link.id());
                }
            }
        }
        return new Criterion.Ids(ids);
    }
}

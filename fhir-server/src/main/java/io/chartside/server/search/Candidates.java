package io.chartside.server.search;

import io.chartside.server.index.IndexedResource;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.SightSql;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.StoredRow;
import io.chartside.server.store.TenantSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads a plan's candidates in order and keeps those that truly match. */
final class Candidates {
    private static final int LARGEST_BATCH = 500;

    private final TenantSession session;
    private final RowSeal seal;
    private final SightCriteria sightCriteria;
    private final SearchPlan plan;
    private final String type;
    private final SightSql see;
    private final CandidateSql sql;
    private final CandidateSql.Order order;

    Candidates(
            TenantSession session,
            RowSeal seal,
            SightCriteria sightCriteria,
            Sight sight,
            String type,
            SearchPlan plan,
            CandidateSql.Order order,
            boolean descending) {
        this.session = session;
        this.seal = seal;
        this.sightCriteria = sightCriteria;
        this.plan = plan;
        this.type = type;
        this.see = SightSql.of(session.tenant(), sight.of(type));
        this.order = order;
        this.sql = new CandidateSql(session.tenant(), type, plan, see, order, descending);
    }

    /**
     * @param end where to go on, or null when there is nothing more
     */
    record Found(List<RowSeal.Opened> matches, CandidateSql.Position end) {}

    /**
     * Up to so many matches from a position on.
     *
     * @param work candidates looked at, at most: then the answer may be short with more to come
     */
    Found find(CandidateSql.Position from, int wanted, int work) throws SQLException {
        List<RowSeal.Opened> matches = new ArrayList<>();
        if (plan.anchor() instanceof Anchor.Nothing || see.nothing()) {
            return new Found(matches, null);
        }
        CandidateSql.Position position = from;
        int looked = 0;
        int batch = isExact() ? wanted + 1 : Math.min(LARGEST_BATCH, 2 * wanted + 8);
        while (true) {
            CandidateSql.Statement statement = sql.page(position, batch);
            List<StoredRow> rows = session.query(statement.sql(), statement.parameters(), StoredRow::read);
            for (RowSeal.Opened opened : seal.open(session.tenant(), rows)) {
                if (fits(opened)) {
                    if (matches.size() == wanted) {
                        return new Found(
                                matches, position(matches.get(wanted - 1).row()));
                    }
                    matches.add(opened);
                }
            }
            if (rows.size() < batch) {
                return new Found(matches, null);
            }
            position = position(rows.get(rows.size() - 1));
            looked += rows.size();
            if (looked >= work) {
                return new Found(matches, position);
            }
            batch = Math.min(LARGEST_BATCH, 2 * batch);
        }
    }

    /** The number of matches, or -1 when it takes more work than the bound to tell. */
    long count(int bound) throws SQLException {
        if (plan.anchor() instanceof Anchor.Nothing || see.nothing()) {
            return 0;
        }
        if (isExact()) {
            CandidateSql.Statement statement = sql.count(Integer.MAX_VALUE);
            return session.query(statement.sql(), statement.parameters(), row -> row.getLong(1))
                    .get(0);
        }
        Found found = find(null, bound, bound);
        return found.end() == null ? found.matches().size() : -1;
    }

    /** How many candidates there are, counted to the bound at most. */
    long candidates(int bound) throws SQLException {
        CandidateSql.Statement statement = sql.count(bound);
        return session.query(statement.sql(), statement.parameters(), row -> row.getLong(1))
                .get(0);
    }

    /** Whether every candidate is a match: nothing is left to test on what was opened. */
    private boolean isExact() {
        return plan.checks().isEmpty() && see.criteria().isEmpty() && !(plan.anchor() instanceof Anchor.Tokens);
    }

    private boolean fits(RowSeal.Opened opened) {
        StoredResource resource = opened.resource();
        IndexedResource values = opened.values();
        for (Criterion check : plan.checks()) {
            if (!check.holds(resource, values)) {
                return false;
            }
        }
        return sightCriteria.fitsAny(type, see.criteria(), resource, values);
    }

    CandidateSql.Position position(StoredRow row) {
        Object value = switch (order) {
            case CLINICAL -> row.sortAt();
            case UPDATED -> row.updatedAt();
            case ID -> row.id();
        };
        return new CandidateSql.Position(value, row.rid());
    }
}

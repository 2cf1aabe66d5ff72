package io.chartside.server.search;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.SightSql;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.StoredRow;
import io.chartside.server.store.TenantSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Reads a plan's candidates in order and keeps those that truly match. */
final class Candidates {
    private static final int LARGEST_BATCH = 500;
    private static final int SMALLEST_BATCH = 8;
    private static final int LARGEST_WALK = 2_000;
    /** Testing a row's tokens costs a tenth of reading and opening its body. */
    private static final int WALKED_AS_ONE = 10;
    /** Of a search with joins: each is a question of its own. */
    private static final int LARGEST_JOINED = 100;

    private final TenantSession session;
    private final RowSeal seal;
    private final SightCriteria sightCriteria;
    private final SearchPlan plan;
    private final String type;
    private final SightSql see;
    private final CandidateSql sql;
    private final CandidateSql.Order order;
    private final TypeWalk walk;
    private final Joins joins;
    private int worked;
    private long seen;

    Candidates(
            TenantSession session,
            KeyRing keys,
            RowSeal seal,
            SightCriteria sightCriteria,
            Sight sight,
            String type,
            SearchPlan plan,
            CandidateSql.Order order,
            boolean descending,
            Joins joins) {
        this.session = session;
        this.joins = joins;
        this.seal = seal;
        this.sightCriteria = sightCriteria;
        this.plan = plan;
        this.type = type;
        this.see = SightSql.of(session.tenant(), sight.of(type));
        this.order = order;
        this.sql = new CandidateSql(session.tenant(), type, plan, see, order, descending);
        this.walk = new TypeWalk(session, keys, order, plan.walkWords());
    }

    /**
     * @param end where to go on, or null when there is nothing more
     * @param looked the work that it took
     */
    record Found(List<RowSeal.Opened> matches, CandidateSql.Position end, int looked) {}

    /**
     * Up to so many matches from a position on.
     *
     * @param work candidates looked at, at most: then the answer may be short with more to come
     */
    Found find(CandidateSql.Position from, int wanted, int work) throws SQLException {
        return find(from, wanted, work, Long.MAX_VALUE);
    }

    /** @param bytes after which the answer is short with more to come; it has at least one match */
    Found find(CandidateSql.Position from, int wanted, int work, long bytes) throws SQLException {
        long size = 0;
        List<RowSeal.Opened> matches = new ArrayList<>();
        if (plan.anchor() instanceof Anchor.Nothing || see.nothing()) {
            return new Found(matches, null, 0);
        }
        CandidateSql.Position position = from;
        int looked = 0;
        int batch = Math.min(LARGEST_BATCH, wanted + 1);
        while (true) {
            Batch read = batch(position, wanted, batch);
            for (RowSeal.Opened opened : read.opened()) {
                if (fits(opened)) {
                    size += opened.resource().json().length;
                    if (matches.size() == wanted || size > bytes && !matches.isEmpty()) {
                        return new Found(
                                matches,
                                position(matches.get(matches.size() - 1).row()),
                                looked + read.work());
                    }
                    matches.add(opened);
                }
            }
            if (read.end() == null) {
                return new Found(matches, null, looked + read.work());
            }
            position = read.end();
            looked += read.work();
            if (looked >= work) {
                return new Found(matches, position, looked);
            }
            batch = next(wanted + 1 - matches.size(), matches.size(), looked);
        }
    }

    /**
     * Shows every match and keeps none, so that it takes the memory of one batch.
     *
     * @param work candidates looked at, at most
     * @return whether those were all
     */
    boolean each(int work, Consumer<RowSeal.Opened> matches) throws SQLException {
        if (plan.anchor() instanceof Anchor.Nothing || see.nothing()) {
            return true;
        }
        CandidateSql.Position position = null;
        int looked = 0;
        while (looked < work) {
            int batch = Math.min(LARGEST_BATCH, work);
            Batch read = batch(position, batch, batch);
            for (RowSeal.Opened opened : read.opened()) {
                if (fits(opened)) {
                    matches.accept(opened);
                }
            }
            if (read.end() == null) {
                return true;
            }
            position = read.end();
            looked += read.work();
        }
        return false;
    }

    /** Whether there is a match; empty when it takes more work than the bound to tell. */
    Optional<Boolean> any(int bound) throws SQLException {
        if (plan.anchor() instanceof Anchor.Nothing || see.nothing()) {
            return Optional.of(false);
        }
        CandidateSql.Position position = null;
        int looked = 0;
        for (int size = SMALLEST_BATCH; looked < bound; size = Math.min(LARGEST_BATCH, 4 * size)) {
            Batch read = batch(position, 1, size);
            for (RowSeal.Opened opened : read.opened()) {
                if (fits(opened)) {
                    return Optional.of(true);
                }
            }
            if (read.end() == null) {
                return Optional.of(false);
            }
            position = read.end();
            looked += read.work();
        }
        return Optional.empty();
    }

    /** Those of these resources that are candidates still, in the same order; whether they match is to be asked again. */
    Iterable<RowSeal.Opened> byNumber(long[] rids) throws SQLException {
        return rids.length == 0 ? List.of() : seal.openHeads(session, heads(rids));
    }

    private List<StoredRow> heads(long[] rids) throws SQLException {
        CandidateSql.Statement statement = sql.byNumber(rids);
        Map<Long, StoredRow> byRid = new HashMap<>();
        session.query(statement.sql(), statement.parameters(), StoredRow::readHead)
                .forEach(row -> byRid.put(row.rid(), row));
        return Arrays.stream(rids).mapToObj(byRid::get).filter(Objects::nonNull).toList();
    }

    /** As many as give the rest if matches stay as frequent as among those looked at, and some to spare. */
    private static int next(int rest, int matches, int looked) {
        long expected = (long) rest * (looked + 1) / (matches + 1);
        return (int) Math.max(SMALLEST_BATCH, Math.min(LARGEST_BATCH, expected + expected / 4));
    }

    /**
     * @param end where the next begins, or null after the last
     * @param rows how many it looked at
     * @param work as much as opening so many candidates
     */
    private record Batch(Iterable<RowSeal.Opened> opened, CandidateSql.Position end, int rows, int work) {}

    private Batch batch(CandidateSql.Position from, int wanted, int size) throws SQLException {
        int most = joins.isEmpty() ? size : Math.min(size, LARGEST_JOINED);
        Batch read = plan.walkWords().isEmpty() ? opened(from, most) : walked(from, Math.min(wanted, most), most);
        Batch kept = joins.isEmpty() ? read : joined(read);
        seen += kept.rows();
        worked += kept.work();
        return kept;
    }

    /** Of a batch what meets the joins too: bodies are let go meanwhile. */
    private Batch joined(Batch read) throws SQLException {
        List<Joins.Row> fitting = new ArrayList<>();
        for (RowSeal.Opened opened : read.opened()) {
            if (fits(opened)) {
                fitting.add(Joins.row(opened));
            }
        }
        Joins.Kept kept = joins.kept(fitting);
        long[] rids = kept.rows().stream().mapToLong(Joins.Row::rid).toArray();
        return new Batch(byNumber(rids), read.end(), read.rows(), read.work() + kept.work());
    }

    /** The work that it took so far, as much as opening so many candidates. */
    int worked() {
        return worked;
    }

    private Batch opened(CandidateSql.Position from, int batch) throws SQLException {
        CandidateSql.Statement statement = sql.page(from, batch);
        if (statement.placed()) {
            return opened(session.query(statement.sql(), statement.parameters(), Placed::read), batch);
        }
        List<StoredRow> rows = session.query(statement.sql(), statement.parameters(), StoredRow::readHead);
        return new Batch(
                seal.openHeads(session, rows),
                rows.size() < batch ? null : position(rows.get(rows.size() - 1)),
                rows.size(),
                rows.size());
    }

    /** @param head null when the resource at this position does not meet the conditions */
    private record Placed(CandidateSql.Position position, StoredRow head) {
        static Placed read(ResultSet row) throws SQLException {
            CandidateSql.Position position = new CandidateSql.Position(row.getLong(1), row.getLong(2));
            row.getLong(3);
            return new Placed(position, row.wasNull() ? null : StoredRow.readHead(row, 2));
        }
    }

    private Batch opened(List<Placed> rows, int batch) throws SQLException {
        List<StoredRow> heads =
                rows.stream().map(Placed::head).filter(Objects::nonNull).toList();
        return new Batch(
                seal.openHeads(session, heads),
                rows.size() < batch ? null : rows.get(rows.size() - 1).position(),
                rows.size(),
                rows.size());
    }

    /** Tests the tokens of each row with its patient's key, and opens what may match: at most so many. */
    private Batch walked(CandidateSql.Position from, int wanted, int batch) throws SQLException {
        int rows = Math.min(LARGEST_WALK, WALKED_AS_ONE * batch);
        TypeWalk.Step step = walk.step(sql.narrow(from, rows), rows, Math.min(LARGEST_BATCH, wanted + 1));
        if (step.rids().length == 0) {
            return new Batch(List.of(), step.end(), step.looked(), Math.max(1, step.looked() / WALKED_AS_ONE));
        }
        List<StoredRow> inOrder = heads(step.rids());
        return new Batch(
                seal.openHeads(session, inOrder),
                step.end(),
                step.looked(),
                inOrder.size() + step.looked() / WALKED_AS_ONE);
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
        LongAdder matches = new LongAdder();
        return each(bound, match -> matches.increment()) ? matches.sum() : -1;
    }

    /** The share of matches among the first candidates, taken of all candidates that are counted. */
    long estimate(int looked, int countedAtMost) throws SQLException {
        LongAdder sample = new LongAdder();
        seen = 0;
        each(looked, match -> sample.increment());
        long candidates = candidates(countedAtMost);
        return Math.max(sample.sum(), candidates * sample.sum() / Math.max(1, seen));
    }

    /** How many candidates there are, counted to the bound at most. */
    long candidates(int bound) throws SQLException {
        CandidateSql.Statement statement = sql.count(bound);
        return session.query(statement.sql(), statement.parameters(), row -> row.getLong(1))
                .get(0);
    }

    /** Whether every candidate is a match: nothing is left to test on what was opened. */
    private boolean isExact() {
        return plan.checks().isEmpty()
                && plan.joins().isEmpty()
                && see.criteria().isEmpty()
                && !(plan.anchor() instanceof Anchor.Tokens);
    }

    boolean fits(RowSeal.Opened opened) {
        StoredResource resource = opened.resource();
        IndexedResource values = opened.values();
        for (Criterion check : plan.checks()) {
            if (!check.holds(resource, values)) {
                return false;
            }
        }
        return sightCriteria.fitsAny(type, see.criteria(), resource, values);
    }

    private CandidateSql.Position position(StoredRow row) {
        return order.position(row);
    }
}

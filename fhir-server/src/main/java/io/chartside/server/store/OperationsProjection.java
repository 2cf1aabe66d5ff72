package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What the operator's own people see of tenants without a grant: identifiers, times, states and counts, by views of the one
 * database role that can read nothing else (MM19). A statement that takes longer than five seconds is ended.
 */
public final class OperationsProjection implements AutoCloseable {
    private final DataSource pool;

    OperationsProjection(DataSource pool) {
        this.pool = pool;
    }

    /** How far a visit is. */
    public enum VisitState {
        PLANNED,
        OPEN,
        ENDED,
        UNDATED
    }

    /** How its note came about. */
    public enum NoteMode {
        NONE,
        MANUAL,
        ASSISTED
    }

    /**
     * One visit.
     *
     * @param id of the Encounter
     * @param minutes it took; empty while it is open
     * @param notes that are signed or were written without AI
     * @param drafts nobody has signed yet
     */
    public record Visit(
            String id,
            VisitState state,
            Optional<Instant> begins,
            Optional<Instant> ends,
            Optional<Long> minutes,
            NoteMode mode,
            int notes,
            int drafts) {}

    /** One day of a tenant, in UTC. */
    public record Usage(LocalDate day, long visits, long notes, long drafts) {}

    /** An export that is there. */
    public record Export(String state, Instant begun) {}

    /** The latest first, at most 200. */
    public List<Visit> visits(TenantId tenant, Instant now) {
        return query("""
                select id, begins, ends, minutes, notes, drafts, assisted from staff_visit
                where tenant = ? order by begins desc nulls last limit 200
                """, tenant, row -> visit(row, now));
    }

    /** The latest day first, thirty days at most; days without any are missing. */
    public List<Usage> usage(TenantId tenant) {
        return query(
                "select day, visits, notes, drafts from staff_usage where tenant = ? order by day desc",
                tenant,
                row -> new Usage(
                        row.getObject("day", Date.class).toLocalDate(),
                        row.getLong("visits"),
                        row.getLong("notes"),
                        row.getLong("drafts")));
    }

    /** The latest first, at most 50. */
    public List<Export> exports(TenantId tenant) {
        return query(
                "select state, begun from staff_export where tenant = ? order by begun desc limit 50",
                tenant,
                row -> new Export(
                        row.getString("state"), row.getTimestamp("begun").toInstant()));
    }

    private static Visit visit(ResultSet row, Instant now) throws SQLException {
        Optional<Instant> begins = time(row, "begins");
        Optional<Instant> ends = time(row, "ends");
        int notes = row.getInt("notes");
        int drafts = row.getInt("drafts");
        long minutes = row.getLong("minutes");
        VisitState state = begins.isEmpty()
                ? VisitState.UNDATED
                : begins.get().isAfter(now)
                        ? VisitState.PLANNED
                        : ends.filter(end -> !end.isAfter(now)).isPresent() ? VisitState.ENDED : VisitState.OPEN;
        return new Visit(
                row.getString("id"),
                state,
                begins,
                ends,
                ends.map(end -> minutes),
                row.getBoolean("assisted") ? NoteMode.ASSISTED : notes + drafts > 0 ? NoteMode.MANUAL : NoteMode.NONE,
                notes,
                drafts);
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    /** The views read as the tables' owner, whom row-level security may hold as well: so the connection is confined, too. */
    private <T> List<T> query(String sql, TenantId tenant, TenantSession.Reader<T> reader) {
        try (Connection connection = pool.getConnection()) {
            try {
                return new TenantSession(connection, tenant, TenantSession.Lasting.TRANSACTION)
                        .query(sql, List.of(tenant.value()), reader);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }

    @Override
    public void close() throws Exception {
        if (pool instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}

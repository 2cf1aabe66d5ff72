package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.SealBroken;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Seals by the data key in use what a former one sealed, a page of rows at a time; whoever reads meanwhile has both keys.
 * A row that none of them opens was changed outside of the server: it is named, and left as it is.
 */
public final class Resealing {
    private static final int PAGE = 100;
    private static final int MOST_NAMED = 100;

    /** Versions of resources that are of no patient. Plan of the walk: resource_version_own. */
    static final SealedColumn VERSIONS = new SealedColumn(
            "resource_version",
            "body",
            List.of(new SealedColumn.Key("rid", "bigint"), new SealedColumn.Key("version", "integer")),
            "t.patient_rid = 0",
            List.of("t.type", "(select r.id from resource r where r.tenant = t.tenant and r.rid = t.rid)", "t.version"),
            (tenant, of) -> RowSeal.place(
                    tenant, ResourceTypes.name(Integer.parseInt(of.get(0))), of.get(1), Integer.parseInt(of.get(2))));

    private final Database database;
    private final Keeper keeper;
    private final KeyRing keys;
    private final List<SealedColumn> columns;

    Resealing(Database database, Keeper keeper, KeyRing keys, List<SealedColumn> columns) {
        this.database = database;
        this.keeper = keeper;
        this.keys = keys;
        this.columns = List.copyOf(columns);
    }

    /**
     * @param resealed how many values have the new key
     * @param broken {@code table.column key} of those that no key opens, the first hundred
     */
    public record Result(long resealed, List<String> broken) {
        public Result {
            broken = List.copyOf(broken);
        }
    }

    private static final class Tally {
        private long resealed;
        private final List<String> broken = new ArrayList<>();
    }

    /** Once every process seals with the new key: waits for what began before, then goes through all that the key seals. */
    public Result run(TenantId tenant) {
        database.reading(tenant, session -> {
            OpenTransactions.awaitEnd(session);
            return null;
        });
        Tally tally = new Tally();
        columns.forEach(column -> run(tenant, column, tally));
        return new Result(tally.resealed, tally.broken);
    }

    private void run(TenantId tenant, SealedColumn column, Tally tally) {
        List<String> after = List.of();
        do {
            List<String> from = after;
            List<List<String>> page = keeper.writing(tenant, session -> page(session, column, from));
            after = page.size() < PAGE ? List.of() : page.get(PAGE - 1);
            Tally ofPage = keeper.writing(tenant, session -> reseal(session, column, page));
            tally.resealed += ofPage.resealed;
            ofPage.broken.stream()
                    .limit(Math.max(0, MOST_NAMED - tally.broken.size()))
                    .forEach(tally.broken::add);
        } while (!after.isEmpty());
    }

    private static List<List<String>> page(TenantSession session, SealedColumn column, List<String> after)
            throws SQLException {
        int width = column.key().size();
        return session.query(
                column.keysSql(!after.isEmpty(), PAGE),
                parameters(session.tenant(), after),
                row -> texts(row::getString, 1, width));
    }

    /** One at a time, since a value may be megabytes. */
    private Tally reseal(TenantSession session, SealedColumn column, List<List<String>> page) throws SQLException {
        TenantId tenant = session.tenant();
        DataKey key = keys.tenant(tenant).data();
        Tally tally = new Tally();
        for (List<String> of : page) {
            List<Optional<byte[]>> found = session.query(column.rowSql(), parameters(tenant, of), row -> {
                List<String> placed = texts(row::getString, 2, column.placed().size());
                try {
                    return key.resealed(row.getBytes(1), column.place().of(tenant, placed));
                } catch (SealBroken e) {
                    tally.broken.add(column.name() + " " + of);
                    return Optional.empty();
                }
            });
            if (!found.isEmpty() && found.get(0).isPresent()) {
                List<Object> parameters = new ArrayList<>(List.of(found.get(0).get()));
                parameters.addAll(parameters(tenant, of));
                tally.resealed += session.update(column.updateSql(), parameters);
            }
        }
        return tally;
    }

    /** One text column of a row. */
    private interface Text {
        String at(int column) throws SQLException;
    }

    private static List<String> texts(Text row, int first, int count) throws SQLException {
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(row.at(first + i));
        }
        return texts;
    }

    private static List<Object> parameters(TenantId tenant, List<String> key) {
        List<Object> parameters = new ArrayList<>(List.of(tenant.value()));
        parameters.addAll(key);
        return parameters;
    }
}

package io.chartside.server.leakage;

import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a thief reads of one tenant, as the database's superuser and without any key. */
record StolenTables(Map<Long, Head> heads, Map<Long, Set<Long>> rowsOfToken) {

    /** @param size of the sealed body */
    record Head(
            long rid,
            String id,
            short type,
            long patientRid,
            long sortAt,
            int patientTokens,
            int populationTokens,
            int size) {

        /** What can be compared between patients of a row that has no token. */
        String shape() {
            return size + "/" + patientTokens + "/" + populationTokens;
        }
    }

    private static final String HEADS = """
            select r.rid, r.id, r.type, r.patient_rid, r.sort_at, length(r.ptok) / 4, length(r.gtok) / 8, length(v.body)
            from resource r join resource_version v on (v.tenant, v.rid, v.version) = (r.tenant, r.rid, r.version)
            where r.tenant = ? and r.state = 1 order by r.rid""";
    private static final String TOKENS = "select hash, rid from search_token where tenant = ? order by hash, rid";

    static StolenTables of(TenantId tenant) {
        return TestStore.asSuperuser("chartside", connection -> {
            Map<Long, Head> heads = new LinkedHashMap<>();
            each(connection, HEADS, tenant, row -> {
                Head head = new Head(
                        row.getLong(1),
                        row.getString(2),
                        row.getShort(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getInt(6),
                        row.getInt(7),
                        row.getInt(8));
                heads.put(head.rid(), head);
            });
            Map<Long, Set<Long>> rowsOfToken = new LinkedHashMap<>();
            each(
                    connection,
                    TOKENS,
                    tenant,
                    row -> rowsOfToken
                            .computeIfAbsent(row.getLong(1), token -> new LinkedHashSet<>())
                            .add(row.getLong(2)));
            return new StolenTables(heads, rowsOfToken);
        });
    }

    List<Head> ofType(int type) {
        return heads.values().stream().filter(head -> head.type() == type).toList();
    }

    private interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String query, TenantId tenant, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, tenant.value());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    row.take(rows);
                }
            }
        }
    }
}

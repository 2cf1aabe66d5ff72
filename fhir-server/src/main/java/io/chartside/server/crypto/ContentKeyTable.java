package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The rows of content_key. Each call is a transaction of its own. */
final class ContentKeyTable {
    private final DataSource keyStore;

    ContentKeyTable(DataSource keyStore) {
        this.keyStore = keyStore;
    }

    /** @param wrapped null where the key itself was not asked for */
    record Row(long content, long patientRid, byte[] wrapped) {
        @Override
        public String toString() {
            return "key of content " + content;
        }
    }

    void insert(TenantId tenant, Row row) {
        KeyTable.inTransaction(keyStore, tenant, connection -> {
            String insert = "insert into content_key (tenant, content, patient_rid, wrapped) values (?, ?, ?, ?)"
                    + " on conflict do nothing";
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setString(1, tenant.value());
                statement.setLong(2, row.content());
                statement.setLong(3, row.patientRid());
                statement.setBytes(4, row.wrapped());
                return statement.executeUpdate();
            }
        });
    }

    /** One, or none when it was destroyed. */
    List<Row> of(TenantId tenant, long content) {
        return rows(tenant, "wrapped", "content = ?", content);
    }

    /** Those of contents with a smaller number, without the keys themselves. */
    List<Row> before(TenantId tenant, long content) {
        return rows(tenant, "null::bytea", "content < ?", content);
    }

    private List<Row> rows(TenantId tenant, String column, String where, long content) {
        return KeyTable.inTransaction(keyStore, tenant, connection -> {
            String select =
                    "select content, patient_rid, " + column + " from content_key where tenant = ? and " + where;
            try (PreparedStatement statement = connection.prepareStatement(select)) {
                statement.setString(1, tenant.value());
                statement.setLong(2, content);
                List<Row> found = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(new Row(rows.getLong(1), rows.getLong(2), rows.getBytes(3)));
                    }
                }
                return found;
            }
        });
    }

    int delete(TenantId tenant, long content, long patientRid) {
        return KeyTable.inTransaction(keyStore, tenant, connection -> {
            String delete = "delete from content_key where tenant = ? and content = ? and patient_rid = ?";
            try (PreparedStatement statement = connection.prepareStatement(delete)) {
                statement.setString(1, tenant.value());
                statement.setLong(2, content);
                statement.setLong(3, patientRid);
                return statement.executeUpdate();
            }
        });
    }

    /**
     * Seals the keys of nobody's contents by the data key in use.
     *
     * @param connection as the keeper, within the tenant
     * @return how many another had sealed
     */
    static int reseal(Connection connection, TenantId tenant, DataKey data) throws SQLException {
        List<Row> rows = KeyTable.query(
                connection,
                "select content, wrapped from content_key where tenant = ? and patient_rid = 0",
                row -> new Row(row.getLong(1), 0, row.getBytes(2)),
                tenant.value());
        int resealed = 0;
        for (Row row : rows) {
            Optional<byte[]> anew = data.resealed(row.wrapped(), ContentKeys.place(tenant, row.content()));
            if (anew.isPresent()) {
                resealed += KeyTable.update(
                        connection,
                        "update content_key set wrapped = ? where tenant = ? and content = ? and patient_rid = 0",
                        anew.get(),
                        tenant.value(),
                        row.content());
            }
        }
        return resealed;
    }
}

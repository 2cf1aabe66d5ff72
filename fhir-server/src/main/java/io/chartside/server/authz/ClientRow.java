package io.chartside.server.authz;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * A row of {@code oauth_client}.
 *
 * @param metadata RFC 7591 JSON; null where the client is a file's
 * @param secretSha256 hex; null without a secret
 * @param software JSON of the statement that it was registered by; null when it was registered by hand
 */
record ClientRow(
        String clientId, String metadata, String secretSha256, String software, boolean enabled, Instant created) {

    static final String COLUMNS = "client_id, metadata::text, secret_sha256, software::text, enabled, created_at";

    static ClientRow of(ResultSet row, int number) throws SQLException {
        return new ClientRow(
                row.getString("client_id"),
                row.getString("metadata"),
                row.getString("secret_sha256"),
                row.getString("software"),
                row.getBoolean("enabled"),
                row.getTimestamp("created_at").toInstant());
    }

    boolean ofAFile() {
        return metadata == null;
    }

    /** A hash is no secret to lose either. */
    @Override
    public String toString() {
        return clientId;
    }
}

package io.chartside.server.login;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The passkeys of one person, as he sees, names and removes them. */
@Component
final class OwnPasskeys {
    private static final int LONGEST_NAME = 60;

    private final TenantSql sql;
    private final KeyRing keys;

    OwnPasskeys(TenantSql sql, KeyRing keys) {
        this.sql = sql;
        this.keys = keys;
    }

    /**
     * @param id the credential's id, base64url
     * @param name as its owner calls it; empty for none
     * @param used when it last signed him in
     */
    record Own(String id, String name, Instant added, Optional<Instant> used) {
        boolean isOf(byte[] credentialId) {
            return id.equals(text(credentialId));
        }

        /** As the page shows it; days are enough to tell one from another. */
        Map<String, String> shown() {
            return Map.of(
                    "id",
                    id,
                    "name",
                    name,
                    "added",
                    day(added),
                    "used",
                    used.map(Own::day).orElse("never"));
        }

        private static String day(Instant moment) {
            return DateTimeFormatter.ISO_LOCAL_DATE.format(moment.atZone(ZoneOffset.UTC));
        }
    }

    /** Oldest first. */
    List<Own> of(TenantId tenant, String fhirUser) {
        return sql.in(
                tenant,
                client -> client.sql("""
                                select credential_id, name, created_at, used_at from passkey
                                where tenant = ? and fhir_user = ? order by created_at, credential_id
                                """)
                        .params(tenant.value(), fhirUser)
                        .query((row, number) -> own(tenant, row))
                        .list());
    }

    private Own own(TenantId tenant, ResultSet row) throws SQLException {
        byte[] id = row.getBytes("credential_id");
        byte[] name = row.getBytes("name");
        return new Own(
                text(id),
                name == null
                        ? ""
                        : new String(keys.tenant(tenant).data().open(name, place(id)), StandardCharsets.UTF_8),
                row.getTimestamp("created_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("used_at")).map(Timestamp::toInstant));
    }

    /** @return whether this is a passkey of the person's */
    boolean rename(JdbcClient client, TenantId tenant, String fhirUser, byte[] id, String name) {
        byte[] sealed = name.isEmpty()
                ? null
                : keys.tenant(tenant).data().seal(name.getBytes(StandardCharsets.UTF_8), place(id));
        return client.sql("update passkey set name = ? where tenant = ? and fhir_user = ? and credential_id = ?")
                        .params(sealed, tenant.value(), fhirUser, id)
                        .update()
                == 1;
    }

    /** @return whether this was a passkey of the person's */
    boolean remove(JdbcClient client, TenantId tenant, String fhirUser, byte[] id) {
        return client.sql("delete from passkey where tenant = ? and fhir_user = ? and credential_id = ?")
                        .params(tenant.value(), fhirUser, id)
                        .update()
                == 1;
    }

    /** What a form may call a passkey; empty when it is too long or holds what no name does. */
    static Optional<String> name(String typed) {
        String name = typed.strip();
        boolean fits = name.length() <= LONGEST_NAME && name.codePoints().noneMatch(Character::isISOControl);
        return fits ? Optional.of(name) : Optional.empty();
    }

    /** The id of a form; empty bytes, which no passkey has, for nonsense. */
    static byte[] id(String typed) {
        try {
            return Base64.getUrlDecoder().decode(typed);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static String text(byte[] id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    static String place(byte[] id) {
        return "passkey-name|" + text(id);
    }
}

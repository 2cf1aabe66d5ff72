package io.chartside.server.login;

import io.chartside.server.authz.TenantSql;
import io.chartside.server.authz.TimedCodes;
import io.chartside.server.authz.TokenHash;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.codec.binary.Base32;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * One-time codes ({@link TimedCodes}) and the recovery codes for when the device is lost. Each step and each recovery code lets in once.
 */
@Component
final class OneTimeCodes {
    private static final int RECOVERY_CODES = 10;
    private static final int RECOVERY_BYTES = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TenantSql sql;
    private final KeyRing keys;
    private final TimedCodes timed;

    OneTimeCodes(TenantSql sql, KeyRing keys, TimedCodes timed) {
        this.sql = sql;
        this.keys = keys;
        this.timed = timed;
    }

    /** The secret that is waiting for its first code, made when there is none; in use it is shown to nobody. */
    Optional<String> offered(TenantId tenant, String fhirUser) {
        return sql.in(tenant, client -> {
            byte[] fresh = TimedCodes.newSecret();
            client.sql("update person set totp = ? where tenant = ? and fhir_user = ? and totp is null")
                    .params(keys.tenant(tenant).data().seal(fresh, place(fhirUser)), tenant.value(), fhirUser)
                    .update();
            return client.sql("select totp from person where tenant = ? and fhir_user = ? and not totp_in_use")
                    .params(tenant.value(), fhirUser)
                    .query((row, number) -> new Base32().encodeAsString(open(tenant, fhirUser, row.getBytes("totp"))))
                    .optional();
        });
    }

    /** For apps that take it from a link (Key URI format of the authenticator apps). */
    static String uri(String tenantName, String email, String secret) {
        String label = encoded(tenantName) + ":" + encoded(email);
        return "otpauth://totp/" + label + "?secret=" + secret + "&issuer=" + encoded(tenantName);
    }

    /**
     * Takes the first code, after which every sign-in needs one.
     *
     * @return the recovery codes, this once; empty when the code is wrong or codes are in use already
     */
    Optional<List<String>> begin(TenantId tenant, String fhirUser, String code) {
        return sql.in(tenant, client -> {
            if (!accept(client, tenant, fhirUser, code, false)) {
                return Optional.empty();
            }
            client.sql("update person set totp_in_use = true where tenant = ? and fhir_user = ?")
                    .params(tenant.value(), fhirUser)
                    .update();
            return Optional.of(newRecoveryCodes(client, tenant, fhirUser));
        });
    }

    /** Whether the code is right and new; it is spent by this. A recovery code will do as well. */
    boolean spend(TenantId tenant, String fhirUser, String typed) {
        String code = typed.replaceAll("[\\s-]", "");
        return sql.in(
                tenant,
                client -> code.matches("[0-9]{6}")
                        ? accept(client, tenant, fhirUser, code, true)
                        : client.sql("delete from recovery_code where tenant = ? and fhir_user = ? and hash = ?")
                                        .params(
                                                tenant.value(),
                                                fhirUser,
                                                TokenHash.of(code.toUpperCase(Locale.ROOT))
                                                        .bytes())
                                        .update()
                                == 1);
    }

    List<String> newRecoveryCodes(JdbcClient client, TenantId tenant, String fhirUser) {
        client.sql("delete from recovery_code where tenant = ? and fhir_user = ?")
                .params(tenant.value(), fhirUser)
                .update();
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < RECOVERY_CODES; i++) {
            byte[] random = new byte[RECOVERY_BYTES];
            RANDOM.nextBytes(random);
            String code = new Base32().encodeAsString(random);
            client.sql("insert into recovery_code (tenant, fhir_user, hash) values (?, ?, ?)")
                    .params(tenant.value(), fhirUser, TokenHash.of(code).bytes())
                    .update();
            codes.add(code.replaceAll("(.{4})(?=.)", "$1-"));
        }
        return codes;
    }

    /** The device is lost or changed: the next sign-in sets codes up anew. */
    void forget(JdbcClient client, TenantId tenant, String fhirUser) {
        client.sql("update person set totp = null, totp_in_use = false where tenant = ? and fhir_user = ?")
                .params(tenant.value(), fhirUser)
                .update();
        client.sql("delete from recovery_code where tenant = ? and fhir_user = ?")
                .params(tenant.value(), fhirUser)
                .update();
    }

    /** A step is taken by the UPDATE that finds an earlier one: of two that bring the same code one is let in. */
    private boolean accept(JdbcClient client, TenantId tenant, String fhirUser, String code, boolean inUse) {
        Optional<byte[]> sealed = client.sql(
                        "select totp from person where tenant = ? and fhir_user = ? and totp is not null and totp_in_use = ?")
                .params(tenant.value(), fhirUser, inUse)
                .query((row, number) -> row.getBytes("totp"))
                .optional();
        if (sealed.isEmpty()) {
            return false;
        }
        OptionalLong step = timed.step(open(tenant, fhirUser, sealed.get()), code);
        return step.isPresent()
                && client.sql("update person set totp_step = ? where tenant = ? and fhir_user = ? and totp_step < ?")
                                .params(step.getAsLong(), tenant.value(), fhirUser, step.getAsLong())
                                .update()
                        == 1;
    }

    private byte[] open(TenantId tenant, String fhirUser, byte[] sealed) {
        return keys.tenant(tenant).data().open(sealed, place(fhirUser));
    }

    static String place(String fhirUser) {
        return "totp|" + fhirUser;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

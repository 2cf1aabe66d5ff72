package io.chartside.server.login;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.exception.DataConversionException;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.VerificationException;
import io.chartside.server.authz.TenantSql;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Passkeys (WebAuthn Level 3, sections 7.1 and 7.2): discoverable credentials whose device verified its user; origin and
 * relying party are this server's, its attestation is not asked for.
 */
@Component
final class Passkeys {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST = 10;
    private static final List<PublicKeyCredentialParameters> ALGORITHMS = Stream.of(
                    COSEAlgorithmIdentifier.ES256, COSEAlgorithmIdentifier.EdDSA, COSEAlgorithmIdentifier.RS256)
            .map(algorithm -> new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm))
            .toList();

    /** Loaded by the first passkey: a server starts quicker without. */
    private static final class WebAuthn {
        private static final ObjectConverter CONVERTER = new ObjectConverter();
        private static final WebAuthnManager MANAGER = WebAuthnManager.createNonStrictWebAuthnManager(CONVERTER);
        private static final AttestedCredentialDataConverter CREDENTIALS =
                new AttestedCredentialDataConverter(CONVERTER);
    }

    private record Stored(String fhirUser, CredentialRecord credential) {}

    private final TenantSql sql;
    private final KeyRing keys;
    private final Challenges challenges;
    private final Clock clock;
    private final String origin;
    private final String relyingParty;

    Passkeys(TenantSql sql, KeyRing keys, Challenges challenges, ServerSettings settings, Clock clock) {
        this.sql = sql;
        this.keys = keys;
        this.challenges = challenges;
        this.clock = clock;
        this.relyingParty = settings.serverUrl().getHost();
        this.origin = settings.serverUrl().toString();
    }

    String relyingParty() {
        return relyingParty;
    }

    /** What the authenticator knows the person by: says nothing to anybody else. */
    byte[] userHandle(TenantId tenant, String fhirUser) {
        return keys.tenant(tenant).data().hash().hash(bytes("passkey-user|" + fhirUser));
    }

    /**
     * Keeps a new passkey of the person.
     *
     * @param answer the browser's, as JSON (WebAuthn, RegistrationResponseJSON)
     * @return whether it was right
     */
    boolean add(JdbcClient client, TenantId tenant, String fhirUser, String answer) {
        if (!holds(answer, "clientDataJSON", "attestationObject")) {
            return false;
        }
        try {
            RegistrationData data = WebAuthn.MANAGER.parseRegistrationResponseJSON(answer);
            Optional<ServerProperty> server =
                    server(tenant, Challenges.Purpose.ADD, fhirUser, data.getCollectedClientData());
            if (server.isEmpty() || count(client, tenant, fhirUser) >= MOST) {
                return false;
            }
            WebAuthn.MANAGER.verify(data, new RegistrationParameters(server.get(), ALGORITHMS, true, true));
            var authenticator = data.getAttestationObject().getAuthenticatorData();
            return client.sql("""
                                    insert into passkey
                                      (tenant, credential_id, fhir_user, credential, sign_count, backup_eligible, created_at)
                                    values (?, ?, ?, ?, ?, ?, ?)
                                    on conflict (tenant, credential_id) do nothing
                                    """)
                            .params(
                                    tenant.value(),
                                    authenticator.getAttestedCredentialData().getCredentialId(),
                                    fhirUser,
                                    WebAuthn.CREDENTIALS.convert(authenticator.getAttestedCredentialData()),
                                    authenticator.getSignCount(),
                                    authenticator.isFlagBE(),
                                    Timestamp.from(clock.instant()))
                            .update()
                    == 1;
        } catch (DataConversionException | VerificationException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Who signs in with a passkey; its counter moves on by this.
     *
     * @param answer the browser's, as JSON (WebAuthn, AuthenticationResponseJSON)
     */
    Optional<String> signIn(TenantId tenant, String answer) {
        if (!holds(answer, "clientDataJSON", "authenticatorData", "signature", "userHandle")) {
            return Optional.empty();
        }
        try {
            AuthenticationData data = WebAuthn.MANAGER.parseAuthenticationResponseJSON(answer);
            Optional<ServerProperty> server =
                    server(tenant, Challenges.Purpose.SIGN_IN, "", data.getCollectedClientData());
            Optional<Stored> stored = find(tenant, data.getCredentialId());
            if (server.isEmpty() || stored.isEmpty() || !isHandle(tenant, stored.get(), data.getUserHandle())) {
                return Optional.empty();
            }
            WebAuthn.MANAGER.verify(
                    data,
                    new AuthenticationParameters(server.get(), stored.get().credential(), null, true, true));
            return used(tenant, data) ? Optional.of(stored.get().fhirUser()) : Optional.empty();
        } catch (DataConversionException | VerificationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void forget(JdbcClient client, TenantId tenant, String fhirUser) {
        client.sql("delete from passkey where tenant = ? and fhir_user = ?")
                .params(tenant.value(), fhirUser)
                .update();
    }

    /** Whether the members are there, which the parser takes for granted. */
    private static boolean holds(String answer, String... members) {
        try {
            JsonNode json = JSON.readTree(answer);
            return json.path("rawId").isString()
                    && Arrays.stream(members)
                            .allMatch(
                                    member -> json.path("response").path(member).isString());
        } catch (JacksonException e) {
            return false;
        }
    }

    /** The challenge is judged, and spent, before anything else is. */
    private Optional<ServerProperty> server(
            TenantId tenant, Challenges.Purpose purpose, String fhirUser, CollectedClientData client) {
        byte[] challenge = client.getChallenge().getValue();
        return challenges.spend(tenant, purpose, fhirUser, challenge)
                ? Optional.of(new ServerProperty(Origin.create(origin), relyingParty, new DefaultChallenge(challenge)))
                : Optional.empty();
    }

    private boolean isHandle(TenantId tenant, Stored stored, byte[] handle) {
        return handle != null && MessageDigest.isEqual(handle, userHandle(tenant, stored.fhirUser()));
    }

    private static int count(JdbcClient client, TenantId tenant, String fhirUser) {
        return client.sql("select count(*) from passkey where tenant = ? and fhir_user = ?")
                .params(tenant.value(), fhirUser)
                .query(Integer.class)
                .single();
    }

    private Optional<Stored> find(TenantId tenant, byte[] credentialId) {
        return sql.in(
                tenant,
                client -> client.sql("""
                                select fhir_user, credential, sign_count, backup_eligible from passkey
                                where tenant = ? and credential_id = ?
                                """)
                        .params(tenant.value(), credentialId)
                        .query((row, number) -> stored(row))
                        .optional());
    }

    private Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getString("fhir_user"),
                new CredentialRecordImpl(
                        new NoneAttestationStatement(),
                        true,
                        row.getBoolean("backup_eligible"),
                        null,
                        row.getLong("sign_count"),
                        WebAuthn.CREDENTIALS.convert(row.getBytes("credential")),
                        null,
                        null,
                        null,
                        Set.of()));
    }

    /** A counter that does not move on is a copy's (section 7.2, step 22); one that stays zero is no counter. */
    private boolean used(TenantId tenant, AuthenticationData data) {
        AuthenticatorData<?> authenticator = data.getAuthenticatorData();
        return sql.in(
                        tenant,
                        client -> client.sql("""
                                        update passkey set sign_count = ?, used_at = ?
                                        where tenant = ? and credential_id = ? and (sign_count < ? or sign_count = 0 and ? = 0)
                                        """)
                                .params(
                                        authenticator.getSignCount(),
                                        Timestamp.from(clock.instant()),
                                        tenant.value(),
                                        data.getCredentialId(),
                                        authenticator.getSignCount(),
                                        authenticator.getSignCount())
                                .update())
                == 1;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.chartside.server.authz;

import io.chartside.server.store.RightsChanges;
import io.chartside.server.tenancy.TenantId;
import java.security.Principal;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.stereotype.Component;

/**
 * Spring's authorizations in the tenant's tables, secrets as hashes. What may happen once is decided by an UPDATE that
 * only one request can win: the use of a code, of a refresh token and of a launch handle. Who loses has shown that a
 * secret is in two hands, so the whole authorization is revoked (RFC 9700, sections 2.1.1 and 4.14.2).
 */
@Component
final class PostgresAuthorizations implements OAuth2AuthorizationService {
    /** Attribute of a found authorization: the hash of the refresh token it was found by. */
    private static final String PRESENTED_REFRESH_TOKEN = "io.chartside.presented-refresh-token";

    /** What introspection and revocation are asked about: codes and states are no tokens. */
    private static final Set<String> TOKENS = Set.of("access", "refresh");

    private static final long CONSENT_MINUTES = 10;

    private final TenantSql sql;
    private final CurrentTenant tenant;
    private final ClientRegistry clients;
    private final LaunchHandles launches;
    private final AccessTokens accessTokens;
    private final People people;
    private final Introspection introspection;
    private final TokenAudit audit;
    private final Clock clock;

    PostgresAuthorizations(
            TenantSql sql,
            CurrentTenant tenant,
            ClientRegistry clients,
            LaunchHandles launches,
            AccessTokens accessTokens,
            People people,
            Introspection introspection,
            TokenAudit audit,
            Clock clock) {
        this.sql = sql;
        this.tenant = tenant;
        this.clients = clients;
        this.launches = launches;
        this.accessTokens = accessTokens;
        this.people = people;
        this.introspection = introspection;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void save(OAuth2Authorization authorization) {
        TenantId id = tenant.id();
        try {
            sql.in(id, client -> {
                new Saving(client, id, authorization).run();
                return null;
            });
        } catch (UsedTwice e) {
            revoke(id, authorization.getId());
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        TenantId id = tenant.id();
        sql.in(id, client -> {
            RightsChanges.note(client, RightsChanges.Kind.TOKENS, id);
            return client.sql("delete from oauth_authorization where tenant = ? and id = ?")
                    .params(id.value(), UUID.fromString(authorization.getId()))
                    .update();
        });
    }

    @Override
    public OAuth2Authorization findById(String id) {
        throw new UnsupportedOperationException("authorizations are found by their tokens");
    }

    @Override
    public OAuth2Authorization findByToken(String token, OAuth2TokenType tokenType) {
        TenantId id = tenant.id();
        Optional<StoredAuthorization> row = find(id, TokenHash.of(token));
        boolean asGrant = tokenType != null;
        Set<String> wanted = asGrant ? Set.of(kind(tokenType)) : TOKENS;
        if (row.isEmpty() || !wanted.contains(row.get().tokenKind())) {
            return null;
        }
        StoredAuthorization found = row.get();
        if (asGrant && found.spent() && !found.tokenKind().equals("state")) {
            revoke(id, found.id());
            return null;
        }
        if (found.spent() || found.revoked() || !clock.instant().isBefore(found.expiresAt())) {
            return null;
        }
        Optional<String> person = Optional.ofNullable(found.user()).map(SignedIn::fhirUser);
        return people.holdTokens(id, person, found.grantType()) ? spring(found, token) : null;
    }

    private Optional<StoredAuthorization> find(TenantId id, TokenHash hash) {
        return sql.in(
                id,
                client -> client.sql("select " + StoredAuthorization.COLUMNS + """
                        from oauth_token t
                        join oauth_authorization a on a.tenant = t.tenant and a.id = t.authorization_id
                        where t.tenant = ? and t.hash = ?
                        """)
                        .params(Timestamp.from(clock.instant()), id.value(), hash.bytes())
                        .query(StoredAuthorization::of)
                        .optional());
    }

    /** Ends the authorization and everything issued from it. */
    void revoke(TenantId id, String authorizationId) {
        sql.in(id, client -> {
            RightsChanges.note(client, RightsChanges.Kind.TOKENS, id);
            return client.sql(
                            "update oauth_authorization set revoked_at = ? where tenant = ? and id = ? and revoked_at is null")
                    .params(Timestamp.from(clock.instant()), id.value(), UUID.fromString(authorizationId))
                    .update();
        });
        accessTokens.forgetAll();
    }

    private OAuth2Authorization spring(StoredAuthorization found, String presented) {
        OAuth2Authorization.Builder builder = OAuth2Authorization.withRegisteredClient(
                        clients.findByClientId(found.clientId()))
                .id(found.id())
                .principalName(found.subject())
                .authorizationGrantType(new AuthorizationGrantType(found.grantType()))
                .authorizedScopes(found.scopes())
                .attribute(LaunchContext.class.getName(), found.launchContext());
        if (found.user() != null) {
            builder.attribute(Principal.class.getName(), found.user());
        }
        if (found.request() != null) {
            builder.attribute(OAuth2AuthorizationRequest.class.getName(), found.request());
        }
        switch (found.tokenKind()) {
            case "state" -> builder.attribute(OAuth2ParameterNames.STATE, presented);
            case "code" -> builder.token(new OAuth2AuthorizationCode(presented, found.issuedAt(), found.expiresAt()));
            case "refresh" ->
                builder.refreshToken(new OAuth2RefreshToken(presented, found.issuedAt(), found.expiresAt()))
                        .attributes(attributes -> {
                            attributes.put(
                                    PRESENTED_REFRESH_TOKEN,
                                    TokenHash.of(presented).encoded());
                            attributes.put(ProvenKey.OF_REFRESH_TOKEN, found.jkt());
                        });
            default ->
                builder.token(
                        new OAuth2AccessToken(
                                found.jkt() == null
                                        ? OAuth2AccessToken.TokenType.BEARER
                                        : OAuth2AccessToken.TokenType.DPOP,
                                presented,
                                found.issuedAt(),
                                found.expiresAt(),
                                found.tokenScopes()),
                        metadata -> metadata.put(
                                OAuth2Authorization.Token.CLAIMS_METADATA_NAME, introspection.claims(found)));
        }
        return builder.build();
    }

    private static String kind(OAuth2TokenType type) {
        return switch (type.getValue()) {
            case "access_token" -> "access";
            case "refresh_token" -> "refresh";
            default -> type.getValue();
        };
    }

    /** A secret that works once was brought a second time. */
    private static final class UsedTwice extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** One save: the statements of one transaction. */
    private final class Saving {
        private final JdbcClient client;
        private final TenantId tenantId;
        private final OAuth2Authorization authorization;
        private final UUID id;
        private final Timestamp now = Timestamp.from(clock.instant());
        private TokenHash issued;

        Saving(JdbcClient client, TenantId tenantId, OAuth2Authorization authorization) {
            this.client = client;
            this.tenantId = tenantId;
            this.authorization = authorization;
            this.id = UUID.fromString(authorization.getId());
        }

        void run() {
            saveAuthorization();
            saveState();
            saveCode();
            saveAccessToken();
            saveRefreshToken();
            if (issued != null) {
                // Last, since it locks the audit lane until the commit.
                SignedIn user = authorization.getAttribute(Principal.class.getName());
                audit.issued(
                        tenantId,
                        authorization.getRegisteredClientId(),
                        Optional.ofNullable(user).map(SignedIn::fhirUser),
                        issued);
            }
        }

        private void saveAuthorization() {
            SignedIn user = authorization.getAttribute(Principal.class.getName());
            OAuth2AuthorizationRequest request = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
            String fhirUser = user == null ? null : user.fhirUser();
            int saved = client.sql("""
                            insert into oauth_authorization
                              (tenant, id, client_id, grant_type, subject, scope, fhir_user, auth_time, amr, request, created_at)
                            select ?, ?, ?, ?, ?, ?, ?, ?::timestamptz, ?, ?::jsonb, ?::timestamptz where not
                            """ + Cutoffs.STANDS + """
                            on conflict (tenant, id) do update set scope = excluded.scope
                            """)
                    .param(tenantId.value())
                    .param(id)
                    .param(authorization.getRegisteredClientId())
                    .param(authorization.getAuthorizationGrantType().getValue())
                    .param(authorization.getPrincipalName())
                    .param(String.join(" ", authorization.getAuthorizedScopes()))
                    .param(fhirUser)
                    .param(user == null ? null : Timestamp.from(user.authTime()))
                    .param(user == null ? "" : user.amr().column())
                    .param(request == null ? null : StoredAuthorization.json(request))
                    .param(now)
                    .param(tenantId.value())
                    .param(authorization.getRegisteredClientId())
                    .param(fhirUser)
                    .update();
            if (saved == 0) {
                throw CutOffRefusal.of(authorization);
            }
        }

        private void saveState() {
            String state = authorization.getAttribute(OAuth2ParameterNames.STATE);
            if (state != null) {
                Instant issued = now.toInstant();
                insert("state", state, issued, issued.plusSeconds(CONSENT_MINUTES * 60), Set.of(), null);
            }
        }

        private void saveCode() {
            OAuth2Authorization.Token<OAuth2AuthorizationCode> code =
                    authorization.getToken(OAuth2AuthorizationCode.class);
            if (code == null) {
                return;
            }
            OAuth2AuthorizationCode value = code.getToken();
            if (insert("code", value.getTokenValue(), value.getIssuedAt(), value.getExpiresAt(), Set.of(), null)) {
                OnlineAccess.bind(client, tenantId, authorization);
                useLaunch();
            } else if (code.isInvalidated() && !spend(TokenHash.of(value.getTokenValue()))) {
                throw new UsedTwice();
            }
        }

        private void useLaunch() {
            OAuth2AuthorizationRequest request = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
            TokenHash handle = request == null ? null : LaunchParameter.of(request);
            if (handle == null) {
                return;
            }
            LaunchContext context = launches.use(client, tenantId, handle, authorization.getPrincipalName())
                    .orElseThrow(() -> LaunchParameter.refused(request));
            client.sql("""
                            update oauth_authorization set patient = ?, encounter = ?, launch_context = ?::jsonb
                            where tenant = ? and id = ?
                            """)
                    .params(context.patient(), context.encounter(), Json.write(context), tenantId.value(), id)
                    .update();
        }

        private void saveAccessToken() {
            OAuth2Authorization.Token<OAuth2AccessToken> token = authorization.getAccessToken();
            if (token == null) {
                return;
            }
            OAuth2AccessToken value = token.getToken();
            if (token.isInvalidated()) {
                RightsChanges.note(client, RightsChanges.Kind.TOKENS, tenantId);
                spend(TokenHash.of(value.getTokenValue()));
                accessTokens.forget(tenantId, TokenHash.of(value.getTokenValue()));
            } else {
                boolean isNew = insert(
                        "access",
                        value.getTokenValue(),
                        value.getIssuedAt(),
                        value.getExpiresAt(),
                        value.getScopes(),
                        ProvenKey.current().orElse(null));
                issued = isNew ? TokenHash.of(value.getTokenValue()) : null;
            }
        }

        private void saveRefreshToken() {
            OAuth2Authorization.Token<OAuth2RefreshToken> token = authorization.getRefreshToken();
            if (token == null) {
                return;
            }
            OAuth2RefreshToken value = token.getToken();
            String presented = authorization.getAttribute(PRESENTED_REFRESH_TOKEN);
            if (token.isInvalidated()) {
                // RFC 7009, section 2.1: with the refresh token goes all that rests on the same grant.
                RightsChanges.note(client, RightsChanges.Kind.TOKENS, tenantId);
                client.sql("update oauth_authorization set revoked_at = ? where tenant = ? and id = ?")
                        .params(now, tenantId.value(), id)
                        .update();
                accessTokens.forgetAll();
            } else if (insert(
                            "refresh",
                            value.getTokenValue(),
                            value.getIssuedAt(),
                            value.getExpiresAt(),
                            Set.of(),
                            keyOfRefreshToken())
                    && presented != null
                    && !spend(TokenHash.decode(presented))) {
                throw new UsedTwice();
            }
        }

        /** A public client has nothing but this key to prove who it is; others authenticate (RFC 9449, section 5). */
        private String keyOfRefreshToken() {
            return clients.findByClientId(authorization.getRegisteredClientId())
                            .getClientAuthenticationMethods()
                            .contains(ClientAuthenticationMethod.NONE)
                    ? ProvenKey.current().orElse(null)
                    : null;
        }

        private boolean insert(
                String kind, String secret, Instant issued, Instant expires, Set<String> scopes, String jkt) {
            return client.sql("""
                                    insert into oauth_token
                                      (tenant, hash, kind, authorization_id, scope, issued_at, expires_at, jkt)
                                    values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (tenant, hash) do nothing
                                    """)
                            .params(
                                    tenantId.value(),
                                    TokenHash.of(secret).bytes(),
                                    kind,
                                    id,
                                    String.join(" ", scopes),
                                    Timestamp.from(issued),
                                    Timestamp.from(expires),
                                    jkt)
                            .update()
                    == 1;
        }

        private boolean spend(TokenHash hash) {
            return client.sql("""
                                    update oauth_token set spent_at = ?
                                    where tenant = ? and hash = ? and spent_at is null
                                    """).params(now, tenantId.value(), hash.bytes()).update() == 1;
        }
    }
}

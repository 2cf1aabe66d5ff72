package io.chartside.server.authz;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.access.Right;
import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origin;
import io.chartside.server.authz.RegistrationRefused.Kind;
import io.chartside.server.tenancy.TenantSettings;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Registers, disables and removes the clients of a tenant while the server runs. Each change is one transaction with its
 * audit event of before and after; other processes know it within four seconds, and what a disabled or removed client holds
 * is dead within five.
 */
@Component
public final class ClientRegistrations {
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9._~-]{1,100}");
    /** Software statements are copied; what they register is bounded. */
    private static final int MOST_BY_STATEMENT = 1000;

    private final ClientRegistry registry;
    private final ClientRows rows;
    private final TenantSql sql;
    private final Cutoffs cutoffs;
    private final AuditTrail audit;
    private final Clock clock;

    ClientRegistrations(
            ClientRegistry registry, ClientRows rows, TenantSql sql, Cutoffs cutoffs, AuditTrail audit, Clock clock) {
        this.registry = registry;
        this.rows = rows;
        this.sql = sql;
        this.cutoffs = cutoffs;
        this.audit = audit;
        this.clock = clock;
    }

    /** Who changes what from where, as the audit tells it. */
    public record Change(AdminAct.Actor actor, Origin origin, RegistrationAuthority authority) {}

    /**
     * A client that was just registered.
     *
     * @param secret to be shown once; empty when it has none
     */
    public record Registered(RegisteredApp app, Optional<String> secret) {
        @Override
        public String toString() {
            return app.clientId();
        }
    }

    /** In the order of their ids. */
    public List<RegisteredApp> all(TenantSettings tenant) {
        Map<String, RegisteredApp> found = new TreeMap<>();
        registry.ofFiles(tenant.id()).forEach(client -> found.put(client.clientId(), RegisteredApp.of(client, true)));
        for (ClientRow row : rows.all(tenant.id())) {
            shown(tenant, row).ifPresent(app -> found.put(app.clientId(), app));
        }
        return new ArrayList<>(found.values());
    }

    public Optional<RegisteredApp> find(TenantSettings tenant, String clientId) {
        Optional<ClientRow> row = rows.find(tenant.id(), clientId);
        return row.isPresent()
                ? shown(tenant, row.get())
                : registry.ofFile(tenant.id(), clientId).map(client -> RegisteredApp.of(client, true));
    }

    private Optional<RegisteredApp> shown(TenantSettings tenant, ClientRow row) {
        return row.ofAFile()
                ? registry.ofFile(tenant.id(), row.clientId()).map(client -> RegisteredApp.of(client, row.enabled()))
                : Optional.of(RegisteredApp.of(row));
    }

    /**
     * @param clientId empty: a new random one
     * @param software of the statement that vouches for it; empty when somebody registers it by hand
     * @throws RegistrationRefused when it cannot be as described, or there is a client of this id
     */
    public Registered add(
            TenantSettings tenant,
            Optional<String> clientId,
            Map<String, Object> metadata,
            Optional<Map<String, Object>> software,
            Change change) {
        RegistrationRules.check(
                metadata, change.authority(), tenant.registration().scopes());
        String id = clientId.orElseGet(TokenHash::newSecret);
        if (!CLIENT_ID.matcher(id).matches()) {
            throw new RegistrationRefused(Kind.INVALID_CLIENT_METADATA, "client_id is letters, digits and . _ ~ -");
        }
        if (registry.ofFile(tenant.id(), id).isPresent()) {
            throw exists();
        }
        if (software.isPresent() && rows.byStatement(tenant.id()) >= MOST_BY_STATEMENT) {
            throw new RegistrationRefused(
                    Kind.UNAPPROVED_SOFTWARE_STATEMENT, "no more clients are registered by statement here");
        }
        Map<String, Object> complete = withDefaults(metadata);
        Optional<String> secret = newSecret(complete);
        ClientRow row = new ClientRow(
                id,
                Json.write(complete),
                secret.map(new ClientSecrets()::encode).orElse(null),
                software.map(Json::write).orElse(null),
                true,
                now());
        valid(tenant, row, complete);
        changed(tenant, id, change, client -> {
            if (!ClientRows.insert(client, tenant.id(), row)) {
                throw exists();
            }
            cutoffs.liftClient(tenant.id(), id);
        });
        return new Registered(RegisteredApp.of(row), secret);
    }

    /**
     * Replaces what was registered by hand; a secret stays, and is made where there was none and one is needed.
     *
     * @throws RegistrationRefused when it cannot be as described, or is no such client
     */
    public Registered replace(TenantSettings tenant, String clientId, Map<String, Object> metadata, Change change) {
        ClientRow known = rows.find(tenant.id(), clientId)
                .filter(row -> !row.ofAFile() && row.software() == null)
                .orElseThrow(() ->
                        new RegistrationRefused(Kind.NO_SUCH_CLIENT, "no client of this id was registered by hand"));
        RegistrationRules.check(metadata, change.authority(), List.of());
        // What somebody with more rights has registered is not somebody else's to keep and lead elsewhere.
        RegistrationRules.check(Json.readObject(known.metadata()), change.authority(), List.of());
        Map<String, Object> complete = withDefaults(metadata);
        Optional<String> secret = known.secretSha256() == null ? newSecret(complete) : Optional.empty();
        String hash = secret.map(new ClientSecrets()::encode).orElse(known.secretSha256());
        ClientRow row = new ClientRow(clientId, Json.write(complete), hash, null, known.enabled(), known.created());
        valid(tenant, row, complete);
        changed(tenant, clientId, change, client -> ClientRows.update(client, tenant.id(), row));
        return new Registered(RegisteredApp.of(row), secret);
    }

    /** From now on it does not exist for its users, and what it holds is dead. */
    public RegisteredApp disable(TenantSettings tenant, String clientId, Change change) {
        enable(tenant, clientId, false, change);
        return find(tenant, clientId).orElseThrow();
    }

    /** What it held before stays dead. */
    public RegisteredApp enable(TenantSettings tenant, String clientId, Change change) {
        enable(tenant, clientId, true, change);
        return find(tenant, clientId).orElseThrow();
    }

    private void enable(TenantSettings tenant, String clientId, boolean enabled, Change change) {
        find(tenant, clientId).orElseThrow(ClientRegistrations::unknown);
        if (registry.ofFile(tenant.id(), clientId)
                .filter(client -> client.mayAskFor(Right.MANAGE_CLIENTS.scope()))
                .isPresent()) {
            // Nobody could enable it again.
            throw new RegistrationRefused(Kind.CLIENT_EXISTS, "the client manages clients; take it out of its file");
        }
        changed(tenant, clientId, change, client -> {
            ClientRows.insert(client, tenant.id(), new ClientRow(clientId, null, null, null, true, now()));
            ClientRow row = rows.find(tenant.id(), clientId).orElseThrow();
            ClientRows.update(
                    client,
                    tenant.id(),
                    new ClientRow(
                            clientId, row.metadata(), row.secretSha256(), row.software(), enabled, row.created()));
            if (enabled) {
                cutoffs.liftClient(tenant.id(), clientId);
            } else {
                cutoffs.client(tenant.id(), clientId);
            }
        });
    }

    /** @throws RegistrationRefused for a client of a file, which can only be disabled here */
    public void remove(TenantSettings tenant, String clientId, Change change) {
        find(tenant, clientId).orElseThrow(ClientRegistrations::unknown);
        if (registry.ofFile(tenant.id(), clientId).isPresent()) {
            throw new RegistrationRefused(Kind.CLIENT_EXISTS, "the client stands in a file; disable it");
        }
        changed(tenant, clientId, change, client -> {
            ClientRows.delete(client, tenant.id(), clientId);
            cutoffs.client(tenant.id(), clientId);
        });
    }

    /** An attempt that was turned away is on record as well. */
    public void refused(TenantSettings tenant, Change change, int status) {
        audit.record(
                tenant.id(),
                change.origin(),
                act(change, "clients", Optional.empty(), Optional.empty()).ended(status));
    }

    private interface Statements {
        void run(JdbcClient client);
    }

    private void changed(TenantSettings tenant, String clientId, Change change, Statements statements) {
        sql.in(tenant.id(), client -> {
            Optional<RegisteredApp> before = find(tenant, clientId);
            statements.run(client);
            audit.record(
                    tenant.id(), change.origin(), act(change, "client " + clientId, before, find(tenant, clientId)));
            return null;
        });
        registry.forget(tenant.id(), clientId);
    }

    private static AdminAct act(
            Change change, String target, Optional<RegisteredApp> before, Optional<RegisteredApp> after) {
        return AdminAct.done(
                AdminAct.Kind.CLIENT,
                change.actor(),
                target,
                before.map(ClientRegistrations::tree),
                after.map(ClientRegistrations::tree));
    }

    private static JsonNode tree(RegisteredApp app) {
        return AdminAct.told(Json.write(app.json()));
    }

    /** RFC 7591, section 2. */
    private static Map<String, Object> withDefaults(Map<String, Object> metadata) {
        Map<String, Object> complete = new LinkedHashMap<>(metadata);
        complete.putIfAbsent("grant_types", List.of("authorization_code"));
        complete.putIfAbsent("token_endpoint_auth_method", "client_secret_basic");
        return complete;
    }

    private static Optional<String> newSecret(Map<String, Object> metadata) {
        return "client_secret_basic".equals(metadata.get("token_endpoint_auth_method"))
                ? Optional.of(TokenHash.newSecret())
                : Optional.empty();
    }

    /** The rules of {@link Client} hold as for a file's. */
    private static void valid(TenantSettings tenant, ClientRow row, Map<String, Object> metadata) {
        try {
            ClientMetadata.client(
                    row.clientId(),
                    metadata,
                    ClientMetadata.jwks(metadata),
                    row.secretSha256(),
                    Set.of(tenant.id().value()));
        } catch (IllegalArgumentException e) {
            throw new RegistrationRefused(Kind.INVALID_CLIENT_METADATA, e.getMessage());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static RegistrationRefused exists() {
        return new RegistrationRefused(Kind.CLIENT_EXISTS, "there is a client of this id");
    }

    private static RegistrationRefused unknown() {
        return new RegistrationRefused(Kind.NO_SUCH_CLIENT, "there is no client of this id");
    }
}

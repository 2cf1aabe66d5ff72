package io.chartside.server.staff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.admin.AdminAnswers;
import io.chartside.server.admin.AdminRefusal;
import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.AdminAct.Actor;
import io.chartside.server.audit.AdminAct.Kind;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origin;
import io.chartside.server.authz.StaffTokens;
import io.chartside.server.authz.StaffTokens.Standing;
import io.chartside.server.staff.StaffGrant.State;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.GrantApproval;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Content by grant only (MM21): asked for with a purpose, approved by another, used by who asked, for a limited time, revoked
 * at once. Every step is on the tenant's record, and the tenant is told of an approval in its own record.
 */
@Component
final class StaffGrants {
    private static final Duration TOKEN = Duration.ofMinutes(15);
    private static final Sight ALL = Sight.everythingWithoutAccessCheck("whether what a grant names exists");

    private final StaffGrantTable table;
    private final GrantScopes scopes;
    private final GrantNotice notice;
    private final StaffTokens tokens;
    private final ResourceStore store;
    private final Tenants tenants;
    private final AuditTrail audit;
    private final Clock clock;

    StaffGrants(
            StaffGrantTable table,
            GrantScopes scopes,
            GrantNotice notice,
            StaffTokens tokens,
            ResourceStore store,
            Tenants tenants,
            AuditTrail audit,
            Clock clock) {
        this.table = table;
        this.scopes = scopes;
        this.notice = notice;
        this.tokens = tokens;
        this.store = store;
        this.tenants = tenants;
        this.audit = audit;
        this.clock = clock;
    }

    /** A token, told once. */
    record Issued(String token, Instant expires) {
        @Override
        public String toString() {
            return "token until " + expires;
        }
    }

    List<StaffGrant> all(TenantId tenant) {
        return table.all(tenant);
    }

    /** @throws AdminRefusal 422 when it names nothing of the tenant, gives no purpose or is too long */
    void ask(TenantId tenant, StaffPerson by, String target, String purpose, int minutes, Origin origin) {
        boolean fits = StaffGrant.isTarget(target)
                && !purpose.isBlank()
                && minutes >= 1
                && minutes <= StaffGrant.LONGEST
                && exists(tenant, target);
        if (!fits) {
            throw new AdminRefusal(
                    422,
                    "A grant names a visit, a patient or a person of the tenant, a purpose, and 1 to 480 minutes.");
        }
        StaffGrant grant = new StaffGrant(
                UUID.randomUUID(),
                by.login(),
                target,
                purpose,
                minutes,
                State.ASKED,
                Optional.empty(),
                Optional.empty());
        table.add(tenant, grant);
        record(tenant, by.actor(), origin, grant, Optional.empty(), Optional.of(told(grant)));
    }

    /** What may be decided of a grant; the words of forms and of the API. */
    enum Decision {
        APPROVE,
        REFUSE,
        REVOKE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws AdminRefusal 404 for another word */
        static Decision of(String word) {
            return Arrays.stream(values())
                    .filter(decision -> decision.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new AdminRefusal(404, "A grant can be asked to approve, refuse or revoke."));
        }
    }

    /**
     * @param grant its id, as it came
     * @throws AdminRefusal 404 when there is no such grant, and as {@link #approve}, {@link #refuse} and {@link #revoke}
     */
    StaffGrant decide(TenantId tenant, String grant, Decision decision, Decider by, Origin origin) {
        UUID id = id(grant);
        return switch (decision) {
            case APPROVE -> approve(tenant, id, by, origin);
            case REFUSE -> refuse(tenant, id, by, origin);
            case REVOKE -> revoke(tenant, id, by, origin);
        };
    }

    /** @throws AdminRefusal 404 */
    static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new AdminRefusal(404, "There is no such grant.");
        }
    }

    /** What this one may decide of the grant as it stands. */
    List<Decision> open(TenantId tenant, StaffGrant grant, Decider by) {
        List<Decision> open = new ArrayList<>();
        boolean own = grant.login().equals(by.name());
        boolean counts = grant.countsAt(clock.instant());
        if (grant.state() == State.ASKED && by.decides(policy(tenant)) && by.mayRevoke() && !own) {
            open.add(Decision.APPROVE);
            open.add(Decision.REFUSE);
        }
        if ((grant.state() == State.ASKED || counts) && (own || by.mayRevoke())) {
            open.add(Decision.REVOKE);
        }
        return open;
    }

    /** @throws AdminRefusal 403 for who asked or does not approve there, 409 when it is decided or the tenant cannot be told */
    private StaffGrant approve(TenantId tenant, UUID id, Decider by, Origin origin) {
        StaffGrant grant = find(tenant, id);
        requireDecider(tenant, by);
        if (grant.login().equals(by.name())) {
            throw new AdminRefusal(403, "Nobody approves what he asked for himself.");
        }
        Instant expires = clock.instant().plus(Duration.ofMinutes(grant.minutes()));
        requireState(grant, State.ASKED);
        notice.tell(tenant, grant, by, expires, origin);
        return settle(tenant, grant, State.APPROVED, by, Optional.of(expires), origin);
    }

    private StaffGrant refuse(TenantId tenant, UUID id, Decider by, Origin origin) {
        StaffGrant grant = find(tenant, id);
        requireDecider(tenant, by);
        if (grant.login().equals(by.name())) {
            throw new AdminRefusal(403, "Nobody decides on what he asked for himself; revoke it.");
        }
        requireState(grant, State.ASKED);
        return settle(tenant, grant, State.REFUSED, by, Optional.empty(), origin);
    }

    /** By who asked, by who approves among the staff, or by the tenant; the grant's tokens are dead. */
    private StaffGrant revoke(TenantId tenant, UUID id, Decider by, Origin origin) {
        StaffGrant grant = find(tenant, id);
        if (!grant.login().equals(by.name()) && !by.mayRevoke()) {
            throw new AdminRefusal(403, "A grant is revoked by who asked for it or by who approves.");
        }
        if (grant.state() != State.ASKED) {
            requireState(grant, State.APPROVED);
        }
        StaffGrant revoked = settle(tenant, grant, State.REVOKED, by, grant.expires(), origin);
        tokens.end(tenant, id);
        return revoked;
    }

    /** @throws AdminRefusal 403 for anybody but who asked, and when it is not approved or has run out */
    Issued use(TenantId tenant, UUID id, StaffPerson by, Origin origin) {
        StaffGrant grant = find(tenant, id);
        Instant now = clock.instant();
        if (!grant.login().equals(by.login()) || !grant.countsAt(now)) {
            throw new AdminRefusal(403, "This grant is not yours, not approved, or has run out.");
        }
        Instant limit = now.plus(TOKEN);
        Instant expires = grant.expires().filter(limit::isAfter).orElse(limit);
        record(tenant, by.actor(), origin, grant, Optional.empty(), Optional.empty());
        String token = tokens.issue(
                        tenant,
                        new Standing(
                                id,
                                by.urn(),
                                Optional.of(grant.target()).filter(target -> grant.standsIn()),
                                scopes.of(grant),
                                expires))
                .orElseThrow(() -> new AdminRefusal(403, "The tenant or the person is cut off."));
        return new Issued(token, expires);
    }

    private boolean exists(TenantId tenant, String target) {
        String[] parts = target.split("/");
        return store.read(tenant, ALL, parts[0], parts[1])
                .filter(found -> !found.deleted())
                .isPresent();
    }

    private StaffGrant settle(
            TenantId tenant, StaffGrant grant, State state, Decider by, Optional<Instant> expires, Origin origin) {
        if (!table.decide(tenant, grant, state, by.name(), expires)) {
            throw new AdminRefusal(409, "This grant was decided on meanwhile.");
        }
        StaffGrant decided = find(tenant, grant.id());
        record(tenant, by.actor(), origin, grant, Optional.of(told(grant)), Optional.of(told(decided)));
        return decided;
    }

    /** Who approves at the tenant, by its policy. */
    GrantApproval policy(TenantId tenant) {
        return tenants.find(tenant).map(TenantSettings::grantApproval).orElse(GrantApproval.TENANT);
    }

    private void requireDecider(TenantId tenant, Decider by) {
        if (!by.decides(policy(tenant))) {
            throw new AdminRefusal(
                    403,
                    policy(tenant) == GrantApproval.TENANT
                            ? "At this tenant its own owners and administrators decide."
                            : "This tenant has left the decision to the operator's staff; it may revoke.");
        }
    }

    private static void requireState(StaffGrant grant, State state) {
        if (grant.state() != state) {
            throw new AdminRefusal(409, "This grant is " + grant.state().word() + ".");
        }
    }

    private StaffGrant find(TenantId tenant, UUID id) {
        return table.find(tenant, id).orElseThrow(() -> new AdminRefusal(404, "There is no such grant."));
    }

    private void record(
            TenantId tenant,
            Actor by,
            Origin origin,
            StaffGrant grant,
            Optional<JsonNode> before,
            Optional<JsonNode> after) {
        audit.record(
                tenant,
                origin,
                AdminAct.done(Kind.GRANT, by, "grant " + grant.id(), before, after)
                        .because(grant.purpose()));
    }

    /** All but the purpose, which stands elsewhere in the event. */
    static ObjectNode told(StaffGrant grant) {
        ObjectNode json = AdminAnswers.JSON
                .createObjectNode()
                .put("state", grant.state().word())
                .put("grantee", grant.login())
                .put("target", grant.target())
                .put("minutes", grant.minutes());
        grant.decidedBy().ifPresent(by -> json.put("decidedBy", by));
        grant.expires().ifPresent(at -> json.put("expires", at.toString()));
        return json;
    }
}

package io.chartside.server.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.AdminAct.Actor;
import io.chartside.server.audit.AdminAct.Kind;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origin;
import io.chartside.server.authz.Cutoffs;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantState;
import io.chartside.server.tenancy.TenantTable;
import io.chartside.server.tenancy.TenantTable.Row;
import io.chartside.server.tenancy.TenantWatch;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/**
 * Makes, changes and cuts off tenants while the server runs. A change, its record with what was before and after (MM18) and
 * the cut-off of what was issued stand or fall together; this process knows it at once, every other within five seconds.
 */
@Component
public final class TenantAdministration {
    private final Tenants tenants;
    private final TenantTable table;
    private final TenantWatch watch;
    private final Cutoffs cutoffs;
    private final AuditTrail audit;
    private final Clock clock;

    TenantAdministration(
            Tenants tenants, TenantTable table, TenantWatch watch, Cutoffs cutoffs, AuditTrail audit, Clock clock) {
        this.tenants = tenants;
        this.table = table;
        this.watch = watch;
        this.cutoffs = cutoffs;
        this.audit = audit;
        this.clock = clock;
    }

    /** Who changes a tenant, from where, and why. */
    public record By(Actor actor, Origin origin, Optional<String> reason) {
        /** @param words empty for none */
        public By because(String words) {
            return new By(actor, origin, Optional.of(words).filter(text -> !text.isBlank()));
        }
    }

    /** @throws AdminRefusal 409 when there is one of this name, 422 when the policy is not valid */
    public void add(TenantId id, JsonNode policy, By by) {
        String text = valid(id, policy, false);
        change(id, by, Kind.TENANT, row -> {
            if (row.isPresent() || tenants.find(id).isPresent()) {
                throw new AdminRefusal(409, "there is a tenant " + id + " already");
            }
            return new Row(id, TenantState.ACTIVE, Optional.of(text), clock.instant());
        });
    }

    /** @throws AdminRefusal 404, 409 when it is closed, 422 when the policy is not valid */
    public void policy(TenantId id, JsonNode policy, By by) {
        boolean demo = known(id).demo();
        String text = valid(id, policy, demo);
        change(id, by, Kind.POLICY, row -> {
            Row now = open(id, row);
            return new Row(id, now.state(), Optional.of(text), now.createdAt());
        });
    }

    /** Refuses every request from now on; tokens, sign-ins and launches are dead for good. */
    public void suspend(TenantId id, By by) {
        state(id, TenantState.SUSPENDED, by);
    }

    public void resume(TenantId id, By by) {
        state(id, TenantState.ACTIVE, by);
    }

    public void close(TenantId id, By by) {
        state(id, TenantState.CLOSED, by);
    }

    private void state(TenantId id, TenantState state, By by) {
        known(id);
        change(id, by, Kind.TENANT, row -> {
            Row now = open(id, row);
            if (state == TenantState.ACTIVE) {
                cutoffs.liftTenant(id);
            } else {
                cutoffs.tenant(id);
            }
            return new Row(id, state, now.policy(), now.createdAt());
        });
    }

    private void change(TenantId id, By by, Kind kind, Function<Optional<Row>, Row> change) {
        table.changing(id, () -> {
            Optional<Row> before = table.lock(id);
            Row after = change.apply(before);
            table.put(after);
            AdminAct act = AdminAct.done(kind, by.actor(), "tenant " + id, told(id, before), Optional.of(told(after)));
            audit.record(id, by.origin(), by.reason().map(act::because).orElse(act));
            return after;
        });
        watch.refresh();
    }

    /** What was there; a tenant that has only a file was active. */
    private Optional<JsonNode> told(TenantId id, Optional<Row> before) {
        return before.map(TenantAdministration::told)
                .or(() -> tenants.find(id)
                        .map(file -> AdminAnswers.JSON.createObjectNode().put("state", TenantState.ACTIVE.word())));
    }

    private static JsonNode told(Row row) {
        ObjectNode json =
                AdminAnswers.JSON.createObjectNode().put("state", row.state().word());
        row.policy().ifPresent(policy -> json.set("policy", AdminAct.told(policy)));
        return json;
    }

    private Row open(TenantId id, Optional<Row> row) {
        Row now = row.orElseGet(() -> new Row(id, TenantState.ACTIVE, Optional.empty(), clock.instant()));
        if (now.state() == TenantState.CLOSED) {
            throw new AdminRefusal(409, id + " is closed, for good");
        }
        return now;
    }

    private TenantSettings known(TenantId id) {
        return tenants.find(id).orElseThrow(() -> new AdminRefusal(404, "there is no tenant " + id));
    }

    private String valid(TenantId id, JsonNode policy, boolean demo) {
        try {
            TenantSettings settings = watch.parsed(id, policy.toString());
            if (settings.demo() != demo) {
                throw new AdminRefusal(422, "whether a tenant is a demo stands in its file and is never changed");
            }
            return policy.toString();
        } catch (IllegalStateException e) {
            throw new AdminRefusal(422, e.getMessage());
        }
    }

    /** As {@code tenant show} prints it. */
    public ObjectNode show(TenantId id) {
        TenantSettings settings = known(id);
        ObjectNode json = AdminAnswers.JSON
                .createObjectNode()
                .put("tenant", id.value())
                .put("name", settings.name())
                .put("state", tenants.state(id).word())
                .put("demo", settings.demo());
        table.find(id).flatMap(Row::policy).ifPresent(policy -> json.set("policy", AdminAct.told(policy)));
        return json;
    }
}

package io.chartside.server.staff;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Right;
import io.chartside.server.admin.AdminAnswers;
import io.chartside.server.admin.AdminRefusal;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origin;
import io.chartside.server.audit.Origins;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * What the operator's staff asks to see of a tenant, for the tenant's own owners and administrators (MM21): listed with its
 * purpose, approved or refused where the tenant decides by itself, and revoked in any case. A person's token with the scope
 * {@code manage-grants}; who stands in for an owner decides nothing.
 */
@Controller
class TenantGrantController {
    private final Tenants tenants;
    private final StaffGrants grants;
    private final AuditTrail audit;
    private final Origins origins;

    TenantGrantController(Tenants tenants, StaffGrants grants, AuditTrail audit, Origins origins) {
        this.tenants = tenants;
        this.grants = grants;
        this.audit = audit;
        this.origins = origins;
    }

    /** Who asks, at which tenant. */
    private record Asked(TenantId tenant, Decider by, Origin origin) {}

    private Asked asked(String name, HttpServletRequest request) {
        TenantId tenant = tenants.find(name).orElseThrow().id();
        Origin origin = origins.of(request, tenant);
        Caller caller = (Caller) request.getAttribute(Caller.REQUEST_ATTRIBUTE);
        if (!caller.administersItself() || !caller.scopes().granted().contains(Right.MANAGE_GRANTS.scope())) {
            audit.refused(tenant, Optional.of(caller), origin, Act.OPERATION, 403);
            throw new AdminRefusal(
                    403, "This needs the scope " + Right.MANAGE_GRANTS.scope() + ", and the role owner or admin.");
        }
        return new Asked(tenant, new Decider.OfTenant(caller), origin);
    }

    /** The latest 100, the newest first. */
    @GetMapping("/fhir/{tenant}/admin/grants")
    void list(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Asked asked = asked(tenant, request);
        ObjectNode json = AdminAnswers.JSON.createObjectNode();
        json.put("approvedBy", grants.policy(asked.tenant()).name().toLowerCase(Locale.ROOT));
        ArrayNode list = json.putArray("grants");
        grants.all(asked.tenant()).forEach(grant -> list.add(shown(grant)));
        Caller caller = (Caller) request.getAttribute(Caller.REQUEST_ATTRIBUTE);
        audit.looked(asked.tenant(), caller, asked.origin(), "/admin/grants", List.of());
        AdminAnswers.write(response, 200, json);
    }

    /** {@code approve}, {@code refuse} or {@code revoke}. */
    @PostMapping("/fhir/{tenant}/admin/grants/{grant}/{verb}")
    void decide(
            @PathVariable String tenant,
            @PathVariable String grant,
            @PathVariable String verb,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Asked asked = asked(tenant, request);
        StaffGrant decided =
                grants.decide(asked.tenant(), grant, StaffGrants.Decision.of(verb), asked.by(), asked.origin());
        AdminAnswers.write(response, 200, shown(decided));
    }

    @ExceptionHandler
    void refused(AdminRefusal refusal, HttpServletResponse response) throws IOException {
        AdminAnswers.outcome(response, refusal.status(), refusal.getMessage(), "");
    }

    private static ObjectNode shown(StaffGrant grant) {
        return StaffGrants.told(grant).put("id", grant.id().toString()).put("purpose", grant.purpose());
    }
}

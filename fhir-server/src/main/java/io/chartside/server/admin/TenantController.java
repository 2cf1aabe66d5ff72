package io.chartside.server.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.admin.TenantAdministration.By;
import io.chartside.server.audit.AdminAct.Actor;
import io.chartside.server.audit.Origins;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;

/** {@code /admin/tenants}: what {@code ./chartside tenant} calls. */
@Controller
class TenantController {
    private final Tenants tenants;
    private final TenantAdministration administration;
    private final TenantContracts contracts;
    private final Origins origins;

    TenantController(Tenants tenants, TenantAdministration administration, TenantContracts contracts, Origins origins) {
        this.tenants = tenants;
        this.administration = administration;
        this.contracts = contracts;
        this.origins = origins;
    }

    @GetMapping("/admin/tenants")
    void list(HttpServletResponse response) throws IOException {
        ArrayNode list = AdminAnswers.JSON.createArrayNode();
        tenants.all().forEach(tenant -> list.add(shown(tenant.id())));
        AdminAnswers.write(response, 200, list);
    }

    @GetMapping("/admin/tenants/{id}")
    void show(@PathVariable String id, HttpServletResponse response) throws IOException {
        AdminAnswers.write(response, 200, shown(tenant(id)));
    }

    /** Body: the policy in the shape of {@code tenants/*.yml}. */
    @PostMapping("/admin/tenants/{id}")
    void add(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TenantId tenant = tenant(id);
        administration.add(tenant, AdminAnswers.body(request), by(request, tenant));
        AdminAnswers.write(response, 201, shown(tenant));
    }

    @PutMapping("/admin/tenants/{id}/policy")
    void policy(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TenantId tenant = tenant(id);
        administration.policy(tenant, AdminAnswers.body(request), by(request, tenant));
        AdminAnswers.write(response, 200, shown(tenant));
    }

    /** Body: the Contract. */
    @PostMapping("/admin/tenants/{id}/contract")
    void contract(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantId tenant = tenant(id);
        JsonNode written = contracts.record(tenant, AdminAnswers.body(request), by(request, tenant));
        AdminAnswers.write(response, 201, written);
    }

    /** Body: {@code {"reason": "…"}}, or none. */
    @PostMapping("/admin/tenants/{id}/state/{verb}")
    void state(
            @PathVariable String id,
            @PathVariable String verb,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        TenantId tenant = tenant(id);
        String reason = AdminAnswers.body(request).path("reason").asText("");
        By by = by(request, tenant).because(reason);
        switch (verb) {
            case "suspend" -> administration.suspend(tenant, by);
            case "resume" -> administration.resume(tenant, by);
            case "close" -> administration.close(tenant, by);
            default -> throw new AdminRefusal(404, "a tenant is suspended, resumed or closed");
        }
        AdminAnswers.write(response, 200, shown(tenant));
    }

    @ExceptionHandler
    void refused(AdminRefusal refusal, HttpServletResponse response) throws IOException {
        AdminAnswers.refuse(response, refusal.status(), refusal.getMessage());
    }

    private ObjectNode shown(TenantId tenant) {
        return administration.show(tenant).put("agreement", contracts.state(tenant));
    }

    private By by(HttpServletRequest request, TenantId tenant) {
        return new By((Actor) request.getAttribute(OperatorDoor.ACTOR), origins.of(request, tenant), Optional.empty());
    }

    private static TenantId tenant(String name) {
        try {
            return new TenantId(name);
        } catch (IllegalArgumentException e) {
            throw new AdminRefusal(422, e.getMessage());
        }
    }
}

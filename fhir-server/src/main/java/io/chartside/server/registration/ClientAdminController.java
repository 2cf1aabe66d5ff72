package io.chartside.server.registration;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Right;
import io.chartside.server.admin.AdminAnswers;
import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.authz.ClientRegistrations;
import io.chartside.server.authz.ClientRegistrations.Change;
import io.chartside.server.authz.ClientRegistrations.Registered;
import io.chartside.server.authz.RegisteredApp;
import io.chartside.server.authz.RegistrationAuthority;
import io.chartside.server.authz.RegistrationRefused;
import io.chartside.server.authz.RegistrationRefused.Kind;
import io.chartside.server.tenancy.TenantRole;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * The clients of a tenant, for its Owner and Admin and for commands on the server's machine. The token must carry the scope
 * {@code manage-clients}: no app that an Admin happens to open can make clients.
 */
@Controller
@RequestMapping("/fhir/{tenant}/admin/clients")
class ClientAdminController {
    private static final String CLIENT_ID = "client_id";

    private final Tenants tenants;
    private final ClientRegistrations registrations;
    private final AuditTrail audit;
    private final Origins origins;

    ClientAdminController(Tenants tenants, ClientRegistrations registrations, AuditTrail audit, Origins origins) {
        this.tenants = tenants;
        this.registrations = registrations;
        this.audit = audit;
        this.origins = origins;
    }

    /** What a permitted request answers with. */
    private interface Work {
        Map<String, Object> run(TenantSettings tenant, Change change) throws IOException;
    }

    @GetMapping
    void list(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        permitted(
                tenant,
                request,
                response,
                200,
                (of, change) -> Map.of(
                        "clients",
                        registrations.all(of).stream().map(RegisteredApp::json).toList()));
    }

    @PostMapping
    void add(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response) throws IOException {
        permitted(tenant, request, response, 201, (of, change) -> {
            Map<String, Object> json = new LinkedHashMap<>(JsonBody.read(request));
            Object id = json.remove(CLIENT_ID);
            if (id != null && !(id instanceof String)) {
                throw new RegistrationRefused(Kind.INVALID_CLIENT_METADATA, "client_id is a string");
            }
            return withSecret(registrations.add(of, Optional.ofNullable((String) id), json, Optional.empty(), change));
        });
    }

    /** GET shows a client; PUT replaces the metadata of one that was registered by hand; DELETE removes it. */
    @RequestMapping(
            path = "/{id}",
            method = {RequestMethod.GET, RequestMethod.PUT, RequestMethod.DELETE})
    void one(
            @PathVariable String tenant,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        switch (request.getMethod()) {
            case "PUT" ->
                permitted(
                        tenant,
                        request,
                        response,
                        200,
                        (of, change) -> withSecret(registrations.replace(of, id, JsonBody.read(request), change)));
            case "DELETE" ->
                permitted(tenant, request, response, 204, (of, change) -> {
                    registrations.remove(of, id, change);
                    return Map.of();
                });
            default ->
                permitted(
                        tenant,
                        request,
                        response,
                        200,
                        (of, change) -> registrations
                                .find(of, id)
                                .orElseThrow(() ->
                                        new RegistrationRefused(Kind.NO_SUCH_CLIENT, "there is no client of this id"))
                                .json());
        }
    }

    @PostMapping("/{id}/{verb:enable|disable}")
    void enable(
            @PathVariable String tenant,
            @PathVariable String id,
            @PathVariable String verb,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        permitted(
                tenant,
                request,
                response,
                200,
                (of, change) -> (verb.equals("enable")
                                ? registrations.enable(of, id, change)
                                : registrations.disable(of, id, change))
                        .json());
    }

    static Map<String, Object> withSecret(Registered registered) {
        Map<String, Object> json = new LinkedHashMap<>(registered.app().json());
        registered.secret().ifPresent(secret -> {
            json.put("client_secret", secret);
            json.put("client_secret_expires_at", 0);
        });
        return json;
    }

    /** @param status of the answer; one without a body is 204 */
    private void permitted(String name, HttpServletRequest request, HttpServletResponse response, int status, Work work)
            throws IOException {
        TenantSettings tenant = tenants.find(name).orElseThrow();
        Caller caller = (Caller) request.getAttribute(Caller.REQUEST_ATTRIBUTE);
        Optional<RegistrationAuthority> authority = authority(caller);
        Change change = new Change(
                new AdminAct.Actor.Token(caller),
                origins.of(request, tenant.id()),
                authority.orElse(RegistrationAuthority.ADMIN));
        if (authority.isEmpty()) {
            registrations.refused(tenant, change, 403);
            AdminAnswers.outcome(
                    response,
                    403,
                    "This takes the scope manage-clients and, of a person, the role Owner or Admin.",
                    "insufficient_scope");
            return;
        }
        try {
            Map<String, Object> answer = work.run(tenant, change);
            if (request.getMethod().equals("GET")) {
                String path = request.getRequestURI().replaceFirst(".*/admin/clients", "/admin/clients");
                audit.looked(tenant.id(), caller, change.origin(), path, List.of());
            }
            if (status == 204) {
                response.setStatus(status);
            } else {
                JsonBody.write(response, status, answer);
            }
        } catch (RegistrationRefused e) {
            if (!request.getMethod().equals("GET")) {
                registrations.refused(tenant, change, e.status());
            }
            AdminAnswers.outcome(response, e.status(), String.valueOf(e.getMessage()), e.code());
        }
    }

    private static Optional<RegistrationAuthority> authority(Caller caller) {
        if (!caller.scopes().granted().contains(Right.MANAGE_CLIENTS.scope())) {
            return Optional.empty();
        }
        if (caller.fhirUser().isEmpty()) {
            return Optional.of(RegistrationAuthority.OPERATOR);
        }
        if (!caller.administersItself()) {
            return Optional.empty();
        }
        return Optional.of(
                caller.mandate().roles().contains(TenantRole.OWNER)
                        ? RegistrationAuthority.OWNER
                        : RegistrationAuthority.ADMIN);
    }
}

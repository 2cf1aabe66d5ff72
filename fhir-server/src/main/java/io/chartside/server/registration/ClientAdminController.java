package io.chartside.server.registration;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Right;
import io.chartside.server.admin.AdminAnswers;
import io.chartside.server.audit.AdminAct;
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
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;

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
    private final Origins origins;

    ClientAdminController(Tenants tenants, ClientRegistrations registrations, Origins origins) {
        this.tenants = tenants;
        this.registrations = registrations;
        this.origins = origins;
    }

    /** What a permitted request does. */
    private interface Work {
        void run(TenantSettings tenant, Change change) throws IOException;
    }

    @GetMapping
    void list(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        permitted(
                tenant,
                request,
                response,
                (of, change) -> JsonBody.write(
                        response,
                        200,
                        Map.of(
                                "clients",
                                registrations.all(of).stream()
                                        .map(RegisteredApp::json)
                                        .toList())));
    }

    @GetMapping("/{id}")
    void show(
            @PathVariable String tenant,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        permitted(
                tenant,
                request,
                response,
                (of, change) -> JsonBody.write(
                        response,
                        200,
                        registrations
                                .find(of, id)
                                .orElseThrow(() ->
                                        new RegistrationRefused(Kind.NO_SUCH_CLIENT, "there is no client of this id"))
                                .json()));
    }

    @PostMapping
    void add(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response) throws IOException {
        permitted(tenant, request, response, (of, change) -> {
            Map<String, Object> json = new LinkedHashMap<>(JsonBody.read(request));
            Object id = json.remove(CLIENT_ID);
            if (id != null && !(id instanceof String)) {
                throw new RegistrationRefused(Kind.INVALID_CLIENT_METADATA, "client_id is a string");
            }
            Registered registered =
                    registrations.add(of, Optional.ofNullable((String) id), json, Optional.empty(), change);
            JsonBody.write(response, 201, withSecret(registered));
        });
    }

    /** Replaces the metadata of a client that was registered by hand. */
    @PutMapping("/{id}")
    void replace(
            @PathVariable String tenant,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        permitted(
                tenant,
                request,
                response,
                (of, change) -> JsonBody.write(
                        response, 200, withSecret(registrations.replace(of, id, JsonBody.read(request), change))));
    }

    @PostMapping("/{id}/disable")
    void disable(
            @PathVariable String tenant,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        permitted(
                tenant,
                request,
                response,
                (of, change) -> JsonBody.write(
                        response, 200, registrations.disable(of, id, change).json()));
    }

    @PostMapping("/{id}/enable")
    void enable(
            @PathVariable String tenant,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        permitted(
                tenant,
                request,
                response,
                (of, change) -> JsonBody.write(
                        response, 200, registrations.enable(of, id, change).json()));
    }

    @DeleteMapping("/{id}")
    void remove(
            @PathVariable String tenant,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        permitted(tenant, request, response, (of, change) -> {
            registrations.remove(of, id, change);
            response.setStatus(204);
        });
    }

    static Map<String, Object> withSecret(Registered registered) {
        Map<String, Object> json = new LinkedHashMap<>(registered.app().json());
        registered.secret().ifPresent(secret -> {
            json.put("client_secret", secret);
            json.put("client_secret_expires_at", 0);
        });
        return json;
    }

    private void permitted(String name, HttpServletRequest request, HttpServletResponse response, Work work)
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
            work.run(tenant, change);
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

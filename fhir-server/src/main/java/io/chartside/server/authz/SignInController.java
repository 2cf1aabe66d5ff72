package io.chartside.server.authz;

import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Where a person says who he is before an app is authorized. Only the demo tenant, and only with {@code chartside.demo}, lets
 * people in without proof; any other tenant lets nobody in here, because there are no default credentials.
 */
@Controller
class SignInController {
    private final Tenants tenants;
    private final ServerSettings settings;
    private final SignIns signIns;
    private final ClientRegistry clients;
    private final Pages pages;

    SignInController(Tenants tenants, ServerSettings settings, SignIns signIns, ClientRegistry clients, Pages pages) {
        this.tenants = tenants;
        this.settings = settings;
        this.signIns = signIns;
        this.clients = clients;
        this.pages = pages;
    }

    @GetMapping("/fhir/{tenant}/oauth/sign-in")
    void page(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        if (!letsInWithoutProof(of)) {
            pages.render(
                    request,
                    response,
                    403,
                    "authz/error",
                    Map.of("reason", "Nobody can sign in at " + of.name() + " on this page."),
                    List.of());
            return;
        }
        pages.render(
                request,
                response,
                200,
                "authz/sign-in",
                Map.of(
                        "tenant", of.name(),
                        "people", of.people(),
                        "action", request.getRequestURI() + query(request)),
                formTargets(of, request));
    }

    @PostMapping("/fhir/{tenant}/oauth/sign-in")
    void signIn(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        String person = request.getParameter("person");
        if (!letsInWithoutProof(of)
                || !SameOrigin.isCertain(request)
                || person == null
                || of.person(person).isEmpty()) {
            signIns.refused(of.id(), request);
            pages.error(request, response, "This sign-in cannot be accepted.");
            return;
        }
        signIns.begin(of.id(), person, request, response);
        // Always back to the same tenant's authorization endpoint: no address of the request's choosing.
        response.sendRedirect("/fhir/" + of.id() + "/oauth/authorize" + query(request));
    }

    /** Ends the session of this browser; the tokens of apps are theirs to give back. */
    @PostMapping("/fhir/{tenant}/oauth/sign-out")
    void signOut(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        if (!SameOrigin.isCertain(request)) {
            pages.error(request, response, "This sign-out cannot be accepted.");
            return;
        }
        signIns.end(of.id(), request);
        pages.render(request, response, 200, "authz/signed-out", Map.of("tenant", of.name()), List.of());
    }

    private boolean letsInWithoutProof(TenantSettings tenant) {
        return settings.demo() && tenant.demo();
    }

    private List<String> formTargets(TenantSettings tenant, HttpServletRequest request) {
        String clientId = String.valueOf(request.getParameter("client_id"));
        return clients.client(tenant, clientId).map(Client::redirectOrigins).orElse(List.of());
    }

    private static String query(HttpServletRequest request) {
        return request.getQueryString() == null ? "" : "?" + request.getQueryString();
    }
}

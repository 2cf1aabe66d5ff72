package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Shows what an app asks for; the form goes to the authorization endpoint, where Spring checks its state. */
@Controller
class ConsentController {
    private final Tenants tenants;
    private final ClientRegistry clients;
    private final Pages pages;

    ConsentController(Tenants tenants, ClientRegistry clients, Pages pages) {
        this.tenants = tenants;
        this.clients = clients;
        this.pages = pages;
    }

    @GetMapping("/fhir/{tenant}/oauth/consent")
    void page(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Optional<Client> client = clients.client(of, String.valueOf(request.getParameter("client_id")));
        String state = request.getParameter("state");
        String scope = request.getParameter("scope");
        if (client.isEmpty() || state == null || scope == null) {
            pages.error(request, response, "There is nothing to agree to.");
            return;
        }
        List<String> scopes = Arrays.stream(scope.split(" "))
                .filter(word -> !word.isEmpty() && !word.equals("openid"))
                .sorted()
                .toList();
        pages.render(
                request,
                response,
                200,
                "authz/consent",
                Map.of(
                        "tenant",
                        of.name(),
                        "client",
                        client.get().name(),
                        "clientId",
                        client.get().clientId(),
                        "state",
                        state,
                        "scopes",
                        scopes,
                        "action",
                        "/fhir/" + of.id() + "/oauth/authorize"),
                client.get().redirectOrigins());
    }
}

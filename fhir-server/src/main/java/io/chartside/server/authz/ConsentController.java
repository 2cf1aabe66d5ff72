package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
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
    private final SignIns signIns;
    private final People people;
    private final Pages pages;

    ConsentController(Tenants tenants, ClientRegistry clients, SignIns signIns, People people, Pages pages) {
        this.tenants = tenants;
        this.clients = clients;
        this.signIns = signIns;
        this.people = people;
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
        List<ConsentItem> scopes = Arrays.stream(scope.split(" "))
                .filter(word -> !word.isEmpty() && !word.equals("openid"))
                .sorted()
                .map(ConsentItem::of)
                .toList();
        Map<String, Object> model = new HashMap<>(Map.of(
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
                "/fhir/" + of.id() + "/oauth/authorize",
                "signOut",
                "/fhir/" + of.id() + "/oauth/sign-out"));
        signIns.fhirUser(of.id(), request)
                .flatMap(user -> people.find(of.id(), user))
                .ifPresent(person -> model.put("person", person.name()));
        pages.render(
                request, response, 200, "authz/consent", model, client.get().redirectOrigins());
    }
}

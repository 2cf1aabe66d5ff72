package io.chartside.server.registration;

import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.Origins;
import io.chartside.server.authz.ClientRegistrations;
import io.chartside.server.authz.ClientRegistrations.Change;
import io.chartside.server.authz.ClientRegistrations.Registered;
import io.chartside.server.authz.RegistrationAuthority;
import io.chartside.server.authz.RegistrationRefused;
import io.chartside.server.authz.RegistrationRefused.Kind;
import io.chartside.server.authz.SoftwareStatements;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The client registration endpoint (RFC 7591, section 3), where the tenant names issuers of software statements; elsewhere it
 * does not exist. What the statement says wins over what the request says.
 */
@Controller
class RegistrationEndpoint {
    private static final String STATEMENT = "software_statement";

    private final Tenants tenants;
    private final ClientRegistrations registrations;
    private final SoftwareStatements statements;
    private final Origins origins;

    RegistrationEndpoint(
            Tenants tenants, ClientRegistrations registrations, SoftwareStatements statements, Origins origins) {
        this.tenants = tenants;
        this.registrations = registrations;
        this.statements = statements;
        this.origins = origins;
    }

    @PostMapping("/fhir/{tenant}/oauth/register")
    void register(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        if (!of.registration().isOn()) {
            JsonBody.write(response, 404, Map.of("error", "not_found"));
            return;
        }
        String issuer = "unknown";
        try {
            Map<String, Object> asked = new LinkedHashMap<>(JsonBody.read(request));
            if (!(asked.remove(STATEMENT) instanceof String text)) {
                throw new RegistrationRefused(
                        Kind.INVALID_SOFTWARE_STATEMENT, "clients are registered by software_statement here");
            }
            SoftwareStatements.Statement statement = statements.verified(of, text);
            issuer = statement.issuer();
            asked.putAll(statement.metadata());
            Registered registered = registrations.add(
                    of, Optional.empty(), asked, Optional.of(statement.facts()), change(of, issuer, request));
            Map<String, Object> json = ClientAdminController.withSecret(registered);
            json.keySet().removeIf(member -> member.startsWith("chartside_"));
            json.put(STATEMENT, text);
            JsonBody.write(response, 201, json);
        } catch (RegistrationRefused e) {
            registrations.refused(of, change(of, issuer, request), e.status());
            JsonBody.refuse(response, e);
        }
    }

    private Change change(TenantSettings tenant, String issuer, HttpServletRequest request) {
        return new Change(
                new AdminAct.Actor.StatementIssuer(issuer),
                origins.of(request, tenant.id()),
                RegistrationAuthority.STATEMENT);
    }
}

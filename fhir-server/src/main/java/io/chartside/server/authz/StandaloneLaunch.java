package io.chartside.server.authz;

import io.chartside.server.access.SmartScope;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sends a signed-in person who opens an app outside a chart to choose the patient first (SMART App Launch 2.2, "Requesting
 * context with scopes"). The choice comes back as a launch handle, so that all else is as in an EHR launch.
 */
public final class StandaloneLaunch extends OncePerRequestFilter {
    /** Where the patient is chosen, below a tenant's {@code oauth/}. */
    public static final String PAGE = "patient";

    private final Tenants tenants;
    private final ClientRegistry clients;
    private final SignIns signIns;

    StandaloneLaunch(Tenants tenants, ClientRegistry clients, SignIns signIns) {
        this.tenants = tenants;
        this.clients = clients;
        this.signIns = signIns;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<TenantSettings> tenant = tenants.find(OAuthPath.tenant(request));
        boolean fromAClient = tenant.filter(of -> isFromAClient(of, request)).isPresent();
        if (tenant.isPresent() && OAuthPath.endpoint(request).equals(PAGE) && !fromAClient) {
            // No name is shown for an app that the authorization endpoint refuses.
            response.sendRedirect("/fhir/" + tenant.get().id() + "/oauth/authorize?"
                    + Objects.requireNonNullElse(request.getQueryString(), ""));
            return;
        }
        boolean asks = OAuthPath.endpoint(request).equals("authorize")
                && request.getParameter("response_type") != null
                && request.getParameter("launch") == null
                && !Prompt.isSilent(request.getParameter("prompt"))
                && !repeats(request)
                && needsPatient(scopes(request))
                && fromAClient;
        if (asks && signIns.fhirUser(tenant.get().id(), request).isPresent()) {
            response.sendRedirect(
                    "/fhir/" + tenant.get().id() + "/oauth/" + PAGE + "?" + SignInEntryPoint.parameters(request));
            return;
        }
        chain.doFilter(request, response);
    }

    /** What is not from a client with its own address goes on, to be refused as always. */
    private boolean isFromAClient(TenantSettings tenant, HttpServletRequest request) {
        String address = request.getParameter("redirect_uri");
        return address != null
                && clients.client(tenant, String.valueOf(request.getParameter("client_id")))
                        .filter(client -> client.redirectUris().contains(address))
                        .isPresent();
    }

    /** Whether a parameter comes more than once (RFC 6749, section 3.1): no page may choose which of them counts. */
    public static boolean repeats(HttpServletRequest request) {
        return request.getParameterMap().values().stream().anyMatch(values -> values.length != 1);
    }

    private static List<String> scopes(HttpServletRequest request) {
        return scopes(request.getParameter("scope"));
    }

    private static List<String> scopes(String scope) {
        return scope == null ? List.of() : Arrays.asList(scope.trim().split(" +"));
    }

    /** Whether the app needs to know a visit as well as a patient. */
    public static boolean needsVisit(String scope) {
        return scopes(scope).contains("launch/encounter");
    }

    /** A granted {@code patient/} scope needs a patient, whether or not the app asks to be told which. */
    static boolean needsPatient(Collection<String> scopes) {
        return scopes.contains("launch/patient")
                || scopes.contains("launch/encounter")
                || !scopes.contains("launch")
                        && scopes.stream()
                                .flatMap(scope -> SmartScope.parse(scope).stream())
                                .anyMatch(scope -> scope.level() == SmartScope.Level.PATIENT);
    }
}

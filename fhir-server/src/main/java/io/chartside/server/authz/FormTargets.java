package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Where a form of a page within an authorization request may lead to besides our own: back to the app. Browsers check every
 * redirect that follows a form against {@code form-action}.
 */
@Component
public final class FormTargets {
    private final ClientRegistry clients;

    FormTargets(ClientRegistry clients) {
        this.clients = clients;
    }

    /** Origins; none when the request names no app of the tenant. */
    public List<String> of(TenantSettings tenant, HttpServletRequest request) {
        return of(tenant, String.valueOf(request.getParameter("client_id")));
    }

    public List<String> of(TenantSettings tenant, String clientId) {
        return clients.client(tenant, clientId).map(Client::redirectOrigins).orElse(List.of());
    }
}

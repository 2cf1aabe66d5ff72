package io.chartside.server.authz;

import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.net.URI;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.stereotype.Component;

/**
 * The tenant whose authorization server works on the current request. Only the path of Spring's issuer is taken: its host
 * comes from the request's Host header, so addresses in answers come from the settings instead.
 */
@Component
final class CurrentTenant {
    private static final String BASE = "/fhir/";

    private final Tenants tenants;
    private final ServerSettings settings;

    CurrentTenant(Tenants tenants, ServerSettings settings) {
        this.tenants = tenants;
        this.settings = settings;
    }

    TenantSettings settings() {
        String path = URI.create(AuthorizationServerContextHolder.getContext().getIssuer())
                .getPath();
        return tenants.find(path.startsWith(BASE) ? path.substring(BASE.length()) : "")
                .orElseThrow(() -> new IllegalStateException("the request names no tenant"));
    }

    TenantId id() {
        return settings().id();
    }

    /** FHIR base and issuer. */
    String issuer() {
        return settings.fhirBase(id());
    }

    String endpoint(String name) {
        return issuer() + "/oauth/" + name;
    }
}

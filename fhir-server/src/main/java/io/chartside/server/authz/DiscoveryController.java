package io.chartside.server.authz;

import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * Discovery (SMART App Launch 2.2, "Discovery"; OpenID Connect Discovery 1.0): JSON whatever Accept says, without a token,
 * for any origin.
 */
@Controller
class DiscoveryController {
    private final Tenants tenants;
    private final SmartStyles styles;
    private final ServerSettings settings;

    DiscoveryController(Tenants tenants, SmartStyles styles, ServerSettings settings) {
        this.tenants = tenants;
        this.styles = styles;
        this.settings = settings;
    }

    @GetMapping("/fhir/{tenant}/.well-known/smart-configuration")
    void smart(@PathVariable String tenant, HttpServletResponse response) throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        write(response, smartConfiguration(of));
    }

    @GetMapping("/fhir/{tenant}/.well-known/openid-configuration")
    void openId(@PathVariable String tenant, HttpServletResponse response) throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        write(response, openIdConfiguration(of));
    }

    private Map<String, Object> smartConfiguration(TenantSettings tenant) {
        Map<String, Object> json = endpoints(tenant);
        json.put("capabilities", Advertised.capabilities(styles.of(tenant.id()).isPresent()));
        return json;
    }

    private Map<String, Object> openIdConfiguration(TenantSettings tenant) {
        Map<String, Object> json = endpoints(tenant);
        json.put("subject_types_supported", List.of("public"));
        // Left out, the last would mean yes (OpenID Connect Discovery 1.0, section 3).
        json.put("claims_parameter_supported", false);
        json.put("request_parameter_supported", false);
        json.put("request_uri_parameter_supported", false);
        json.put("id_token_signing_alg_values_supported", List.of("RS256"));
        json.put(
                "claims_supported",
                List.of("iss", "sub", "aud", "exp", "iat", "auth_time", "amr", "acr", "nonce", "fhirUser"));
        return json;
    }

    private Map<String, Object> endpoints(TenantSettings tenant) {
        String base = settings.fhirBase(tenant.id());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("issuer", base);
        json.put("authorization_endpoint", base + "/oauth/authorize");
        json.put("token_endpoint", base + "/oauth/token");
        json.put("jwks_uri", base + "/oauth/jwks");
        json.put("introspection_endpoint", base + "/oauth/introspect");
        json.put("revocation_endpoint", base + "/oauth/revoke");
        if (tenant.registration().isOn()) {
            json.put("registration_endpoint", base + "/oauth/register");
        }
        json.put("grant_types_supported", Advertised.GRANT_TYPES);
        json.put("response_types_supported", List.of("code"));
        json.put("response_modes_supported", List.of("query"));
        json.put("code_challenge_methods_supported", List.of("S256"));
        json.put("token_endpoint_auth_methods_supported", Advertised.CLIENT_AUTHENTICATION);
        json.put("introspection_endpoint_auth_methods_supported", Advertised.INTROSPECTION_AUTHENTICATION);
        json.put("revocation_endpoint_auth_methods_supported", Advertised.CLIENT_AUTHENTICATION);
        for (String endpoint : List.of("token", "introspection", "revocation")) {
            json.put(endpoint + "_endpoint_auth_signing_alg_values_supported", Advertised.ASSERTION_ALGORITHMS);
        }
        json.put("dpop_signing_alg_values_supported", Advertised.DPOP_ALGORITHMS);
        json.put("scopes_supported", Advertised.SCOPES);
        json.put("authorization_response_iss_parameter_supported", true);
        return json;
    }

    private static void write(HttpServletResponse response, Map<String, Object> json) throws IOException {
        byte[] body = Json.write(json).getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Cache-Control", "max-age=60");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** A tenant's style document, without a token and for any origin: apps fetch it from the browser. */
@Controller
class SmartStyleController {
    private final Tenants tenants;
    private final SmartStyles styles;

    SmartStyleController(Tenants tenants, SmartStyles styles) {
        this.tenants = tenants;
        this.styles = styles;
    }

    @GetMapping("/fhir/{tenant}/" + SmartStyles.PATH + "{version}")
    void style(@PathVariable String tenant, @PathVariable String version, HttpServletResponse response)
            throws IOException {
        Optional<SmartStyles.Style> style = tenants.find(tenant)
                .map(TenantSettings::id)
                .flatMap(styles::of)
                .filter(found -> found.version().equals(version));
        if (style.isEmpty()) {
            response.setStatus(404);
            return;
        }
        byte[] body = style.get().json().getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Cache-Control", "max-age=31536000, immutable");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

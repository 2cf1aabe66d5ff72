package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/**
 * The authorization server's own pages. They run no script from elsewhere and stand in no foreign frame: a frame that may not
 * show them gets a page whose one link opens them in a window of their own. The tenant's {@code frame-ancestors} names the
 * exceptions; the demo EHR is one, because its page and these are the same site, so a frame of it shows the user nothing that
 * the top page could not show itself.
 */
@Component
public class Pages {
    /** Passkeys are the browser's, and it speaks of them to scripts alone. */
    private static final Set<String> WITH_SCRIPT = Set.of("login/sign-in", "login/account");

    private final ITemplateEngine engine;
    private final Tenants tenants;

    Pages(ITemplateEngine engine, Tenants tenants) {
        this.engine = engine;
        this.tenants = tenants;
    }

    public void error(HttpServletRequest request, HttpServletResponse response, String reason) throws IOException {
        render(request, response, 400, "authz/error", Map.of("reason", reason), List.of());
    }

    /**
     * @param formTargets origins that the page's form may lead to besides our own: browsers check every redirect that follows
     *     a form against form-action
     */
    public void render(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String template,
            Map<String, Object> model,
            List<String> formTargets)
            throws IOException {
        List<String> ancestors = tenants.find(OAuthPath.tenant(request))
                .map(TenantSettings::frameAncestors)
                .orElse(List.of());
        boolean breakOut = ancestors.isEmpty() && "iframe".equals(request.getHeader("Sec-Fetch-Dest"));
        if (breakOut) {
            String query = request.getQueryString();
            String address = request.getRequestURI() + (query == null ? "" : "?" + query);
            write(response, 200, "authz/break-out", Map.of("address", address), "*", "form-action 'self' ");
            return;
        }
        write(
                response,
                status,
                template,
                model,
                ancestors.isEmpty() ? "'none'" : String.join(" ", ancestors),
                (WITH_SCRIPT.contains(template) ? "script-src 'self'; " : "")
                        + "form-action 'self' "
                        + String.join(" ", formTargets));
    }

    private void write(
            HttpServletResponse response,
            int status,
            String template,
            Map<String, Object> model,
            String frameAncestors,
            String own)
            throws IOException {
        byte[] body =
                engine.process(template, new Context(Locale.ENGLISH, model)).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; " + own + "; frame-ancestors "
                        + frameAncestors);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

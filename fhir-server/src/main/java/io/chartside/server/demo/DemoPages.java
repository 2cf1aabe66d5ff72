package io.chartside.server.demo;

import io.chartside.server.tenancy.ServerSettings;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Renders the demo EHR's pages; they may frame the app, let it have the microphone, send their forms on
 * to it, and load nothing else from elsewhere. */
class DemoPages {
    private final ITemplateEngine engine;
    private final String policy;
    private final String permissions;

    DemoPages(ITemplateEngine engine, ServerSettings settings) {
        this.engine = engine;
        this.policy =
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
                        + "frame-src 'self' " + settings.appUrl() + "; form-action 'self' " + settings.appUrl();
        this.permissions = "camera=(), display-capture=(), geolocation=(), payment=(), usb=(), microphone=(self \""
                + settings.appUrl() + "\")";
    }

    void render(HttpServletResponse response, String template, Map<String, Object> model) throws IOException {
        write(response, template, model, policy);
    }

    /** A page of ours that stands in a frame of ours. */
    void renderFramed(HttpServletResponse response, String template) throws IOException {
        write(response, template, Map.of(), policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"));
    }

    private void write(HttpServletResponse response, String template, Map<String, Object> model, String csp)
            throws IOException {
        byte[] body =
                engine.process(template, new Context(Locale.ENGLISH, model)).getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Security-Policy", csp);
        // What a page does not have itself its frames cannot be allowed (Permissions Policy, section 4.2).
        response.setHeader("Permissions-Policy", permissions);
        response.setHeader("Referrer-Policy", "same-origin");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

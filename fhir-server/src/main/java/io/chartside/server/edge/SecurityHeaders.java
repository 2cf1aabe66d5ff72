package io.chartside.server.edge;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Objects;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;

/**
 * What every answer tells browsers (OWASP ASVS 5.0, V3.4; REST Security Cheat Sheet): set before anything else sees the
 * request, so that errors of Tomcat itself carry it too. Who knows better replaces a value: pages with a policy of their own,
 * discovery with a time to live. A valve that writes into Tomcat's own table, since this is on every read's way.
 */
public final class SecurityHeaders extends ValveBase {
    private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";
    private static final String PERMISSIONS =
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";
    private static final String TRANSPORT = "max-age=31536000";

    private final boolean https;

    /** @param https whether clients reach this server by https, be it that a proxy in front of it ends TLS */
    SecurityHeaders(boolean https) {
        super(true);
        this.https = https;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        set(request, response);
        getNext().invoke(request, response);
    }

    /** Also where an error has emptied the answer. */
    public void set(Request request, Response response) {
        MimeHeaders headers = response.getCoyoteResponse().getMimeHeaders();
        // A request line that Tomcat could not read has none.
        String path = Objects.requireNonNullElse(request.getRequestURI(), "");
        boolean asset = path.startsWith("/assets/");
        headers.setValue("X-Content-Type-Options").setString("nosniff");
        headers.setValue("Content-Security-Policy").setString(POLICY);
        headers.setValue("Referrer-Policy").setString("no-referrer");
        headers.setValue("Permissions-Policy").setString(PERMISSIONS);
        // A SMART app of any origin may take up the style that smart_style_url names.
        headers.setValue("Cross-Origin-Resource-Policy").setString(asset ? "cross-origin" : "same-origin");
        if (!asset) {
            headers.setValue("Cache-Control").setString("no-store");
        }
        boolean oauth = path.contains("/oauth/");
        if (oauth && !path.endsWith("/jwks")) {
            headers.setValue("Pragma").setString("no-cache"); // RFC 6749, section 5.1.
        }
        if (!oauth && !path.startsWith("/demo-ehr")) {
            // An app that opened its launch in a window of its own would lose that window: not on pages of a launch.
            headers.setValue("Cross-Origin-Opener-Policy").setString("same-origin");
        }
        if (https || request.isSecure()) {
            headers.setValue("Strict-Transport-Security").setString(TRANSPORT);
        }
    }
}

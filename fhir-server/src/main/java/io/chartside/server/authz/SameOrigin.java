package io.chartside.server.authz;

import io.chartside.server.tenancy.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * Whether a form was sent by a page of our own (ASVS 5.0, 3.5.1): browsers state the origin of every POST. Ours is that of
 * {@code chartside.server-url}. The Host header says nothing: behind a proxy it names another scheme, and a foreign name that
 * resolves to this server (DNS rebinding) brings its own.
 */
public final class SameOrigin {
    private SameOrigin() {}

    public static boolean isCertain(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null
                && origin.equals(
                        of(WebApplicationContextUtils.getRequiredWebApplicationContext(request.getServletContext())
                                .getBean(ServerSettings.class)
                                .serverUrl()));
    }

    /** As browsers write it (RFC 6454, section 6.1): in lower case, without the scheme's own port. */
    static String of(URI address) {
        String scheme = address.getScheme().toLowerCase(Locale.ROOT);
        String host = scheme + "://" + address.getHost().toLowerCase(Locale.ROOT);
        boolean usual = address.getPort() < 0 || address.getPort() == (scheme.equals("https") ? 443 : 80);
        return usual ? host : host + ":" + address.getPort();
    }
}

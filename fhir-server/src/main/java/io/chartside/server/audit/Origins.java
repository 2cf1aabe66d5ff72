package io.chartside.server.audit;

import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Tells the {@link Origin} of a request, the same one to everybody who handles it. */
@Component
public final class Origins {
    public static final String REQUEST_ID_HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = Origins.class.getName() + ".requestId";
    private static final Pattern SAFE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private final String serverUrl;

    /** @param serverUrl where clients reach the server; empty takes scheme and host of each request */
    Origins(@Value("${chartside.server-url:}") String serverUrl) {
        this.serverUrl = serverUrl.endsWith("/") ? serverUrl.substring(0, serverUrl.length() - 1) : serverUrl;
    }

    public Origin of(HttpServletRequest request, TenantId tenant) {
        return new Origin(requestId(request), request.getRemoteAddr(), root(request) + "/fhir/" + tenant);
    }

    /** What the client sent if it is fit for logs, or a new one (log injection, ASVS 16.4.1). */
    public String requestId(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String sent = request.getHeader(REQUEST_ID_HEADER);
        String id = sent != null && SAFE_ID.matcher(sent).matches()
                ? sent
                : UUID.randomUUID().toString();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    private String root(HttpServletRequest request) {
        if (!serverUrl.isEmpty()) {
            return serverUrl;
        }
        StringBuffer url = request.getRequestURL();
        return url.substring(0, url.indexOf("/", url.indexOf("//") + 2));
    }
}

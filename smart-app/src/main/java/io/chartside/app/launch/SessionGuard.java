package io.chartside.app.launch;

import io.chartside.app.plugin.PluginSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Stands before everything below {@code /v/{launchId}/} and {@code /c/{id}/}: no session, no answer. Since {@code SameSite=None} sends the cookie
 * with other sites' requests as well, a request that changes something must come from our own page: Origin and CSRF token
 * are checked both (MS18; OWASP ASVS 3.5).
 */
@Component
final class SessionGuard implements HandlerInterceptor, HandlerMethodArgumentResolver {

    static final String CSRF_HEADER = "X-Chartside-Csrf";
    static final String CSRF_FIELD = "_csrf";

    private static final Map<Class<?>, String> ATTRIBUTES =
            Map.of(LaunchSession.class, LaunchSession.REQUEST_ATTRIBUTE, Companion.class, Companion.REQUEST_ATTRIBUTE);

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final LaunchSessions sessions;
    private final Companions companions;
    private final FhirClients clients;
    private final PageHeaders headers;
    private final String origin;

    SessionGuard(
            LaunchSessions sessions,
            Companions companions,
            FhirClients clients,
            PageHeaders headers,
            PluginSettings settings) {
        this.sessions = sessions;
        this.companions = companions;
        this.clients = clients;
        this.headers = headers;
        this.origin = settings.appUrl().toString();
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod) {
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        String path = request.getRequestURI();
        if (path.startsWith("/c/")) {
            return companion(request, response, path);
        }
        if (path.equals("/companion")) {
            headers.neverFramed(response);
        }
        if (!path.startsWith("/v/")) {
            return true;
        }
        String launchId = path.substring(3).split("/", 2)[0];
        LaunchSession session = sessions.require(request, launchId);
        headers.onlyFramedBy(clients.profile(session).frameAncestors(), response);
        if (!READING.contains(request.getMethod())) {
            requireOwnPage(request, session.csrfToken());
        }
        request.setAttribute(LaunchSession.REQUEST_ATTRIBUTE, session);
        return true;
    }

    /** A device that records: in no frame at all, and with the rights of {@code /c/} alone. */
    private boolean companion(HttpServletRequest request, HttpServletResponse response, String path) {
        headers.neverFramed(response);
        Companion companion = companions.require(request, path.substring(3).split("/", 2)[0]);
        if (!READING.contains(request.getMethod())) {
            requireOwnPage(request, companion.csrfToken());
        }
        request.setAttribute(Companion.REQUEST_ATTRIBUTE, companion);
        return true;
    }

    private void requireOwnPage(HttpServletRequest request, String csrfToken) {
        String token = request.getHeader(CSRF_HEADER);
        if (token == null) {
            token = request.getParameter(CSRF_FIELD);
        }
        boolean ownOrigin = origin.equals(request.getHeader(HttpHeaders.ORIGIN));
        boolean ownToken = token != null && MessageDigest.isEqual(bytes(token), bytes(csrfToken));
        if (!ownOrigin || !ownToken) {
            throw Problem.FORGED_REQUEST.because();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return ATTRIBUTES.containsKey(parameter.getParameterType());
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            ModelAndViewContainer container,
            NativeWebRequest request,
            WebDataBinderFactory binders) {
        Object session =
                request.getAttribute(ATTRIBUTES.get(parameter.getParameterType()), RequestAttributes.SCOPE_REQUEST);
        if (session == null) {
            throw Problem.NO_SESSION.because();
        }
        return session;
    }
}

package io.chartside.app.launch;

import io.chartside.app.plugin.PluginSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
 * Stands before everything below {@code /v/{launchId}/}: no session, no answer. Since {@code SameSite=None} sends the cookie
 * with other sites' requests as well, a request that changes something must come from our own page: Origin and CSRF token
 * are checked both (MS18; OWASP ASVS 3.5).
 */
@Component
final class SessionGuard implements HandlerInterceptor, HandlerMethodArgumentResolver {

    static final String CSRF_HEADER = "X-Chartside-Csrf";
    static final String CSRF_FIELD = "_csrf";

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final LaunchSessions sessions;
    private final FhirClients clients;
    private final PageHeaders headers;
    private final String origin;

    SessionGuard(LaunchSessions sessions, FhirClients clients, PageHeaders headers, PluginSettings settings) {
        this.sessions = sessions;
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
        if (!path.startsWith("/v/")) {
            return true;
        }
        String launchId = path.substring(3).split("/", 2)[0];
        LaunchSession session = sessions.require(request, launchId);
        headers.onlyFramedBy(clients.profile(session), response);
        if (!READING.contains(request.getMethod())) {
            requireOwnPage(request, session);
        }
        request.setAttribute(LaunchSession.REQUEST_ATTRIBUTE, session);
        return true;
    }

    private void requireOwnPage(HttpServletRequest request, LaunchSession session) {
        String token = request.getHeader(CSRF_HEADER);
        if (token == null) {
            token = request.getParameter(CSRF_FIELD);
        }
        boolean ownOrigin = origin.equals(request.getHeader(HttpHeaders.ORIGIN));
        boolean ownToken = token != null && MessageDigest.isEqual(bytes(token), bytes(session.csrfToken()));
        if (!ownOrigin || !ownToken) {
            throw Problem.FORGED_REQUEST.because();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType().equals(LaunchSession.class);
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            ModelAndViewContainer container,
            NativeWebRequest request,
            WebDataBinderFactory binders) {
        Object session = request.getAttribute(LaunchSession.REQUEST_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
        if (session == null) {
            throw Problem.NO_SESSION.because();
        }
        return session;
    }
}

package io.chartside.server.authz;

import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sends a person whose sign-in is older than the app wants ({@code max_age}, {@code prompt=login}) to the sign-in page
 * again (OpenID Connect Core 1.0, section 3.1.2.1). What is malformed counts as wanted now. Where the app wants no page it is
 * told {@code login_required} instead, by {@link AuthorizationRequestRules}, once all else of its request is found right.
 */
final class SignInAge extends OncePerRequestFilter {
    /** A sign-in of this age has just been made for this request: the page leads back with the same parameters. */
    private static final Duration JUST_NOW = Duration.ofSeconds(30);

    private final Tenants tenants;
    private final SignIns signIns;
    private final SignInEntryPoint entryPoint;
    private final Clock clock;

    SignInAge(Tenants tenants, SignIns signIns, SignInEntryPoint entryPoint, Clock clock) {
        this.tenants = tenants;
        this.signIns = signIns;
        this.entryPoint = entryPoint;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Duration> wanted = wanted(request);
        boolean old = wanted.isPresent()
                && tenants.find(OAuthPath.tenant(request))
                        .flatMap(tenant -> signIns.find(tenant.id(), request))
                        .filter(user -> isOlder(user, wanted.get(), clock))
                        .isPresent();
        if (old) {
            entryPoint.commence(request, response, new InsufficientAuthenticationException("the sign-in is too old"));
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Empty when any sign-in will do, when no page may be shown, or when it is no authorization request. */
    private static Optional<Duration> wanted(HttpServletRequest request) {
        String prompt = request.getParameter("prompt");
        if (!OAuthPath.endpoint(request).equals("authorize")
                || request.getParameter("response_type") == null
                || Prompt.isSilent(prompt)) {
            return Optional.empty();
        }
        return Prompt.wantsSignIn(prompt)
                ? Optional.of(JUST_NOW)
                : maxAge(request.getParameter("max_age")).map(SignInAge::longer);
    }

    /** Empty when the app has not said any. */
    static Optional<Duration> maxAge(Object parameter) {
        if (!(parameter instanceof String age)) {
            return Optional.empty();
        }
        return Optional.of(age.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(age)) : Duration.ZERO);
    }

    static boolean isOlder(SignedIn user, Duration age, Clock clock) {
        return user.authTime().plus(age).isBefore(clock.instant());
    }

    private static Duration longer(Duration age) {
        return age.compareTo(JUST_NOW) < 0 ? JUST_NOW : age;
    }
}

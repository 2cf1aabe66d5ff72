package io.chartside.server.login;

import io.chartside.server.authz.TokenHash;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/** The cookies of the sign-in pages, one of a kind and tenant; bound to this host by their prefix where there is https. */
@Component
final class Cookies {
    enum Kind {
        /** Between the two factors. Lax: another issuer's page may lead here. */
        STEP("step", "Lax"),
        /** The browser that asked for a link, which is opened from a mail. */
        LINK("link", "Lax"),
        /** The browser that went to another issuer, whose page leads back. */
        OIDC("oidc", "Lax"),
        /** Signs in: no other site's page ever makes a browser send it (MM13). */
        REMEMBERED("remembered", "Strict"),
        /** Says that there is one of the kind above, and is no secret. */
        HINT("remembered-hint", "Lax");

        private final String name;
        private final String sameSite;

        Kind(String name, String sameSite) {
            this.name = name;
            this.sameSite = sameSite;
        }
    }

    private final boolean https;

    Cookies(ServerSettings settings) {
        this.https = "https".equals(settings.serverUrl().getScheme());
    }

    private String name(Kind kind, TenantId tenant) {
        return (https ? "__Host-" : "") + "chartside-" + kind.name + "-" + tenant;
    }

    Optional<String> value(Kind kind, TenantId tenant, HttpServletRequest request) {
        String name = name(kind, tenant);
        for (Cookie cookie : request.getCookies() == null ? new Cookie[0] : request.getCookies()) {
            if (cookie.getName().equals(name)) {
                return Optional.of(cookie.getValue());
            }
        }
        return Optional.empty();
    }

    Optional<TokenHash> hash(Kind kind, TenantId tenant, HttpServletRequest request) {
        return value(kind, tenant, request).map(TokenHash::of);
    }

    void set(Kind kind, TenantId tenant, String value, Duration lifetime, HttpServletResponse response) {
        response.addHeader(
                "Set-Cookie",
                ResponseCookie.from(name(kind, tenant), value)
                        .path("/")
                        .httpOnly(true)
                        .secure(https)
                        .sameSite(kind.sameSite)
                        .maxAge(lifetime)
                        .build()
                        .toString());
    }

    void clear(Kind kind, TenantId tenant, HttpServletResponse response) {
        set(kind, tenant, "", Duration.ZERO, response);
    }
}

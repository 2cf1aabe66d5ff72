package io.chartside.app.launch;

import io.chartside.app.plugin.PluginSettings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * The one cookie of this app in a browser's partition. {@code SameSite=None; Secure; Partitioned} is the only kind that
 * reaches an app in a frame of another site once third-party cookies are blocked (docs/adr/0006). On https it carries the
 * prefix {@code __Host-}, which nails it to this origin.
 */
@Component
final class BrowserCookie {

    private final String name;
    private final Duration lifetime;

    BrowserCookie(PluginSettings settings, LaunchSettings launches) {
        this.name = settings.appUrl().getScheme().equals("https") ? "__Host-chartside" : "chartside";
        this.lifetime = launches.absoluteTimeout();
    }

    /** The value the browser sent; two cookies of this name are as good as none. */
    Optional<String> read(HttpServletRequest request) {
        String value = null;
        for (Cookie cookie : request.getCookies() == null ? new Cookie[0] : request.getCookies()) {
            if (cookie.getName().equals(name)) {
                if (value != null) {
                    return Optional.empty();
                }
                value = cookie.getValue();
            }
        }
        return Unguessable.isOne(value) ? Optional.of(value) : Optional.empty();
    }

    String header(String value) {
        return ResponseCookie.from(name, value)
                .httpOnly(true)
                .secure(true)
                .sameSite("None")
                .partitioned(true)
                .path("/")
                .maxAge(lifetime)
                .build()
                .toString();
    }
}

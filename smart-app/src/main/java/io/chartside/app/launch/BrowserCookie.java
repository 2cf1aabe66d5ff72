package io.chartside.app.launch;

import io.chartside.app.plugin.PluginSettings;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/**
 * The cookies of this app in a browser's partition: one for the browser, and for the first hour of each launch a ticket of its
 * own. Launches that begin at once in a browser without a cookie would otherwise overwrite each other's. {@code SameSite=None; Secure; Partitioned} is the only kind that
 * reaches an app in a frame of another site once third-party cookies are blocked (docs/adr/0006). On https it carries the
 * prefix {@code __Host-}, which nails it to this origin.
 */
@Component
final class BrowserCookie {

    /** By then no answer to a launch of that time is on its way any more. */
    private static final Duration TICKET_LIFETIME = Duration.ofHours(1);

    private final String name;
    private final Duration lifetime;

    BrowserCookie(PluginSettings settings, LaunchSettings launches) {
        this.name = settings.appUrl().getScheme().equals("https") ? "__Host-chartside" : "chartside";
        this.lifetime = launches.absoluteTimeout();
    }

    /** The browser's value; two cookies of this name are as good as none. */
    Optional<String> read(HttpServletRequest request) {
        return read(request, name);
    }

    /**
     * The ticket that the browser holds for a state or a launch id.
     *
     * @param of names the cookie without being told by it
     */
    Optional<String> ticket(HttpServletRequest request, String of) {
        return read(request, ticketName(of));
    }

    String header(String value) {
        return header(name, value, lifetime);
    }

    String ticketHeader(String of, String value) {
        return header(ticketName(of), value, TICKET_LIFETIME);
    }

    String noTicketHeader(String of) {
        return header(ticketName(of), "", Duration.ZERO);
    }

    private String ticketName(String of) {
        return name + "-" + Unguessable.challenge(of).substring(0, 10);
    }

    private static Optional<String> read(HttpServletRequest request, String name) {
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

    private static String header(String name, String value, Duration lifetime) {
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

package io.chartside.app.launch;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** The cookie of a browser's partition, made when it is needed and not there yet. */
@Component
final class BrowserSessions {

    private final LaunchStore store;
    private final BrowserCookie cookie;
    private final Duration lifetime;
    private final Clock clock;

    BrowserSessions(LaunchStore store, BrowserCookie cookie, LaunchSettings launches, Clock clock) {
        this.store = store;
        this.cookie = cookie;
        // A launch shortly before the browser's session ends is to live its full time.
        this.lifetime = launches.absoluteTimeout().multipliedBy(2);
        this.clock = clock;
    }

    /** The hash of the browser's cookie; a new one goes out with the answer. */
    byte[] of(HttpServletRequest request, HttpServletResponse response) {
        Instant now = clock.instant();
        Optional<byte[]> known =
                cookie.read(request).map(Unguessable::hash).filter(hash -> store.knowsBrowser(hash, now));
        if (known.isPresent()) {
            return known.get();
        }
        String value = Unguessable.value();
        byte[] hash = Unguessable.hash(value);
        store.addBrowser(hash, now, now.plus(lifetime));
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.header(value));
        return hash;
    }
}

package io.chartside.app.launch;

import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The door to sessions. A request has one only if the launch id in its path and the browser's cookie belong together. */
@Component
public final class LaunchSessions {

    /** Requests with this header are the page's own polling: they do not keep a session alive (MS12). */
    public static final String BACKGROUND_HEADER = "X-Chartside-Background";

    /** Writing the time of each request would cost an update per request and add nothing to a timeout of minutes. */
    private static final Duration TOUCH_STEP = Duration.ofSeconds(10);

    private final LaunchStore store;
    private final BrowserCookie cookie;
    private final LaunchSettings settings;
    private final Clock clock;

    LaunchSessions(LaunchStore store, BrowserCookie cookie, LaunchSettings settings, Clock clock) {
        this.store = store;
        this.cookie = cookie;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The session of a launch, for the browser that sent this request.
     *
     * @throws ShowError {@code no-session} when there is none; it does not say which part did not fit
     */
    public LaunchSession require(HttpServletRequest request, String launchId) {
        Instant now = clock.instant();
        if (!Unguessable.isOne(launchId)) {
            throw Problem.NO_SESSION.because();
        }
        LaunchStore.Row row = store.find(new LaunchKey(Unguessable.hash(launchId)))
                .filter(found -> isOf(request, launchId, found, now))
                .filter(found -> !found.ended() && now.isBefore(found.expiresAt()))
                .filter(found -> now.isBefore(found.usedAt().plus(settings.idleTimeout())))
                .orElseThrow(() -> Problem.NO_SESSION.because());
        boolean background = request.getHeader(BACKGROUND_HEADER) != null;
        if (!background && row.usedAt().plus(TOUCH_STEP).isBefore(now)) {
            store.touch(row.key(), now);
        }
        return row.session();
    }

    /**
     * By the browser's cookie, or by the launch's own ticket: then another launch that began at the same time has overwritten
     * the browser's cookie, and the launch goes on with the one that is there now.
     */
    private boolean isOf(HttpServletRequest request, String launchId, LaunchStore.Row row, Instant now) {
        Optional<byte[]> browser = cookie.read(request).map(Unguessable::hash);
        if (browser.filter(hash -> MessageDigest.isEqual(hash, row.browserHash()))
                .isPresent()) {
            return true;
        }
        boolean ticketFits = cookie.ticket(request, launchId)
                .map(Unguessable::hash)
                .flatMap(hash -> row.ticketHash().filter(ticket -> MessageDigest.isEqual(ticket, hash)))
                .isPresent();
        if (ticketFits) {
            browser.filter(hash -> store.knowsBrowser(hash, now)).ifPresent(hash -> store.rebind(row.key(), hash));
        }
        return ticketFits;
    }

    /**
     * A launch for work behind the clinician's back that the clinician has ordered, such as delivery. It outlives the idle
     * timeout, but neither the launch's end nor its absolute timeout.
     */
    public Optional<LaunchSession> find(LaunchKey key) {
        Instant now = clock.instant();
        return store.find(key)
                .filter(row -> !row.ended() && now.isBefore(row.expiresAt()))
                .map(LaunchStore.Row::session);
    }

    /**
     * A launch for a companion of it: no other browser's cookie fits, but it ends as the launch does, idle timeout included.
     *
     * @param used whether this counts as the clinician's work
     */
    Optional<LaunchSession> alive(LaunchKey key, boolean used) {
        Instant now = clock.instant();
        Optional<LaunchStore.Row> row = store.find(key)
                .filter(found -> !found.ended() && now.isBefore(found.expiresAt()))
                .filter(found -> now.isBefore(found.usedAt().plus(settings.idleTimeout())));
        row.filter(found -> used && found.usedAt().plus(TOUCH_STEP).isBefore(now))
                .ifPresent(found -> store.touch(key, now));
        return row.map(LaunchStore.Row::session);
    }

    /** Notes what is known of a launch by now. */
    LaunchSession keep(LaunchSession session) {
        store.replace(session);
        return session;
    }

    /** Ends a launch: its tokens are gone, its pages answer {@code no-session}. */
    public void end(LaunchSession session) {
        store.end(LaunchKey.of(session), clock.instant());
    }
}

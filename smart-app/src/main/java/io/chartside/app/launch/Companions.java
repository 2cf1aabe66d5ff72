package io.chartside.app.launch;

import io.chartside.app.plugin.PluginSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Links by which a clinician has a visit recorded elsewhere, where the EHR's frame has no microphone. A link is opened once,
 * within minutes; what it opens is bound to the launch and to the browser that opened it. A new link ends the one before.
 */
@Component
public final class Companions {

    /** How a launch's companion stands. */
    public enum State {
        NONE,
        WAITING,
        OPEN
    }

    /** Long enough to take a phone out, short enough for a picture of the code to be worth nothing later. */
    private static final Duration OPENS_FOR = Duration.ofMinutes(5);

    private final JdbcClient database;
    private final LaunchSessions sessions;
    private final BrowserSessions browsers;
    private final BrowserCookie cookie;
    private final String appUrl;
    private final Clock clock;

    Companions(
            JdbcClient database,
            LaunchSessions sessions,
            BrowserSessions browsers,
            BrowserCookie cookie,
            PluginSettings settings,
            Clock clock) {
        this.database = database;
        this.sessions = sessions;
        this.browsers = browsers;
        this.cookie = cookie;
        this.appUrl = settings.appUrl().toString();
        this.clock = clock;
    }

    /** A new link for this launch's visit. */
    public CompanionLink invite(LaunchSession launch) {
        String secret = Unguessable.value();
        Instant now = clock.instant();
        end(launch);
        database.sql("insert into companion (secret_hash, launch_hash, created_at, opens_until) values (?, ?, ?, ?)")
                .param(Unguessable.hash(secret))
                .param(LaunchKey.of(launch).hash())
                .param(LaunchStore.at(now))
                .param(LaunchStore.at(now.plus(OPENS_FOR)))
                .update();
        return new CompanionLink(appUrl + "/companion#" + secret, OPENS_FOR);
    }

    /** How the newest link of this launch stands. */
    public State state(LaunchSession launch) {
        Instant now = clock.instant();
        return database.sql("""
                        select opened_at is not null, opens_until > ? from companion
                        where launch_hash = ? and ended_at is null order by created_at desc limit 1""")
                .param(LaunchStore.at(now))
                .param(LaunchKey.of(launch).hash())
                .query((rows, number) ->
                        rows.getBoolean(1) ? State.OPEN : rows.getBoolean(2) ? State.WAITING : State.NONE)
                .optional()
                .orElse(State.NONE);
    }

    /**
     * Opens a link: exactly one browser with the secret, in time, while its launch lives, gets it.
     *
     * @throws ShowError {@code link-used} otherwise, {@code forged-request} when another site's page asks
     */
    public Companion open(HttpServletRequest request, HttpServletResponse response, String secret) {
        if (!appUrl.equals(request.getHeader(HttpHeaders.ORIGIN))) {
            throw Problem.FORGED_REQUEST.because();
        }
        if (!Unguessable.isOne(secret)) {
            throw Problem.LINK_USED.because();
        }
        byte[] browser = browsers.of(request, response);
        String id = Unguessable.value();
        Instant now = clock.instant();
        LaunchSession launch = database.sql("""
                        update companion set opened_at = ?, path_hash = ?, browser_hash = ?
                        where secret_hash = ? and opened_at is null and ended_at is null and opens_until > ?
                        returning launch_hash""")
                .param(LaunchStore.at(now))
                .param(Unguessable.hash(id))
                .param(browser)
                .param(Unguessable.hash(secret))
                .param(LaunchStore.at(now))
                .query(byte[].class)
                .optional()
                .flatMap(hash -> sessions.alive(new LaunchKey(hash), true))
                .orElseThrow(() -> Problem.LINK_USED.because());
        return new Companion(id, launch);
    }

    /**
     * The companion of a path, for the browser that sent this request. Recording is work: unless the request is the page's own
     * polling, it keeps the launch from ending for want of requests.
     *
     * @throws ShowError {@code link-used} when there is none, or its launch has ended
     */
    Companion require(HttpServletRequest request, String id) {
        Optional<byte[]> browser = cookie.read(request).map(Unguessable::hash);
        if (browser.isEmpty() || !Unguessable.isOne(id)) {
            throw Problem.LINK_USED.because();
        }
        boolean background = request.getHeader(LaunchSessions.BACKGROUND_HEADER) != null;
        return database.sql("""
                        select launch_hash from companion
                        where path_hash = ? and browser_hash = ? and ended_at is null""")
                .param(Unguessable.hash(id))
                .param(browser.get())
                .query(byte[].class)
                .optional()
                .flatMap(hash -> sessions.alive(new LaunchKey(hash), !background))
                .map(launch -> new Companion(id, launch))
                .orElseThrow(() -> Problem.LINK_USED.because());
    }

    /** Ends every link and companion of a launch. */
    public void end(LaunchSession launch) {
        database.sql("update companion set ended_at = ? where launch_hash = ? and ended_at is null")
                .param(LaunchStore.at(clock.instant()))
                .param(LaunchKey.of(launch).hash())
                .update();
    }
}

package io.chartside.app.handover;

import io.chartside.app.launch.LaunchKey;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.plugin.DamagedSeal;
import io.chartside.app.plugin.KeyedHash;
import io.chartside.app.plugin.Sealing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Intents in PostgreSQL, committed before the record is asked for anything. */
@Component
final class IntentStore {
    private static final Logger LOG = LoggerFactory.getLogger(IntentStore.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Longer than a signature takes; to come too early costs a look and changes nothing. */
    static final Duration FIRST_LOOK = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** Between looks at one that fails; the last one repeats. */
    private static final List<Duration> WAITS = List.of(
            PAUSE,
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1));

    /**
     * One that nobody has finished.
     *
     * @param since when it was begun
     * @param failures looks at it that have failed
     */
    record Open(UUID id, LaunchKey launch, Intent intent, Instant since, int failures) {}

    /** One that has failed, for its clinician. @param rests whether nobody looks at it before their next launch */
    record Failing(UUID id, Intent intent, boolean rests) {}

    private final JdbcClient database;
    private final Sealing sealing;
    private final KeyedHash hash;
    private final Clock clock;

    IntentStore(JdbcClient database, Sealing sealing, KeyedHash hash, Clock clock) {
        this.database = database;
        this.sealing = sealing;
        this.hash = hash;
        this.clock = clock;
    }

    UUID put(LaunchSession session, Intent intent) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        database.sql("""
                        insert into hand_over (id, author, launch_hash, sealed, due_at, created_at)
                        values (?, ?, ?, ?, ?, ?)""")
                .param(id)
                .param(owner(session))
                .param(LaunchKey.of(session).hash())
                .param(sealing.seal(place(id), JSON.writeValueAsString(intent)))
                .param(at(now.plus(FIRST_LOOK)))
                .param(at(now))
                .update();
        return id;
    }

    void remove(UUID id) {
        database.sql("delete from hand_over where id = ?").param(id).update();
    }

    /** Takes some that are due, for a while: a process that dies with them leaves them to the next. */
    List<Open> take(int most) {
        Instant now = clock.instant();
        return database
                .sql("""
                        update hand_over set due_at = ? where id in (
                            select id from hand_over where due_at <= ? and not waits_for_sign_in
                            order by due_at limit ? for update skip locked)
                        returning id, launch_hash, sealed, created_at, failures""")
                .param(at(now.plus(PAUSE)))
                .param(at(now))
                .param(most)
                .query((rows, number) -> open(
                        rows.getObject("id", UUID.class),
                        rows.getBytes("launch_hash"),
                        rows.getBytes("sealed"),
                        rows.getObject("created_at", OffsetDateTime.class).toInstant(),
                        rows.getInt("failures")))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** One that cannot be opened is told and kept, and holds up no other. */
    private Optional<Open> open(UUID id, byte[] launch, byte[] sealed, Instant since, int failures) {
        return intent(id, sealed).map(intent -> new Open(id, new LaunchKey(launch), intent, since, failures));
    }

    private Optional<Intent> intent(UUID id, byte[] sealed) {
        try {
            return Optional.of(JSON.readValue(sealing.open(place(id), sealed), Intent.class));
        } catch (DamagedSeal | JacksonException damaged) {
            LOG.error(
                    "hand-over {} cannot be opened: {}", id, damaged.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    void waitForSignIn(UUID id) {
        database.sql("update hand_over set waits_for_sign_in = true where id = ?")
                .param(id)
                .update();
    }

    /**
     * Notes that it failed.
     *
     * @return when it is looked at next
     */
    Duration failed(UUID id, int before) {
        Duration wait = WAITS.get(Math.min(before, WAITS.size() - 1));
        database.sql("update hand_over set failures = ?, due_at = ? where id = ?")
                .param(before + 1)
                .param(at(clock.instant().plus(wait)))
                .param(id)
                .update();
        return wait;
    }

    /** What has failed of this clinician's at this visit. */
    List<Failing> failing(LaunchSession session) {
        return database
                .sql("select id, sealed, waits_for_sign_in from hand_over where author = ? and failures > 0")
                .param(owner(session))
                .query((rows, number) -> {
                    UUID id = rows.getObject("id", UUID.class);
                    boolean rests = rows.getBoolean("waits_for_sign_in");
                    return intent(id, rows.getBytes("sealed")).map(intent -> new Failing(id, intent, rests));
                })
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** How many have failed, whoever's. */
    long failing() {
        return database.sql("select count(*) from hand_over where failures > 0")
                .query(Long.class)
                .single();
    }

    /** Lets what waits for this clinician at this visit go on with a new launch of theirs. */
    void resume(LaunchSession session) {
        database.sql("""
                        update hand_over set launch_hash = ?, waits_for_sign_in = false, due_at = ?
                        where author = ? and waits_for_sign_in""")
                .param(LaunchKey.of(session).hash())
                .param(at(clock.instant()))
                .param(owner(session))
                .update();
    }

    /** A launch of another visit can hand nothing of this one over: it has neither its patient nor its place at the EHR. */
    private byte[] owner(LaunchSession session) {
        return hash.of(
                session.site(),
                session.ehr().practitioner().orElse(""),
                session.ehr().patient().orElse(""),
                session.ehr().encounter().orElse(""));
    }

    private static String place(UUID id) {
        return "hand_over:" + id;
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}

package io.chartside.server.speech;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.ai.speech.AudioFormat;
import io.chartside.server.ai.speech.Heard;
import io.chartside.server.authz.TenantSql;
import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of recordings under way. Audio and words are sealed with the patient's key. */
@Component
final class SessionTable {
    private static final int AUDIO = 0;
    private static final int WORDS = 1;
    /** A connection that has not been heard of for so long has gone. */
    static final long HELD_MILLIS = 15_000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Heard>> HEARD = new TypeReference<>() {};

    private final TenantSql sql;
    private final KeyRing keys;
    private final Clock clock;

    SessionTable(TenantSql sql, KeyRing keys, Clock clock) {
        this.sql = sql;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * A recording under way.
     *
     * @param holder the connection that may add to it; the next that takes it on puts an end to this one
     * @param frames how many are stored
     * @param bytes of all of them
     */
    record Session(
            TenantId tenant,
            UUID id,
            long patientRid,
            UUID holder,
            AudioFormat format,
            int frames,
            long bytes,
            long beganAt,
            long touchedAt,
            Opened opened) {
        @Override
        public String toString() {
            return "recording " + id;
        }
    }

    /** What is sealed of a session: logical ids, and the keyed name of who records. */
    record Opened(String encounter, String patient, String subject, String recorder) {
        @Override
        public String toString() {
            return "visit";
        }
    }

    /** Words that were settled together. */
    record Settled(long untilMillis, List<Heard> heard) {}

    private DataKey key(TenantId tenant, long patientRid) {
        return keys.forWriting(tenant, patientRid);
    }

    byte[] hash(TenantId tenant, String reference) {
        byte[] word = ("speech|" + reference).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(keys.tenant(tenant).data().hash().hash(word), 16);
    }

    private static String place(TenantId tenant, UUID session, int kind, int number) {
        return tenant + "|speech|" + session + "|" + kind + "|" + number;
    }

    /** Empty when the visit is being recorded already. */
    Optional<Session> begin(RecordedVisit visit, AudioFormat format) {
        TenantId tenant = visit.tenant();
        long now = clock.millis();
        Opened opened = new Opened(
                visit.encounterId(),
                visit.patientId(),
                visit.context().caller().subject(),
                visit.context().caller().fhirUser().orElse(""));
        Session session = new Session(
                tenant, UUID.randomUUID(), visit.patientRid(), UUID.randomUUID(), format, 0, 0, now, now, opened);
        byte[] body = key(tenant, visit.patientRid()).seal(bytes(opened), place(tenant, session.id(), -1, 0));
        try {
            sql.in(
                    tenant,
                    client -> client.sql("""
                            insert into speech_session (tenant, id, encounter, patient, patient_rid, holder, format,
                              began_at, touched_at, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                            .params(
                                    tenant.value(),
                                    session.id(),
                                    hash(tenant, visit.encounter()),
                                    hash(tenant, visit.patient()),
                                    visit.patientRid(),
                                    session.holder(),
                                    format.name(),
                                    now,
                                    now,
                                    body)
                            .update());
            return Optional.of(session);
        } catch (DuplicateKeyException e) {
            return Optional.empty();
        }
    }

    /** The recording of the visit that is under way. Plan: speech_session_visit. */
    Optional<Session> of(RecordedVisit visit) {
        return of(visit.tenant(), visit.encounter());
    }

    /** @param encounter relative reference */
    Optional<Session> of(TenantId tenant, String encounter) {
        return sql.in(tenant, client -> select(client, tenant, "encounter = ?", hash(tenant, encounter))).stream()
                .findFirst();
    }

    /** Recordings that nobody has added to since then. */
    List<Session> untouchedSince(TenantId tenant, long before) {
        return sql.in(tenant, client -> select(client, tenant, "touched_at < ?", before));
    }

    private List<Session> select(JdbcClient client, TenantId tenant, String where, Object parameter) {
        return client.sql("select id, patient_rid, holder, format, frames, bytes, began_at, touched_at, body"
                        + " from speech_session where tenant = ? and " + where)
                .params(tenant.value(), parameter)
                .query((row, n) -> {
                    UUID id = row.getObject("id", UUID.class);
                    long rid = row.getLong("patient_rid");
                    byte[] body = key(tenant, rid).open(row.getBytes("body"), place(tenant, id, -1, 0));
                    return new Session(
                            tenant,
                            id,
                            rid,
                            row.getObject("holder", UUID.class),
                            AudioFormat.valueOf(row.getString("format")),
                            row.getInt("frames"),
                            row.getLong("bytes"),
                            row.getLong("began_at"),
                            row.getLong("touched_at"),
                            read(body, Opened.class));
                })
                .list();
    }

    /** Another connection goes on with the recording; the one before cannot add to it any more. */
    Optional<Session> take(Session session, UUID holder) {
        long now = clock.millis();
        int taken = sql.in(
                session.tenant(),
                client -> client.sql("update speech_session set holder = ?, touched_at = ? where tenant = ? and id = ?")
                        .params(holder, now, session.tenant().value(), session.id())
                        .update());
        return taken == 0
                ? Optional.empty()
                : sql.in(session.tenant(), client -> select(client, session.tenant(), "id = ?", session.id())).stream()
                        .findFirst();
    }

    /** Whether the connection still holds the recording; notes that it is there. */
    boolean touch(Session session) {
        return 1
                == sql.in(
                        session.tenant(),
                        client -> client.sql(
                                        "update speech_session set touched_at = ? where tenant = ? and id = ? and holder = ?")
                                .params(clock.millis(), session.tenant().value(), session.id(), session.holder())
                                .update());
    }

    /** The connection goes: whoever records may go on at once without naming the recording. */
    void release(Session session) {
        sql.in(
                session.tenant(),
                client -> client.sql("update speech_session set touched_at = touched_at - ?"
                                + " where tenant = ? and id = ? and holder = ?")
                        .params(HELD_MILLIS, session.tenant().value(), session.id(), session.holder())
                        .update());
    }

    /**
     * Stores the next frame; committed when this returns.
     *
     * @param number the next one
     * @param begins byte of the recording
     * @return whether the connection still holds the recording
     */
    boolean append(Session session, int number, long begins, byte[] audio) {
        TenantId tenant = session.tenant();
        byte[] sealed = key(tenant, session.patientRid()).seal(audio, place(tenant, session.id(), AUDIO, number));
        return sql.in(tenant, client -> {
            int held = client.sql("update speech_session set frames = frames + 1, bytes = bytes + ?, touched_at = ?"
                            + " where tenant = ? and id = ? and holder = ? and frames = ?")
                    .params((long) audio.length, clock.millis(), tenant.value(), session.id(), session.holder(), number)
                    .update();
            return held == 1 && insert(client, session, AUDIO, number, begins, sealed);
        });
    }

    private static boolean insert(JdbcClient client, Session session, int kind, int number, long begins, byte[] body) {
        return 1
                == client.sql("insert into speech_part (tenant, session, kind, number, begins, body)"
                                + " select tenant, id, ?, ?, ?, ? from speech_session"
                                + " where tenant = ? and id = ? and holder = ?")
                        .params(kind, number, begins, body, session.tenant().value(), session.id(), session.holder())
                        .update();
    }

    /** Keeps words; committed when this returns. */
    boolean settle(Session session, int number, Settled settled) {
        byte[] sealed = key(session.tenant(), session.patientRid())
                .seal(bytes(settled.heard()), place(session.tenant(), session.id(), WORDS, number));
        return sql.in(
                session.tenant(), client -> insert(client, session, WORDS, number, settled.untilMillis(), sealed));
    }

    List<Settled> words(Session session) {
        return sql.in(
                session.tenant(),
                client -> client.sql("select number, begins, body from speech_part"
                                + " where tenant = ? and session = ? and kind = 1 order by number")
                        .params(session.tenant().value(), session.id())
                        .query((row, n) -> new Settled(
                                row.getLong(2), heard(open(session, WORDS, row.getInt(1), row.getBytes(3)))))
                        .list());
    }

    private byte[] open(Session session, int kind, int number, byte[] sealed) {
        return key(session.tenant(), session.patientRid())
                .open(sealed, place(session.tenant(), session.id(), kind, number));
    }

    StoredAudio audio(Session session) {
        return new StoredAudio() {
            @Override
            public List<Frame> from(int number, int most) {
                return sql.in(
                        session.tenant(),
                        client -> client.sql("select number, begins, body from speech_part"
                                        + " where tenant = ? and session = ? and kind = 0 and number >= ?"
                                        + " order by number limit ?")
                                .params(session.tenant().value(), session.id(), number, most)
                                .query((row, n) -> new Frame(
                                        row.getInt(1),
                                        row.getLong(2),
                                        open(session, AUDIO, row.getInt(1), row.getBytes(3))))
                                .list());
            }

            @Override
            public int holding(long position) {
                return sql.in(
                        session.tenant(),
                        client -> client.sql("select coalesce(max(number), 0) from speech_part"
                                        + " where tenant = ? and session = ? and kind = 0 and begins <= ?")
                                .params(session.tenant().value(), session.id(), position)
                                .query(Integer.class)
                                .single());
            }
        };
    }

    /** Deletes the recording with its audio and words. */
    void remove(Session session) {
        sql.in(
                session.tenant(),
                client -> client.sql("delete from speech_session where tenant = ? and id = ?")
                        .params(session.tenant().value(), session.id())
                        .update());
    }

    private static byte[] bytes(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records are always writable as JSON", e);
        }
    }

    private static <T> T read(byte[] json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException e) {
            throw new IllegalStateException("a sealed body is no " + type.getSimpleName(), e);
        }
    }

    private static List<Heard> heard(byte[] json) {
        try {
            return new ArrayList<>(JSON.readValue(json, HEARD));
        } catch (IOException e) {
            throw new IllegalStateException("sealed words are not readable", e);
        }
    }
}

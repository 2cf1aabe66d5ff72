package io.chartside.server.speech;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.authz.TenantSql;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.store.ContentPointer;
import io.chartside.server.store.PatientTraces;
import io.chartside.server.tenancy.SpeechPolicy;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The recordings that are kept for a while, and the certificates of those that were deleted. */
@Component
final class KeptRecordings implements PatientTraces {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS =
            "select binary_id, patient_rid, content, recorded_at, delete_at, until_signed,"
                    + " deleted_at, certificate, body from speech_recording where tenant = ?";

    private final TenantSql sql;
    private final KeyRing keys;
    private final SessionTable sessions;

    KeptRecordings(TenantSql sql, KeyRing keys, SessionTable sessions) {
        this.sql = sql;
        this.keys = keys;
        this.sessions = sessions;
    }

    /**
     * @param deletedAt empty while it is kept
     * @param certificate signed; empty while it is kept
     */
    record Kept(
            String binaryId,
            long patientRid,
            long content,
            Instant recordedAt,
            Instant deleteAt,
            boolean untilSigned,
            Optional<Instant> deletedAt,
            Optional<String> certificate,
            Of of) {
        @Override
        public String toString() {
            return "Binary/" + binaryId;
        }
    }

    /** What is sealed: whose it is, and SHA-256 of the audio in hexadecimal. */
    record Of(String encounter, String patient, String sha256) {
        @Override
        public String toString() {
            return "recording";
        }
    }

    private byte[] hash(TenantId tenant, String reference) {
        return sessions.hash(tenant, reference);
    }

    private static String place(TenantId tenant, String binaryId) {
        return tenant + "|speech-recording|" + binaryId;
    }

    /**
     * Before the audio is written, so that none is there that the policy does not know. Written anew only after a write that
     * failed: what is named by a version is not forgotten for a later attempt's.
     */
    void keep(RecordedVisit visit, String binaryId, ContentPointer pointer, Instant now, SpeechPolicy policy) {
        TenantId tenant = visit.tenant();
        Of of = new Of(visit.encounterId(), visit.patientId(), HexFormat.of().formatHex(pointer.sha256()));
        byte[] body = keys.forWriting(tenant, visit.patientRid()).seal(json(of), place(tenant, binaryId));
        sql.in(
                tenant,
                client -> client.sql("""
                        insert into speech_recording (tenant, binary_id, encounter, patient, patient_rid, content,
                          recorded_at, delete_at, until_signed, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (tenant, binary_id) do update set content = excluded.content, body = excluded.body,
                          recorded_at = excluded.recorded_at, delete_at = excluded.delete_at,
                          until_signed = excluded.until_signed, deleted_at = null, certificate = null""")
                        .params(
                                tenant.value(),
                                binaryId,
                                hash(tenant, visit.encounter()),
                                hash(tenant, visit.patient()),
                                visit.patientRid(),
                                pointer.number(),
                                now.toEpochMilli(),
                                now.plus(policy.recordingsKept()).toEpochMilli(),
                                policy.untilSigned(),
                                body)
                        .update());
    }

    /** The audio was written. Where it was deleted before it was there, it is due again, and at once. */
    void written(TenantId tenant, String binaryId) {
        sql.in(
                tenant,
                client -> client.sql("update speech_recording set delete_at = least(delete_at, deleted_at),"
                                + " deleted_at = null, certificate = null"
                                + " where tenant = ? and binary_id = ? and deleted_at is not null")
                        .params(tenant.value(), binaryId)
                        .update());
    }

    /** The audio was surely not written. */
    void forget(TenantId tenant, String binaryId) {
        sql.in(
                tenant,
                client -> client.sql("delete from speech_recording where tenant = ? and binary_id = ?")
                        .params(tenant.value(), binaryId)
                        .update());
    }

    /** Those whose time is over, and those that go with a signature. Plan: speech_recording_due. */
    List<Kept> mayBeDue(TenantId tenant, Instant now) {
        return select(tenant, "deleted_at is null and (delete_at <= ? or until_signed)", now.toEpochMilli());
    }

    /** Plan: speech_recording_visit. */
    List<Kept> ofVisit(TenantId tenant, String encounterId) {
        return select(tenant, "encounter = ?", hash(tenant, "Encounter/" + encounterId));
    }

    private List<Kept> select(TenantId tenant, String where, Object parameter) {
        return sql.in(
                tenant,
                client -> client.sql(COLUMNS + " and " + where + " order by recorded_at")
                        .params(tenant.value(), parameter)
                        .query((row, n) -> kept(tenant, row))
                        .list());
    }

    private Kept kept(TenantId tenant, ResultSet row) throws SQLException {
        String binaryId = row.getString("binary_id");
        long rid = row.getLong("patient_rid");
        long deletedAt = row.getLong("deleted_at");
        return new Kept(
                binaryId,
                rid,
                row.getLong("content"),
                Instant.ofEpochMilli(row.getLong("recorded_at")),
                Instant.ofEpochMilli(row.getLong("delete_at")),
                row.getBoolean("until_signed"),
                deletedAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(deletedAt)),
                Optional.ofNullable(row.getString("certificate")),
                of(keys.forReading(tenant, rid).open(row.getBytes("body"), place(tenant, binaryId))));
    }

    void deleted(TenantId tenant, Kept recording, Instant at, String certificate) {
        sql.in(
                tenant,
                client -> client.sql("update speech_recording set deleted_at = ?, certificate = ?"
                                + " where tenant = ? and binary_id = ? and deleted_at is null")
                        .params(at.toEpochMilli(), certificate, tenant.value(), recording.binaryId())
                        .update());
    }

    @Override
    public String name() {
        return "audio";
    }

    @Override
    public int remove(TenantId tenant, String patientId) {
        byte[] patient = hash(tenant, "Patient/" + patientId);
        return sql.in(
                tenant,
                client -> List.of("speech_session", "speech_recording").stream()
                        .mapToInt(table -> client.sql("delete from " + table + " where tenant = ? and patient = ?")
                                .params(tenant.value(), patient)
                                .update())
                        .sum());
    }

    private static byte[] json(Of of) {
        try {
            return JSON.writeValueAsBytes(of);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record is always writable as JSON", e);
        }
    }

    private static Of of(byte[] json) {
        try {
            return JSON.readValue(json, Of.class);
        } catch (IOException e) {
            throw new IllegalStateException("a sealed body is not readable", e);
        }
    }
}

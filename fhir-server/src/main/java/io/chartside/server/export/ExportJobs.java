package io.chartside.server.export;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.store.Database;
import io.chartside.server.store.TenantSession;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The tables of exports. What they hold of health records is sealed with the tenant's data key. */
final class ExportJobs {
    /** A job whose process has not been heard of for so long has died with it. */
    private static final Duration SILENT_AT_MOST = Duration.ofMinutes(2);

    /** Stands for a job's request where files have their numbers. */
    static final int REQUEST = -1;

    private final Database database;
    private final KeyRing keys;

    ExportJobs(Database database, KeyRing keys) {
        this.database = database;
        this.keys = keys;
    }

    enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    /**
     * @param url of the kick-off
     * @param deidentified whether its files tell of nobody
     */
    record Asked(String url, boolean deidentified) {
        private static final String DEIDENTIFIED = "deidentified ";

        byte[] encoded() {
            return ((deidentified ? DEIDENTIFIED : "") + url).getBytes(StandardCharsets.UTF_8);
        }

        /** A URL begins with no such word. */
        static Asked decoded(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            boolean deidentified = text.startsWith(DEIDENTIFIED);
            return new Asked(deidentified ? text.substring(DEIDENTIFIED.length()) : text, deidentified);
        }

        /** A URL may hold what was searched for. */
        @Override
        public String toString() {
            return "export";
        }
    }

    /** @param expires when its files cannot be fetched any more */
    record Job(UUID id, State state, Asked asked, Instant at, int progress, Instant expires) {}

    /** Without its body. */
    record File(int number, String type, int resources) {}

    /** @param patientIds whose records it holds */
    record Contents(byte[] ndjson, List<String> patientIds) {}

    private DataKey key(TenantId tenant) {
        return keys.tenant(tenant).data();
    }

    private byte[] owner(TenantId tenant, String owner) {
        return Arrays.copyOf(key(tenant).hash().hash(("export|" + owner).getBytes(StandardCharsets.UTF_8)), 16);
    }

    void start(TenantId tenant, UUID id, String owner, Asked asked, Instant now, Duration keep) {
        byte[] sealedPart = key(tenant).seal(asked.encoded(), place(tenant, id, REQUEST));
        run(
                tenant,
                "delete from export_job where tenant = ? and expires_at < ? returning 1",
                List.of(tenant.value(), now.toEpochMilli()));
        run(
                tenant,
                "insert into export_job (tenant, id, owner, state, request, at, alive_at, expires_at)"
                        + " values (?, ?::uuid, ?, 'running', ?, ?, ?, ?) returning 1",
                List.of(
                        tenant.value(),
                        id.toString(),
                        owner(tenant, owner),
                        sealedPart,
                        now.toEpochMilli(),
                        now.toEpochMilli(),
                        now.plus(keep).toEpochMilli()));
    }

    /** Empty when there is none, when it is another's, and when it is past. */
    Optional<Job> find(TenantId tenant, UUID id, String owner, Instant now) {
        String sql = "select state, request, at, progress, alive_at, expires_at from export_job"
                + " where tenant = ? and id = ?::uuid and owner = ? and expires_at >= ? and state <> 'cancelled'";
        List<Object> parameters = List.of(tenant.value(), id.toString(), owner(tenant, owner), now.toEpochMilli());
        return database
                .reading(
                        tenant,
                        session -> session.query(sql, parameters, row -> {
                            State state = State.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
                            boolean silent =
                                    row.getLong(5) < now.minus(SILENT_AT_MOST).toEpochMilli();
                            return new Job(
                                    id,
                                    state == State.RUNNING && silent ? State.FAILED : state,
                                    Asked.decoded(key(tenant).open(row.getBytes(2), place(tenant, id, REQUEST))),
                                    Instant.ofEpochMilli(row.getLong(3)),
                                    row.getInt(4),
                                    Instant.ofEpochMilli(row.getLong(6)));
                        }))
                .stream()
                .findFirst();
    }

    List<File> files(TenantId tenant, UUID id) {
        return database.reading(
                tenant,
                session -> session.query(
                        "select number, type, resources from export_file where tenant = ? and job = ?::uuid"
                                + " order by number",
                        List.of(tenant.value(), id.toString()),
                        row -> new File(row.getInt(1), row.getString(2), row.getInt(3))));
    }

    Optional<Contents> contents(TenantId tenant, UUID id, int number) {
        return database
                .reading(
                        tenant,
                        session -> session.query(
                                "select body from export_file where tenant = ? and job = ?::uuid and number = ?",
                                List.of(tenant.value(), id.toString(), number),
                                row -> row.getBytes(1)))
                .stream()
                .findFirst()
                .map(sealedPart -> decode(key(tenant).open(sealedPart, place(tenant, id, number))));
    }

    /** @return whether the job is still wanted */
    boolean add(TenantId tenant, UUID id, File file, Contents contents, Instant now) {
        byte[] sealedPart = key(tenant).seal(encode(contents), place(tenant, id, file.number()));
        return database.reading(tenant, session -> {
            boolean wanted = alive(session, id, file.resources(), now);
            if (wanted) {
                session.query(
                        "insert into export_file (tenant, job, number, type, resources, body)"
                                + " values (?, ?::uuid, ?, ?, ?, ?) returning 1",
                        List.of(
                                tenant.value(),
                                id.toString(),
                                file.number(),
                                file.type(),
                                file.resources(),
                                sealedPart),
                        row -> 1);
            }
            return wanted;
        });
    }

    boolean alive(TenantId tenant, UUID id, Instant now) {
        return database.reading(tenant, session -> alive(session, id, 0, now));
    }

    private static boolean alive(TenantSession session, UUID id, int more, Instant now) throws SQLException {
        return !session.query(
                        "update export_job set alive_at = ?, progress = progress + ? where tenant = ? and id = ?::uuid"
                                + " and state = 'running' returning 1",
                        List.of(now.toEpochMilli(), more, session.tenant().value(), id.toString()),
                        row -> 1)
                .isEmpty();
    }

    void end(TenantId tenant, UUID id, State state) {
        run(
                tenant,
                "update export_job set state = ? where tenant = ? and id = ?::uuid and state = 'running' returning 1",
                List.of(state.name().toLowerCase(Locale.ROOT), tenant.value(), id.toString()));
    }

    /** Stops it if it runs, and removes what it has written. */
    void remove(TenantId tenant, UUID id) {
        List<Object> parameters = List.of(tenant.value(), id.toString());
        run(tenant, "delete from export_job where tenant = ? and id = ?::uuid returning 1", parameters);
    }

    /** Removes the exports that hold this patient's record, and those that run; answers how many. */
    int removeThoseWith(TenantId tenant, String patientId) {
        List<UUID> jobs = database.reading(
                tenant,
                session -> session.query(
                        "select id from export_job where tenant = ?",
                        List.of(tenant.value()),
                        row -> row.getObject(1, UUID.class)));
        int removed = 0;
        for (UUID job : jobs) {
            boolean holds = files(tenant, job).stream()
                    .anyMatch(file -> contents(tenant, job, file.number())
                            .filter(contents -> contents.patientIds().contains(patientId))
                            .isPresent());
            String which = holds ? "" : " and state = 'running'";
            removed += database.reading(
                            tenant,
                            session -> session.query(
                                    "delete from export_job where tenant = ? and id = ?::uuid" + which + " returning 1",
                                    List.of(tenant.value(), job.toString()),
                                    row -> 1))
                    .size();
        }
        return removed;
    }

    private void run(TenantId tenant, String sql, List<Object> parameters) {
        database.reading(tenant, session -> session.query(sql, parameters, row -> 1));
    }

    static String place(TenantId tenant, UUID id, int number) {
        return tenant + "|export|" + id + "|" + number;
    }

    /** The patients in one line, then the file. */
    private static byte[] encode(Contents contents) {
        byte[] patients = (String.join(" ", contents.patientIds()) + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(patients, patients.length + contents.ndjson().length);
        System.arraycopy(contents.ndjson(), 0, all, patients.length, contents.ndjson().length);
        return all;
    }

    private static Contents decode(byte[] bytes) {
        int end = 0;
        while (bytes[end] != '\n') {
            end++;
        }
        String patients = new String(bytes, 0, end, StandardCharsets.UTF_8);
        return new Contents(
                Arrays.copyOfRange(bytes, end + 1, bytes.length),
                patients.isEmpty() ? List.of() : new ArrayList<>(List.of(patients.split(" "))));
    }
}

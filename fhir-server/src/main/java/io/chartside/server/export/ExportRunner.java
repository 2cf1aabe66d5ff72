package io.chartside.server.export;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.store.CriteriaMatcher;
import io.chartside.server.store.Database;
import io.chartside.server.store.MomentReader;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TenantSession;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs exports. The moment that an export shows is its kick-off: it begins to read once every write transaction that
 * could carry an earlier time stamp has ended, and reads of each resource the version of that moment. So it holds all that
 * was stored before and nothing that was stored after, whatever is written meanwhile, and no transaction stays open.
 */
final class ExportRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExportRunner.class);
    private static final int PAGE = 500;
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Database database;
    private final MomentReader reader;
    private final CriteriaMatcher matcher;
    private final ExportJobs jobs;
    private final ExportSettings settings;
    private final Clock clock;
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "export");
        thread.setDaemon(true);
        return thread;
    });

    ExportRunner(
            Database database,
            MomentReader reader,
            CriteriaMatcher matcher,
            ExportJobs jobs,
            ExportSettings settings,
            Clock clock) {
        this.database = database;
        this.reader = reader;
        this.matcher = matcher;
        this.jobs = jobs;
        this.settings = settings;
        this.clock = clock;
    }

    void submit(ExportRequest request) {
        workers.schedule(
                () -> guarded(request, () -> {
                    String horizon = database.reading(request.tenant(), MomentReader::horizon);
                    runOnce(request, horizon);
                }),
                settings.settleTime().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void runOnce(ExportRequest request, String horizon) throws SQLException {
        boolean past = database.reading(request.tenant(), session -> MomentReader.isPast(session, horizon));
        if (past) {
            run(request);
        } else if (jobs.alive(request.tenant(), request.job(), clock.instant())) {
            workers.schedule(
                    () -> guarded(request, () -> runOnce(request, horizon)), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** What may fail. */
    private interface Step {
        void run() throws SQLException;
    }

    private void guarded(ExportRequest request, Step step) {
        try {
            step.run();
        } catch (SQLException | RuntimeException e) {
            // The message may hold a health record.
            LOG.error("{} failed: {}", request, e.getClass().getName());
            jobs.end(request.tenant(), request.job(), ExportJobs.State.FAILED);
        }
    }

    private void run(ExportRequest request) throws SQLException {
        Set<Long> patients = request.patientIds().isEmpty() ? Set.of() : patientRids(request);
        if (request.patientIds().isEmpty() || !patients.isEmpty()) {
            Writer writer = new Writer(request);
            for (String type : request.types()) {
                if (!write(request, writer, type, patients)) {
                    return;
                }
            }
        }
        jobs.end(request.tenant(), request.job(), ExportJobs.State.DONE);
    }

    private Set<Long> patientRids(ExportRequest request) {
        return database.reading(
                request.tenant(),
                session -> new HashSet<>(session.query(
                        "select rid from resource where tenant = ? and type = ? and id = any(?)",
                        List.of(
                                request.tenant().value(),
                                ResourceTypes.number("Patient"),
                                request.patientIds().toArray(String[]::new)),
                        row -> row.getLong(1))));
    }

    /** @return whether the job is still wanted */
    private boolean write(ExportRequest request, Writer writer, String type, Set<Long> patients) {
        Sight.Extent extent = request.sight().of(type);
        MomentReader.Asked asked =
                new MomentReader.Asked(type, extent, request.at(), request.since(), patients, request.ofPatients());
        List<String> seen =
                extent.unlimited() instanceof Sight.Extent.Narrowed narrowed ? narrowed.criteria() : List.of();
        List<String> filters = request.filters().getOrDefault(type, List.of());
        String after = "";
        while (after != null) {
            String from = after;
            MomentReader.Page page = database.reading(
                    request.tenant(), (TenantSession session) -> reader.page(session, asked, from, PAGE));
            for (RowSeal.Opened opened : page.resources()) {
                StoredResource resource = opened.resource();
                boolean fits = !resource.deleted()
                        && matcher.fitsAny(type, seen, resource, opened.values())
                        && matcher.fitsAny(type, filters, resource, opened.values());
                if (fits && !writer.add(type, resource)) {
                    return false;
                }
            }
            after = page.lastId();
            if (!jobs.alive(request.tenant(), request.job(), clock.instant())) {
                return false;
            }
        }
        return writer.finish();
    }

    /** Fills files up to their size. */
    private final class Writer {
        private final ExportRequest request;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final Set<String> patientIds = new LinkedHashSet<>();
        private String type = "";
        private int number;
        private int resources;

        Writer(ExportRequest request) {
            this.request = request;
        }

        boolean add(String resourceType, StoredResource resource) {
            type = resourceType;
            body.writeBytes(resource.json());
            body.write('\n');
            resource.patientId().ifPresent(patientIds::add);
            resources++;
            return body.size() < settings.fileSize().toBytes() || finish();
        }

        boolean finish() {
            if (resources == 0) {
                return true;
            }
            boolean wanted = jobs.add(
                    request.tenant(),
                    request.job(),
                    new ExportJobs.File(number, type, resources),
                    new ExportJobs.Contents(body.toByteArray(), List.copyOf(patientIds)),
                    clock.instant());
            number++;
            resources = 0;
            body.reset();
            patientIds.clear();
            return wanted;
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}

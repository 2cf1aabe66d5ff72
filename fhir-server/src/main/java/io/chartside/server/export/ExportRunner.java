package io.chartside.server.export;

import io.chartside.server.deidentify.Deidentification;
import io.chartside.server.deidentify.PatientGroups;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.store.CriteriaMatcher;
import io.chartside.server.store.Database;
import io.chartside.server.store.MomentReader;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TenantSession;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
        boolean any = request.patientIds().isEmpty() || !patients.isEmpty();
        if (!any || write(request, patients)) {
            jobs.end(request.tenant(), request.job(), ExportJobs.State.DONE);
        }
    }

    /** @return whether the job is still wanted */
    private boolean write(ExportRequest request, Set<Long> patients) {
        ExportForm form = request.deidentified() ? deidentified(request, patients) : ExportForm.WHOLE;
        ExportWriter writer =
                new ExportWriter(request, jobs, settings.fileSize().toBytes(), clock);
        List<String> types = request.deidentified() ? largeEnough(request, form, patients) : request.types();
        for (String type : types) {
            boolean wanted = each(
                    request,
                    type,
                    patients,
                    resource -> form.line(type, resource)
                            .map(line -> writer.add(type, line, resource.patientId()))
                            .orElse(true));
            if (!wanted || !writer.finish()) {
                return false;
            }
        }
        return writer.leftOut(
                request.types().stream().filter(type -> !types.contains(type)).toList());
    }

    /**
     * The form in which no patient is told apart from fewer others than the tenant's policy says. Who is told apart in any form
     * has no Patient in the export, and so none of his record.
     */
    private ExportForm deidentified(ExportRequest request, Set<Long> patients) {
        Deidentification deidentification = new Deidentification(clock);
        if (request.smallestGroup() == 1 || !request.types().contains("Patient")) {
            return ExportForm.deidentified(deidentification, null, Set.of());
        }
        PatientGroups groups = new PatientGroups(request.smallestGroup());
        each(request, "Patient", patients, patient -> {
            deidentification.form(patient.json()).ifPresent(groups::count);
            return true;
        });
        groups.settle();
        Set<String> leftOut = new HashSet<>();
        each(request, "Patient", patients, patient -> {
            if (deidentification.form(patient.json()).flatMap(groups::told).isEmpty()) {
                leftOut.add(patient.id());
            }
            return true;
        });
        return ExportForm.deidentified(deidentification, groups, leftOut);
    }

    /**
     * The types that are of so many patients that none of them is told of by being in the export, and with them those of
     * nobody. A pass of its own, since how many are written is told while it runs.
     */
    private List<String> largeEnough(ExportRequest request, ExportForm form, Set<Long> patients) {
        Set<String> large = new HashSet<>();
        for (String type : request.types()) {
            if (Deidentification.isOfPatients(type)) {
                Set<String> found = new HashSet<>();
                each(request, type, patients, resource -> {
                    form.line(type, resource)
                            .ifPresent(line -> found.add(resource.patientId().orElseThrow()));
                    return found.size() < TooFew.SMALLEST;
                });
                if (found.size() >= TooFew.SMALLEST) {
                    large.add(type);
                }
            }
        }
        return request.types().stream()
                .filter(type -> large.contains(type) || !large.isEmpty() && !Deidentification.isOfPatients(type))
                .toList();
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

    /**
     * @param action answers whether to go on
     * @return whether it went on to the end, and the job is still wanted
     */
    private boolean each(ExportRequest request, String type, Set<Long> patients, Predicate<StoredResource> action) {
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
                if (fits && !action.test(resource)) {
                    return false;
                }
            }
            after = page.lastId();
            if (!jobs.alive(request.tenant(), request.job(), clock.instant())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}

package io.chartside.app.cdshooks;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.ehr.FhirFailure;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** What the services have to do besides answering: warm up once, send owed audit events, forget what is over. */
@Component
final class HookWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(HookWorker.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int REPORTS_AT_ONCE = 20;

    private final EhrProfiles profiles;
    private final VisitStates states;
    private final HookReports reports;
    private final HookRefusals refusals;
    private final HookStore store;
    private final CdsHooksSettings settings;
    private final Set<String> warm = new HashSet<>();
    private final Set<String> cold = new HashSet<>();
    private volatile ScheduledExecutorService executor;

    HookWorker(
            EhrProfiles profiles,
            VisitStates states,
            HookReports reports,
            HookRefusals refusals,
            HookStore store,
            CdsHooksSettings settings) {
        this.profiles = profiles;
        this.states = states;
        this.reports = reports;
        this.refusals = refusals;
        this.store = store;
        this.settings = settings;
    }

    /** One round of all of it. */
    private void turn() {
        refusals.report();
        sendReports();
        store.forget();
        profiles.all().stream()
                .filter(profile -> profile.cdsHooks().isPresent() && !warm.contains(profile.tenant()))
                .forEach(this::warm);
    }

    /** Asked again until it answers; that it does not is told once. */
    private void warm(EhrProfile profile) {
        try {
            states.warm(profile);
            warm.add(profile.tenant());
        } catch (FhirFailure notYet) {
            if (cold.add(profile.tenant())) {
                LOG.info("CDS services of {} wait for the record: {}", profile, notYet.getMessage());
            }
        }
    }

    /** One that the record does not take stays, and holds up no other. */
    void sendReports() {
        for (HookReports.Owed owed : reports.take(REPORTS_AT_ONCE)) {
            profiles.ofSite(owed.site()).ifPresent(profile -> send(profile, owed));
        }
    }

    private void send(EhrProfile profile, HookReports.Owed owed) {
        try {
            states.record(profile).create(owed.event());
            reports.settled(owed.id());
        } catch (FhirFailure notTaken) {
            LOG.warn(
                    "an audit event of {} is still owed: {} (request {})",
                    profile,
                    notTaken.getMessage(),
                    notTaken.requestId());
        }
    }

    private void safeTurn() {
        try {
            turn();
        } catch (RuntimeException failed) {
            LOG.error(
                    "a round of the CDS services failed: {}", failed.getClass().getName());
        }
    }

    @Override
    public void start() {
        boolean offered =
                profiles.all().stream().anyMatch(profile -> profile.cdsHooks().isPresent());
        if (!settings.worker() || !offered) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread thread = new Thread(run, "cds-hooks");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::safeTurn, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        executor.shutdown();
        executor = null;
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }
}

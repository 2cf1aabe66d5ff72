package io.chartside.app.writeback;

import io.chartside.app.ehr.AccessReport;
import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.FhirFailure;
import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.ehr.FhirUnavailable;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.app.ehr.SignInAgain;
import io.chartside.app.ehr.Written;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchOpened;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.launch.LaunchSessions;
import io.chartside.app.writeback.DeliveryState.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Delivers what is due in the ledger, one write after the other; any number of processes may do so at once. */
@Component
final class DeliveryWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final int REPORTS_AT_ONCE = 20;

    private final Ledger ledger;
    private final LaunchSessions sessions;
    private final FhirClients clients;
    private final AccessReport accessReport;
    private final WritebackSettings settings;
    private volatile ScheduledExecutorService executor;

    DeliveryWorker(
            Ledger ledger,
            LaunchSessions sessions,
            FhirClients clients,
            AccessReport accessReport,
            WritebackSettings settings) {
        this.ledger = ledger;
        this.sessions = sessions;
        this.clients = clients;
        this.accessReport = accessReport;
        this.settings = settings;
    }

    /** Works off what is due now. */
    void deliverDue() {
        ledger.recover();
        Optional<Ledger.Claim> claim = ledger.claim();
        while (claim.isPresent()) {
            deliver(claim.get());
            claim = ledger.claim();
        }
        ledger.owedReports(REPORTS_AT_ONCE).forEach(this::report);
    }

    private void deliver(Ledger.Claim claim) {
        Optional<LaunchSession> session = sessions.find(claim.launch());
        if (session.isEmpty()) {
            ledger.settle(claim, new Attempt.SignInNeeded(), Optional.empty());
            return;
        }
        EhrClient ehr = clients.ehr(session.get());
        Attempt attempt = attempt(ehr, claim);
        ledger.settle(claim, attempt, owed(session.get(), ehr));
        LOG.info(
                "delivery {} attempt {}: {}",
                claim.id(),
                claim.attempts(),
                attempt.getClass().getSimpleName());
    }

    private Attempt attempt(EhrClient ehr, Ledger.Claim claim) {
        PlannedWrite write = claim.write();
        try {
            if (claim.state() == State.UNKNOWN && !write.conditional()) {
                return asked(ehr, write);
            }
            Written<Resource> written = write.conditional()
                    ? ehr.createIfNoneExist(write.resource(), match(write))
                    : ehr.create(write.resource());
            return new Attempt.Done(write.resource().fhirType() + "/" + written.id());
        } catch (SignInAgain ended) {
            return new Attempt.SignInNeeded();
        } catch (FhirRefused refused) {
            return new Attempt.Refused(refused.reasons());
        } catch (FhirUnavailable unavailable) {
            return unavailable.perhapsDone()
                    ? new Attempt.AnswerLost(unavailable.getMessage())
                    : new Attempt.NotSent(unavailable.getMessage());
        }
    }

    private static Attempt asked(EhrClient ehr, PlannedWrite write) {
        List<? extends Resource> found = ehr.all(write.resource().getClass(), match(write), 1);
        return found.isEmpty()
                ? new Attempt.Absent()
                : new Attempt.Done(write.resource().fhirType() + "/"
                        + found.get(0).getIdElement().getIdPart());
    }

    private static SearchParameters match(PlannedWrite write) {
        return SearchParameters.none().identifier(write.identifierSystem(), write.identifierValue());
    }

    private Optional<Bundle> owed(LaunchSession session, EhrClient ehr) {
        return session.record()
                .patient()
                .flatMap(patient -> accessReport.take(
                        clients.profile(session),
                        ehr.journal(),
                        clients.record(session),
                        patient,
                        session.record().practitioner()));
    }

    private void report(Ledger.OwedReport report) {
        Optional<LaunchSession> session = sessions.find(report.launch());
        try {
            if (session.isEmpty()) {
                ledger.reportWaitsForSignIn(report);
            } else {
                accessReport.send(clients.record(session.get()), report.batch());
                ledger.reported(report);
            }
        } catch (SignInAgain ended) {
            ledger.reportWaitsForSignIn(report);
        } catch (FhirFailure later) {
            LOG.warn("access report of delivery {} is still owed: {}", report.id(), later.getMessage());
        }
    }

    @EventListener
    void resume(LaunchOpened opened) {
        if (ledger.resume(opened.session()) > 0) {
            wake();
        }
    }

    /** Looks at the ledger now instead of at the next turn. */
    void wake() {
        ScheduledExecutorService running = executor;
        if (running != null) {
            try {
                running.execute(this::turn);
            } catch (RejectedExecutionException stopping) {
                LOG.debug("stopping: what is due stays in the ledger");
            }
        }
    }

    /** A turn that fails must not end the schedule; what it had claimed is recovered from the ledger. */
    private void turn() {
        try {
            deliverDue();
        } catch (RuntimeException failed) {
            LOG.error("delivery turn failed: {}", failed.getClass().getName());
        }
    }

    @Override
    public void start() {
        if (settings.worker()) {
            executor = Executors.newSingleThreadScheduledExecutor(run -> new Thread(run, "delivery"));
            long pause = settings.pollInterval().toMillis();
            executor.scheduleWithFixedDelay(this::turn, pause, pause, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        if (running != null) {
            running.shutdown();
            try {
                running.awaitTermination(15, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }
}

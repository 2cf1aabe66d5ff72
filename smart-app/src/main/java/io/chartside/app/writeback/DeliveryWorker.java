package io.chartside.app.writeback;

import io.chartside.app.ehr.AccessReport;
import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.EhrJournal;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.ehr.FhirFailure;
import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.ehr.FhirUnavailable;
import io.chartside.app.ehr.SignInAgain;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchOpened;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.launch.LaunchSession.Context;
import io.chartside.app.launch.LaunchSessions;
import io.chartside.app.words.Texts;
import io.chartside.app.writeback.DeliveryState.State;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Delivers what is due in the ledger. The writes of one site go one after the other, and each site has a thread while it has
 * something due: one that is slow or silent holds up nobody but itself. Any number of processes may do so at once.
 */
@Component
final class DeliveryWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final int REPORTS_AT_ONCE = 20;
    /** No site has this name. */
    private static final String REPORTS = "";

    private static final Duration LAST_ANSWERS = Duration.ofSeconds(15);

    private final Ledger ledger;
    private final OwedReports reports;
    private final TextsBefore textsBefore;
    private final LaunchSessions sessions;
    private final EhrProfiles profiles;
    private final FhirClients clients;
    private final List<Channel> channels;
    private final ObjectProvider<Chore> chores;
    private final AccessReport accessReport;
    private final WritebackSettings settings;
    private final Clock clock;
    private volatile Lanes lanes;
    private volatile ScheduledExecutorService executor;

    DeliveryWorker(
            Ledger ledger,
            OwedReports reports,
            TextsBefore textsBefore,
            LaunchSessions sessions,
            EhrProfiles profiles,
            FhirClients clients,
            List<Channel> channels,
            ObjectProvider<Chore> chores,
            AccessReport accessReport,
            WritebackSettings settings,
            Clock clock) {
        this.ledger = ledger;
        this.reports = reports;
        this.textsBefore = textsBefore;
        this.sessions = sessions;
        this.profiles = profiles;
        this.clients = clients;
        this.channels = channels;
        this.chores = chores;
        this.accessReport = accessReport;
        this.settings = settings;
        this.clock = clock;
    }

    /** Works off what is due now, and returns when that is done. */
    void deliverDue() {
        beginChores().join();
        begin().join();
    }

    private CompletableFuture<Void> beginChores() {
        return CompletableFuture.allOf(chores.stream()
                .map(chore -> lanes.begin("chore:" + chore.name(), chore))
                .toArray(CompletableFuture[]::new));
    }

    /** Sets every site to work that has something due; one that is at work goes on with it by itself. */
    CompletableFuture<Void> begin() {
        ledger.recover();
        return CompletableFuture.allOf(ledger.sitesDue().stream()
                        .map(site -> lanes.begin(site, () -> deliver(site)))
                        .toArray(CompletableFuture[]::new))
                .thenCompose(done -> lanes.begin(REPORTS, this::report));
    }

    private void deliver(String site) {
        Optional<Ledger.Taken> taken = ledger.take(site);
        while (taken.isPresent()) {
            try {
                if (taken.get() instanceof Ledger.Claim claim) {
                    deliver(claim);
                } else {
                    setAside(taken.get());
                }
            } catch (RuntimeException failed) {
                // Whether it left is not known: it keeps its claim until that has run out, and holds up no other.
                LOG.error(
                        "delivery {} failed: {}",
                        taken.get().id(),
                        failed.getClass().getName());
            }
            taken = ledger.take(site);
        }
    }

    /** Its clinician sees that it cannot be read, and the record has it in its audit trail. */
    private void setAside(Ledger.Taken unreadable) {
        LOG.error("delivery {} cannot be read and is set aside", unreadable.id());
        Optional<LaunchSession> session = sessions.find(unreadable.launch());
        ledger.settle(
                unreadable,
                new Attempt.Unreadable(unreadable.id()),
                Optional.of(accessReport.unreadable(
                        unreadable.id(),
                        session.flatMap(launch -> launch.record().patient()),
                        clock.instant())));
    }

    private void report() {
        Optional<OwedReports.Report> taken = reports.take();
        for (int told = 1; taken.isPresent(); told++) {
            report(taken.get());
            taken = told < REPORTS_AT_ONCE ? reports.take() : Optional.empty();
        }
    }

    private void deliver(Ledger.Claim claim) {
        Optional<EhrProfile> profile = profiles.ofSite(claim.site());
        if (profile.isEmpty()) {
            ledger.settle(claim, new Attempt.NotSent(Texts.kept("ledger.not-registered")), Optional.empty());
            return;
        }
        if (claim.write().refusal().isPresent()) {
            // A person's "try again" does not make it smaller.
            ledger.settle(
                    claim, new Attempt.Refused(List.of(claim.write().refusal().get())), Optional.empty());
            return;
        }
        Channel channel = channels.stream()
                .filter(one -> one.takes(claim.write().content()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no channel for " + claim.write()));
        Optional<LaunchSession> session = sessions.find(claim.launch());
        if (session.isEmpty() && channel.asClinician()) {
            ledger.settle(claim, new Attempt.SignInNeeded(), Optional.empty());
            return;
        }
        Optional<EhrClient> ehr = session.map(clients::ehr);
        EhrJournal journal = ehr.map(EhrClient::journal).orElseGet(() -> new EhrJournal(clock));
        Channel.Errand errand = new Channel.Errand(
                profile.get(), ehr, journal, claim.before(), claim.decided(), claim.state() == State.UNKNOWN);
        Attempt attempt = attempt(channel, errand, claim);
        ledger.settle(claim, attempt, owed(errand, claim, session));
        if (!(attempt instanceof Attempt.Done) && WithdrawalPlan.sameForEveryText(profile.get())) {
            textsBefore.follow(claim.site());
        }
        LOG.info(
                "delivery {} attempt {}: {}",
                claim.id(),
                claim.attempts(),
                attempt.getClass().getSimpleName());
    }

    private static Attempt attempt(Channel channel, Channel.Errand errand, Ledger.Claim claim) {
        PlannedWrite write = claim.write();
        try {
            if (claim.state() != State.UNKNOWN) {
                return channel.send(errand, write);
            }
            if (claim.withdrawn()) {
                return asked(channel, errand, write);
            }
            return write.repeat() == PlannedWrite.Repeat.SAFE
                    ? channel.send(errand, write)
                    : channel.ask(errand, write);
        } catch (SignInAgain ended) {
            return new Attempt.SignInNeeded();
        } catch (FhirRefused refused) {
            return new Attempt.Refused(Refusals.words(refused));
        } catch (FhirUnavailable unavailable) {
            return unavailable.perhapsDone()
                    ? new Attempt.AnswerLost(unavailable.reason())
                    : new Attempt.NotSent(
                            unavailable.reason(), unavailable.retryAfter().orElse(Duration.ZERO));
        }
    }

    /** What is void is never sent again, also where that would change nothing. A question that is refused tells nothing of it. */
    private static Attempt asked(Channel channel, Channel.Errand errand, PlannedWrite write) {
        try {
            return channel.ask(errand, write);
        } catch (FhirRefused refused) {
            return new Attempt.OnlyALookTells(Texts.kept("ledger.does-not-say"));
        }
    }

    /**
     * Of the patient whom the write concerns: the launch that lets it go on may be one of another. Writes from before they told
     * whom take it from their launch.
     */
    private Optional<Bundle> owed(Channel.Errand errand, Ledger.Claim claim, Optional<LaunchSession> session) {
        Context about = claim.about().patient().isPresent()
                ? claim.about()
                : session.map(LaunchSession::record).orElse(claim.about());
        return about.patient()
                .flatMap(patient ->
                        accessReport.take(errand.profile(), errand.journal(), patient, about.practitioner()));
    }

    private void report(OwedReports.Report report) {
        Optional<LaunchSession> session = sessions.find(report.launch());
        try {
            if (session.isEmpty()) {
                reports.waitForSignIn(report);
            } else {
                accessReport.send(clients.record(session.get()), report.batch());
                reports.told(report);
            }
        } catch (SignInAgain ended) {
            reports.waitForSignIn(report);
        } catch (FhirFailure later) {
            reports.later(report);
            LOG.warn("access report of delivery {} is still owed: {}", report.delivery(), later.getMessage());
        } catch (RuntimeException failed) {
            reports.later(report);
            LOG.error(
                    "access report of delivery {} failed: {}",
                    report.delivery(),
                    failed.getClass().getName());
        }
    }

    @EventListener
    void resume(LaunchOpened opened) {
        int writes = ledger.resume(opened.session());
        if (writes + reports.resume(opened.session()) > 0) {
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
    void turn() {
        try {
            // What is owed to the record waits for no site.
            CompletableFuture<Void> reports = lanes.begin(REPORTS, this::report);
            CompletableFuture.allOf(beginChores(), begin(), reports).exceptionally(failed -> {
                LOG.error("delivery failed: {}", failed.getClass().getName());
                return null;
            });
        } catch (RuntimeException | Error failed) {
            LOG.error("delivery turn failed: {}", failed.getClass().getName());
        }
    }

    @Override
    public void start() {
        lanes = new Lanes("delivery", settings.sitesAtOnce());
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
        }
        lanes.close(LAST_ANSWERS);
        lanes = null;
    }

    @Override
    public boolean isRunning() {
        return lanes != null;
    }
}

package io.chartside.app.handover;

import io.chartside.app.ehr.FhirFailure;
import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.ehr.SignInAgain;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchOpened;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.launch.LaunchSessions;
import io.chartside.app.launch.ShowError;
import io.chartside.app.writeback.Chore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Finishes what was begun and not handed over: after a crash, a lost answer of the record, a failed read. It has nothing but the
 * signer's own launch to do so; where that has ended, the signer's next one of the same visit.
 */
@Component
final class LeftOver implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOver.class);
    private static final int AT_ONCE = 20;

    /** What the record has not signed by then was never signed. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(10);

    /** Errors of the program, over two and a half hours: what fails then fails until somebody looks. */
    private static final int MOST_FAILURES = 8;

    private final IntentStore intents;
    private final HandOver handOver;
    private final LaunchSessions sessions;
    private final FhirClients clients;
    private final Clock clock;

    LeftOver(
            IntentStore intents,
            HandOver handOver,
            LaunchSessions sessions,
            FhirClients clients,
            Clock clock,
            MeterRegistry meters) {
        Gauge.builder("chartside.hand.over.failing", intents, IntentStore::failing)
                .description("signed work that has failed on its way to the write ledger")
                .register(meters);
        this.intents = intents;
        this.handOver = handOver;
        this.sessions = sessions;
        this.clients = clients;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "hand-over";
    }

    @Override
    public void run() {
        intents.take(AT_ONCE).forEach(this::finish);
    }

    private void finish(IntentStore.Open open) {
        Optional<LaunchSession> session = sessions.find(open.launch());
        if (session.isEmpty()) {
            intents.waitForSignIn(open.id());
            return;
        }
        try {
            boolean done = handOver.perform(session.get(), clients.record(session.get()), open.intent());
            if (done || clock.instant().isAfter(open.since().plus(GIVEN_UP))) {
                intents.remove(open.id());
                LOG.info("hand-over {} of a {}: {}", open.id(), open.intent(), done ? "done" : "never signed");
            }
        } catch (SignInAgain ended) {
            intents.waitForSignIn(open.id());
        } catch (FhirRefused | ShowError refused) {
            LOG.warn("hand-over {} is not to be had: {}", open.id(), refused.getMessage());
            if (clock.instant().isAfter(open.since().plus(GIVEN_UP))) {
                intents.remove(open.id());
            }
        } catch (FhirFailure later) {
            // No failure to tell of: whether it is signed at all is not known.
            LOG.warn("hand-over {} waits: {}", open.id(), later.getMessage());
        } catch (RuntimeException failed) {
            failed(open, failed);
        }
    }

    /** Its message may quote the note. It holds up no other. */
    private void failed(IntentStore.Open open, RuntimeException failed) {
        String what = failed.getClass().getName();
        Duration wait = intents.failed(open.id(), open.failures());
        if (open.failures() + 1 < MOST_FAILURES) {
            LOG.error("hand-over {} of a {} failed: {}; it is tried again in {}", open.id(), open.intent(), what, wait);
            return;
        }
        intents.waitForSignIn(open.id());
        LOG.error(
                "hand-over {} of a {} has failed {} times: {}; it rests until its clinician opens the visit again",
                open.id(),
                open.intent(),
                open.failures() + 1,
                what);
    }

    @EventListener
    void resume(LaunchOpened opened) {
        intents.resume(opened.session());
    }
}

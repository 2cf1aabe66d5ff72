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

    private final IntentStore intents;
    private final HandOver handOver;
    private final LaunchSessions sessions;
    private final FhirClients clients;
    private final Clock clock;

    LeftOver(IntentStore intents, HandOver handOver, LaunchSessions sessions, FhirClients clients, Clock clock) {
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
        } catch (FhirRefused | ShowError | IllegalArgumentException refused) {
            LOG.warn("hand-over {} is not to be had: {}", open.id(), refused.getMessage());
            if (clock.instant().isAfter(open.since().plus(GIVEN_UP))) {
                intents.remove(open.id());
            }
        } catch (FhirFailure later) {
            LOG.warn("hand-over {} waits: {}", open.id(), later.getMessage());
        } catch (RuntimeException failed) {
            // Its message may quote the note. It is tried again, and holds up no other.
            LOG.error("hand-over {} failed: {}", open.id(), failed.getClass().getName());
        }
    }

    @EventListener
    void resume(LaunchOpened opened) {
        intents.resume(opened.session());
    }
}

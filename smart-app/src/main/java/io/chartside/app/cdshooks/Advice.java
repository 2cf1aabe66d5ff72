package io.chartside.app.cdshooks;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.FhirFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Decides on a hook within its time (CDS Hooks 2.0: services should answer within about 500 ms): a clinician never waits for
 * Chartside. What is late, or what the record cannot tell, is no card.
 */
@Component
final class Advice implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Advice.class);

    /** Calls of hooks that are decided on at once; one more gets no card rather than a place in a queue. */
    private static final int AT_ONCE = 64;

    private final EncounterReader visits;
    private final VisitStates states;
    private final HookStore store;
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(0, AT_ONCE, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), run -> {
                Thread thread = new Thread(run, "cds-hooks-advice");
                thread.setDaemon(true);
                return thread;
            });

    Advice(EncounterReader visits, VisitStates states, HookStore store) {
        this.visits = visits;
        this.states = states;
        this.store = store;
    }

    /**
     * @param left how long it may take
     * @throws HookRefusal 412 when the EHR does not give what is needed
     */
    List<Card> on(CdsService service, EhrProfile profile, HookRequest request, Duration left) {
        if (request.encounter().isEmpty() || !request.byClinician()) {
            return List.of();
        }
        Future<List<Card>> deciding;
        try {
            deciding = executor.submit(() -> decide(service, profile, request));
        } catch (RejectedExecutionException busy) {
            LOG.warn("no time for {} of {}: too many at once", service.id(), profile);
            return List.of();
        }
        try {
            List<Card> cards = deciding.get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
            store.shown(profile.site(), service, cards);
            return cards;
        } catch (TimeoutException late) {
            // It goes on to its end: the next call then finds a token and open connections.
            LOG.warn("{} of {} was not decided in time", service.id(), profile);
            return List.of();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException failed) {
            return failed(service, profile, failed.getCause());
        }
    }

    private List<Card> decide(CdsService service, EhrProfile profile, HookRequest request) {
        Visit visit = visits.read(profile, request);
        return Cards.of(service, request, visit, states.of(profile, request.patient(), visit.id()));
    }

    private static List<Card> failed(CdsService service, EhrProfile profile, Throwable cause) {
        if (cause instanceof HookRefusal refusal) {
            throw refusal;
        }
        if (cause instanceof FhirFailure failure) {
            LOG.warn(
                    "{} of {} has no card: {} (request {})",
                    service.id(),
                    profile,
                    failure.getMessage(),
                    failure.requestId());
            return List.of();
        }
        throw new IllegalStateException("deciding on a hook failed", cause);
    }

    @Override
    public void destroy() {
        executor.shutdownNow();
    }
}

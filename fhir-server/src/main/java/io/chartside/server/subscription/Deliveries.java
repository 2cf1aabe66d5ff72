package io.chartside.server.subscription;

import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.access.Mandate;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.Origin;
import io.chartside.server.audit.SecurityLabels;
import io.chartside.server.authz.StandingCallers;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.Change;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.subscription.Held.Status;
import io.chartside.server.subscription.SubscriptionTable.Outcome;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one Subscription after the other. Events get their numbers, and these are committed, before they are sent; that
 * the receiver has them is committed, together with the record of the disclosure, after it said so. A process that dies
 * in between leaves a lease that ends, and the next sends the same events with the same numbers again.
 */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Consumer<UnitOfWork> NOTHING = unit -> {};

    private final SubscriptionTable table;
    private final Matching matching;
    private final Notification notification;
    private final Sender sender;
    private final StandingCallers callers;
    private final AccessPolicy policy;
    private final AuditTrail audit;
    private final SubscriptionSettings settings;

    Deliveries(
            SubscriptionTable table,
            Matching matching,
            Notification notification,
            Sender sender,
            StandingCallers callers,
            AccessPolicy policy,
            AuditTrail audit,
            SubscriptionSettings settings) {
        this.table = table;
        this.matching = matching;
        this.notification = notification;
        this.sender = sender;
        this.callers = callers;
        this.policy = policy;
        this.audit = audit;
        this.settings = settings;
    }

    /**
     * One step of one Subscription of the tenant that has something to do.
     *
     * @return whether there was one
     */
    boolean step(TenantId tenant, Instant now) {
        Optional<Held> held = table.lease(tenant, now, now.plus(settings.lease()));
        if (held.isEmpty()) {
            return false;
        }
        try {
            deliver(held.get(), now);
        } catch (SubscriptionTable.LeaseLost e) {
            return true; // What another process holds is another's to settle.
        } catch (RuntimeException e) {
            // A row that cannot be read must not be tried for ever at once; the message may hold a health record.
            LOG.error(
                    "a notification of {} could not be made: {}",
                    held.get(),
                    e.getClass().getName());
            failed(held.get(), Sender.Answer.failed("this server could not make a notification"), now);
        }
        return true;
    }

    private void deliver(Held held, Instant now) {
        Optional<Caller> standing = callers.now(
                        held.subscriber().caller(held.tenant(), held.id()),
                        Instant.ofEpochMilli(held.subscriber().since()),
                        Optional.ofNullable(held.subscriber().authorization()))
                .filter(caller -> caller.mandate()
                        .purposeOfUse()
                        .filter(SubscriptionRule.NO_ROUTE::equals)
                        .isEmpty());
        if (standing.isEmpty() || held.terms().isOver(now)) {
            end(held, Status.OFF, standing.isEmpty() ? held.subscriber().whyEnded() : "", now);
        } else if (held.status() == Status.REQUESTED && held.terms().form() == Terms.Form.ALLIANCE) {
            // That protocol has no handshake.
            settle(held, Status.ACTIVE, "", taken(held, Status.ACTIVE, held.delivered(), now), List.of());
        } else if (held.status() == Status.REQUESTED) {
            handshake(held, now);
        } else {
            events(held, standing.get(), now);
        }
    }

    private void handshake(Held held, Instant now) {
        Sender.Answer answer = sender.send(
                held, "handshake " + held.subscriber().since(), notification.ofStatus(held, "handshake", now), now);
        if (answer.taken()) {
            settle(held, Status.ACTIVE, "", taken(held, Status.ACTIVE, held.delivered(), now), List.of());
        } else {
            failed(held, answer, now);
        }
    }

    private void events(Held held, Caller caller, Instant now) {
        Sight all = policy.sight(caller, Interaction.READ);
        Sight sight = type -> all.of(type).withDrafts(false);
        Held current = held;
        if (held.delivered() >= held.numbered()) {
            Matching.Found found = matching.next(held, sight);
            if (!found.last().equals(held.after()) && !table.number(held, found.events(), found.last())) {
                return; // Taken over: the other will find the same.
            }
            current = new Held(
                    held.tenant(),
                    held.id(),
                    held.lease(),
                    held.status(),
                    found.last(),
                    held.numbered() + found.events().size(),
                    held.delivered(),
                    held.beatAt(),
                    held.failures(),
                    held.failingSince(),
                    held.subscriber());
        }
        List<Event> events = table.events(
                current.tenant(),
                current.id(),
                current.delivered() + 1,
                current.numbered(),
                current.terms().maxCount());
        if (!events.isEmpty()) {
            send(current, caller, sight, events, now);
        } else if (now.toEpochMilli() >= current.beatAt()) {
            heartbeat(current, now);
        } else {
            // What has a number and is there no more was of a patient who was erased.
            settle(current, taken(current, Status.ACTIVE, current.numbered(), current.beatAt(), now), List.of());
        }
    }

    private void send(Held held, Caller caller, Sight sight, List<Event> events, Instant now) {
        long last = events.get(events.size() - 1).number();
        Notification.Made made = held.terms().form() == Terms.Form.ALLIANCE
                ? notification.ofSession(held, events.get(0), sight)
                : notification.ofEvents(
                        held, "event-notification", events, sight, held.terms().content(), now);
        if (made.events() == 0) { // The subscriber may not see them any more.
            settle(held, taken(held, Status.ACTIVE, last, held.beatAt(), now), List.of());
            return;
        }
        Sender.Answer answer = sender.send(held, "events " + events.get(0).number() + " " + last, made.json(), now);
        if (answer.taken()) {
            settle(held, taken(held, Status.ACTIVE, last, now), disclosed(held, caller, made.told()));
        } else {
            failed(held, answer, now);
        }
    }

    private void heartbeat(Held held, Instant now) {
        Sender.Answer answer = sender.send(
                held, "heartbeat " + now.toEpochMilli(), notification.ofStatus(held, "heartbeat", now), now);
        if (answer.taken()) {
            settle(held, taken(held, Status.ACTIVE, held.numbered(), now), List.of());
        } else {
            failed(held, answer, now);
        }
    }

    private List<AuditRow> disclosed(Held held, Caller caller, List<StoredResource> told) {
        List<AuditedAct> acts = told.stream()
                .filter(version -> version.patientId().isPresent())
                .map(version -> AuditedAct.onResource(
                                Act.DISCLOSE,
                                200,
                                version.type(),
                                version.type() + "/" + version.id() + "/_history/" + version.version(),
                                version.patientId())
                        .labelled(SecurityLabels.of(version.json())))
                .toList();
        return acts.isEmpty() ? List.of() : audit.rows(caller, origin(held), acts);
    }

    private static Origin origin(Held held) {
        return new Origin(
                UUID.randomUUID().toString(),
                held.terms().address().getHost(),
                held.subscriber().base());
    }

    private static Outcome taken(Held held, Status status, long delivered, Instant now) {
        return taken(held, status, delivered, held.terms().nextBeat(now), now);
    }

    private static Outcome taken(Held held, Status status, long delivered, long beatAt, Instant now) {
        return new Outcome(status, delivered, now.toEpochMilli(), beatAt, 0, 0);
    }

    private void failed(Held held, Sender.Answer answer, Instant now) {
        long since = held.failingSince() == 0 ? now.toEpochMilli() : held.failingSince();
        boolean over = answer.gone()
                || now.toEpochMilli() - since >= settings.errorAfter().toMillis();
        if (over) {
            end(held, Status.ERROR, answer.problem().orElseThrow(), now);
            return;
        }
        int failures = held.failures() + 1;
        Duration pause = pause(failures);
        Duration asked = answer.pause();
        long due = now.plus(asked.compareTo(pause) > 0 ? asked : pause).toEpochMilli();
        settle(held, new Outcome(held.status(), held.delivered(), due, held.beatAt(), failures, since), List.of());
    }

    /** Twice as long each time, a fifth more or less so that receivers are not called in step. */
    private Duration pause(int failures) {
        long doubled = FIRST_PAUSE.toMillis() << Math.min(failures - 1, 20);
        long millis = Math.min(doubled, settings.longestPause().toMillis());
        return Duration.ofMillis(
                millis - millis / 5 + ThreadLocalRandom.current().nextLong(2 * millis / 5 + 1));
    }

    private void end(Held held, Status status, String problem, Instant now) {
        if (status == Status.ERROR) {
            LOG.warn("{} is in error: {}", held, problem);
        }
        settle(
                held,
                status,
                problem,
                new Outcome(status, held.delivered(), now.toEpochMilli(), Long.MAX_VALUE, 0, 0),
                List.of());
    }

    private void settle(Held held, Outcome outcome, List<AuditRow> rows) {
        table.settle(held, outcome, NOTHING, unit -> unit.audit(rows));
    }

    /** With the new state in the resource, as its next version. */
    private void settle(Held held, Status status, String problem, Outcome outcome, List<AuditRow> rows) {
        List<AuditRow> all = new ArrayList<>();
        table.settle(
                held,
                outcome,
                unit -> {
                    all.clear(); // The transaction may be run again.
                    all.addAll(rows);
                    all.addAll(written(held, status, problem, unit));
                },
                unit -> unit.audit(all));
    }

    private List<AuditRow> written(Held held, Status status, String problem, UnitOfWork unit) {
        for (StoredResource current : unit.lock(List.of(new UnitOfWork.Key("Subscription", held.id())))) {
            if (current.deleted()) {
                continue;
            }
            var tree = JsonTree.ofStored(current.json());
            tree.put("status", status.code());
            tree.remove("error");
            if (!problem.isEmpty()) {
                tree.put("error", problem);
            }
            StoredResource next = unit.apply(List.of(
                            new Change.Put("Subscription", held.id(), tree, false, OptionalLong.of(current.version()))))
                    .get(0);
            Caller caller = held.subscriber().caller(held.tenant(), held.id()).with(Mandate.NONE);
            return audit.rows(
                    caller,
                    origin(held),
                    List.of(AuditedAct.onResource(
                            Act.UPDATE,
                            200,
                            "Subscription",
                            "Subscription/" + held.id() + "/_history/" + next.version(),
                            Optional.empty())));
        }
        return List.of();
    }
}

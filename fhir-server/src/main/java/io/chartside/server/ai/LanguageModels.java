package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.fhir.ChartsideFhir.AiTransparency;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundFailed.Reach;
import io.chartside.outbound.OutboundRefused;
import io.chartside.scribe.identifier.Redaction;
import io.chartside.server.tenancy.AiRoute;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** Asks language models, as far as a tenant's policy lets them. */
@Component
final class LanguageModels {
    private static final int SHORTEST_ANSWER = 500;

    private final Map<String, ChatProvider> providers = new TreeMap<>();
    private final AiUsage usage;
    private final Clock clock;
    private final Breakers breakers;
    private final CompletableFuture<Redaction> redaction;

    LanguageModels(AiSettings settings, AiUsage usage, Clock clock) {
        settings.providers().forEach((name, provider) -> providers.put(name, new ChatProvider(provider)));
        this.usage = usage;
        this.clock = clock;
        this.breakers = new Breakers(clock);
        this.redaction = providers.isEmpty() ? null : CompletableFuture.supplyAsync(EmbeddedScribe::redaction);
    }

    /** @param answer empty when there is none that may be used; {@code outcome} says why */
    record Result<T>(Optional<T> answer, AiOutcome outcome) {}

    /** As the record names the model of a route. */
    static EngineDevice device(AiRoute route) {
        return new EngineDevice(route.model(), route.version(), AiTransparency.LANGUAGE_MODEL);
    }

    /** @param inputHash of what the task works on */
    <T> Result<T> ask(TenantId tenant, AiRoute route, ModelTask<T> task, String inputHash, AiCallTrail trail) {
        Attempt attempt = new Attempt(tenant, route, inputHash, trail, System.nanoTime());
        Optional<AiOutcome> refused = policy(route, task).or(() -> breakers.enter(route.provider()));
        if (refused.isPresent()) {
            attempt.record(refused.get(), Traffic.NONE);
            return new Result<>(Optional.empty(), refused.get());
        }
        AiOutcome outcome = AiOutcome.FAILED;
        Optional<Duration> pause = Optional.empty();
        try {
            ModelTask.Asked<T> asked = task.asked(redaction.join());
            Call call = call(attempt, asked.prompt(), asked.identifiers());
            outcome = call.outcome();
            pause = call.pause();
            Optional<T> verified = Optional.empty();
            if (call.reply().isPresent()) {
                try {
                    verified = asked.verified().apply(call.reply().get());
                    outcome = verified.isPresent() ? AiOutcome.ANSWERED : AiOutcome.UNSUPPORTED;
                } catch (Unreadable e) {
                    outcome = AiOutcome.UNREADABLE;
                }
            }
            attempt.record(outcome, call.traffic());
            return new Result<>(verified, outcome);
        } finally {
            breakers.tell(route.provider(), outcome, pause);
        }
    }

    /** What the tenant and the configuration say together; whatever does not fit is not allowed. */
    private Optional<AiOutcome> policy(AiRoute route, ModelTask<?> task) {
        ChatProvider provider = providers.get(route.provider());
        boolean allowed = provider != null
                && provider.region().equals(route.region())
                && task.mayLeave()
                && route.operation() == task.operation()
                && route.data().containsAll(task.operation().sends())
                && !LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).isAfter(route.contractUntil());
        return allowed ? Optional.empty() : Optional.of(AiOutcome.NOT_ALLOWED);
    }

    private record Call(Optional<String> reply, Traffic traffic, AiOutcome outcome, Optional<Duration> pause) {}

    private Call call(Attempt attempt, Prompt prompt, int identifiers) {
        AiRoute route = attempt.route();
        int longest = route.tokensPerCall() - prompt.tokensAtMost();
        AiUsage.Reserved reserved = usage.reservation(attempt.tenant(), route.provider(), route.tokensPerCall());
        if (longest < SHORTEST_ANSWER || !usage.reserve(reserved, route.tokensPerDay())) {
            return new Call(Optional.empty(), Traffic.NONE, AiOutcome.OVER_LIMIT, Optional.empty());
        }
        long cost = 0;
        try {
            attempt.record(AiOutcome.SENDING, Traffic.NONE.counted(0, identifiers));
            Call call = asked(route, prompt, longest, identifiers);
            cost = call.traffic().tokens();
            return call;
        } finally {
            usage.settle(reserved, cost);
        }
    }

    private Call asked(AiRoute route, Prompt prompt, int longest, int identifiers) {
        ChatProvider provider = providers.get(route.provider());
        Wire wire = provider.wire(route.timeLimit());
        try {
            ChatProvider.Reply reply = provider.ask(prompt, route.model(), longest, wire);
            boolean expected = reply.model().isEmpty()
                    || reply.model().get().equals(route.model())
                    || reply.model().get().equals(route.version());
            long tokens = reply.tokens() > 0 ? reply.tokens() : estimate(prompt, wire);
            return new Call(
                    Optional.of(reply.json()).filter(json -> expected),
                    wire.traffic().counted(tokens, identifiers),
                    expected ? AiOutcome.ANSWERED : AiOutcome.OTHER_MODEL,
                    Optional.empty());
        } catch (RuntimeException e) {
            return new Call(
                    Optional.empty(),
                    wire.traffic().counted(estimate(prompt, wire), identifiers),
                    fault(e, wire),
                    wire.retryAfter());
        }
    }

    /** What a call may have cost of which the provider did not say it: too much rather than too little. */
    private static long estimate(Prompt prompt, Wire wire) {
        return wire.traffic().sentBytes() == 0
                ? 0
                : prompt.tokensAtMost() + wire.traffic().answerBytes() / 3;
    }

    /** What a failure of the libraries means; the answer's status counts, since they wrap it in ways of their own. */
    private static AiOutcome fault(RuntimeException failure, Wire wire) {
        int status = wire.status();
        if (status == 429 || status == 503) {
            return AiOutcome.BUSY;
        }
        if (status >= 300) {
            return AiOutcome.REFUSED;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutboundRefused) {
                return AiOutcome.NOT_ALLOWED;
            }
            if (cause instanceof OutboundFailed lost) {
                return lost.reach() == Reach.NOT_SENT ? AiOutcome.UNREACHABLE : AiOutcome.LOST;
            }
        }
        return status == 0 ? AiOutcome.FAILED : AiOutcome.UNREADABLE;
    }

    /** One try of one route. */
    private record Attempt(TenantId tenant, AiRoute route, String inputHash, AiCallTrail trail, long started) {
        void record(AiOutcome outcome, Traffic traffic) {
            trail.record(new AiCall(
                    device(route),
                    Optional.of(route),
                    inputHash,
                    traffic,
                    Duration.ofNanos(System.nanoTime() - started),
                    outcome));
        }
    }
}

package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.fhir.ChartsideFhir.AiTransparency;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundFailed.Reach;
import io.chartside.outbound.OutboundRefused;
import io.chartside.scribe.Scribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.identifier.Redacted;
import io.chartside.scribe.identifier.Redaction;
import io.chartside.server.tenancy.AiData;
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

/** Has language models draft notes, as far as a tenant's policy lets them. */
@Component
final class LanguageModels {
    private static final int SHORTEST_ANSWER = 500;

    private final Map<String, ChatProvider> providers = new TreeMap<>();
    private final EmbeddedProvider embedded;
    private final AiUsage usage;
    private final Clock clock;
    private final Breakers breakers;
    private final CompletableFuture<Redaction> redaction;

    LanguageModels(AiSettings settings, EmbeddedProvider embedded, AiUsage usage, Clock clock) {
        settings.providers().forEach((name, provider) -> providers.put(name, new ChatProvider(provider)));
        this.embedded = embedded;
        this.usage = usage;
        this.clock = clock;
        this.breakers = new Breakers(clock);
        this.redaction = providers.isEmpty() ? null : CompletableFuture.supplyAsync(EmbeddedScribe::redaction);
    }

    /** @param answer empty when there is none that may be used; {@code outcome} says why */
    record Result(Optional<DraftAnswer> answer, AiOutcome outcome) {}

    /** As the record names the model of a route. */
    static EngineDevice device(AiRoute route) {
        return new EngineDevice(route.model(), route.version(), AiTransparency.LANGUAGE_MODEL);
    }

    /**
     * @param request without what is off the record
     * @param inputHash of its visit
     */
    Result draft(TenantId tenant, AiRoute route, DraftRequest request, String inputHash, AiCallTrail trail) {
        Attempt attempt = new Attempt(tenant, route, inputHash, trail, System.nanoTime());
        Optional<AiOutcome> refused = policy(route).or(() -> breakers.enter(route.provider()));
        if (refused.isPresent()) {
            return attempt.ended(refused.get(), Traffic.NONE, Optional.empty());
        }
        AiOutcome outcome = AiOutcome.FAILED;
        Optional<Duration> pause = Optional.empty();
        try {
            Scribe scribe = embedded.scribe();
            Visit shown = scribe.shown(request.visit());
            Redacted redacted = redaction
                    .join()
                    .redact(shown.transcript(), request.identifiers().get());
            Prompt prompt = NotePrompt.of(shown.noteType(), redacted.transcript());
            Call call = call(attempt, prompt, redacted);
            outcome = call.outcome();
            pause = call.pause();
            if (call.reply().isEmpty()) {
                return attempt.ended(outcome, call.traffic(), Optional.empty());
            }
            Optional<Draft> draft =
                    draft(scribe, request.visit(), shown, redacted, call.reply().get());
            outcome = draft.map(made -> made.note().sections().isEmpty() ? AiOutcome.UNSUPPORTED : AiOutcome.ANSWERED)
                    .orElse(AiOutcome.UNREADABLE);
            return attempt.ended(outcome, call.traffic(), draft);
        } finally {
            breakers.tell(route.provider(), outcome, pause);
        }
    }

    /** What the tenant and the configuration say together; whatever does not fit is not allowed. */
    private Optional<AiOutcome> policy(AiRoute route) {
        ChatProvider provider = providers.get(route.provider());
        boolean allowed = provider != null
                && provider.region().equals(route.region())
                && route.data().contains(AiData.TRANSCRIPT)
                && !LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).isAfter(route.contractUntil());
        return allowed ? Optional.empty() : Optional.of(AiOutcome.NOT_ALLOWED);
    }

    private record Call(Optional<String> reply, Traffic traffic, AiOutcome outcome, Optional<Duration> pause) {}

    private Call call(Attempt attempt, Prompt prompt, Redacted redacted) {
        AiRoute route = attempt.route();
        int longest = route.tokensPerCall() - prompt.tokensAtMost();
        AiUsage.Reserved reserved = usage.reservation(attempt.tenant(), route.provider(), route.tokensPerCall());
        if (longest < SHORTEST_ANSWER || !usage.reserve(reserved, route.tokensPerDay())) {
            return new Call(Optional.empty(), Traffic.NONE, AiOutcome.OVER_LIMIT, Optional.empty());
        }
        long cost = 0;
        try {
            attempt.record(AiOutcome.SENDING, Traffic.NONE.counted(0, redacted.size()));
            Call call = asked(route, prompt, longest, redacted.size());
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

    private static Optional<Draft> draft(Scribe scribe, Visit visit, Visit shown, Redacted redacted, String json) {
        try {
            return Optional.of(
                    scribe.verified(visit, new NoteAnswer(shown.transcript(), redacted).read(json, visit.noteType())));
        } catch (Unreadable e) {
            return Optional.empty();
        }
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

        Result ended(AiOutcome outcome, Traffic traffic, Optional<Draft> draft) {
            record(outcome, traffic);
            return new Result(
                    draft.filter(made -> outcome == AiOutcome.ANSWERED)
                            .map(made -> new DraftAnswer(made, device(route), Optional.of(NotePrompt.identity()))),
                    outcome);
        }
    }
}

package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.withheld.OffTheRecord;
import io.chartside.server.tenancy.AiRoute;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * The one way to a model (MA16, MA17). It keeps nothing of what passes: what the audit has to record, it tells its trail. What
 * the clinician put off the record passes to no model, whoever calls.
 */
@Component
public final class AiGateway {

    private final Tenants tenants;
    private final EmbeddedProvider embedded;
    private final LanguageModels models;
    private final OffTheRecord offTheRecord = EmbeddedScribe.offTheRecord();

    AiGateway(Tenants tenants, EmbeddedProvider embedded, LanguageModels models) {
        this.tenants = tenants;
        this.embedded = embedded;
        this.models = models;
    }

    /**
     * Has a note drafted: by the model of the tenant's route for it, else, or when that fails, by the engine of this process.
     *
     * @param trail is told of every call, before it leaves and after
     */
    public DraftAnswer draft(TenantId tenant, DraftRequest request, AiCallTrail trail) {
        DraftRequest onRecord = request.of(onRecord(request));
        Optional<AiRoute> route =
                tenants.find(tenant).flatMap(settings -> settings.ai().route(AiRoute.DRAFT_NOTE));
        if (route.isEmpty() || tellsOfNoVisit(onRecord)) {
            return embedded(onRecord, trail, List.of());
        }
        LanguageModels.Result result = models.draft(tenant, route.get(), onRecord, hash(onRecord.visit()), trail);
        return result.answer().orElseGet(() -> embedded(onRecord, trail, List.of(fallback(route.get(), result))));
    }

    /** A draft that nobody keeps, of a visit that goes on: by the engine of this process, whatever model drafts the visits. */
    public DraftAnswer preview(DraftRequest request, AiCallTrail trail) {
        return embedded(request.of(onRecord(request)), trail, List.of());
    }

    /** Whether the engine finds no visit in the words, or cannot read them: they go to nobody then. */
    private boolean tellsOfNoVisit(DraftRequest request) {
        return Flag.tellsOfNoVisit(embedded.scribe().draft(request.visit()).flags());
    }

    /**
     * Work of the embedded engine on what stands in the record, whatever model drafts the visits: nothing of it leaves the
     * process.
     *
     * @param inputs references of what it is given, with their versions
     */
    public <T> RecordAnswer<T> onRecord(List<String> inputs, Supplier<T> work) {
        long started = System.nanoTime();
        return new RecordAnswer<>(
                work.get(), EngineDevice.EMBEDDED, inputHash(inputs), Duration.ofNanos(System.nanoTime() - started));
    }

    /** SHA-256 of the versions that a work on the record is given, in hexadecimal. */
    public String inputHash(List<String> inputs) {
        return Wire.sha256(String.join("\n", inputs).getBytes(StandardCharsets.UTF_8));
    }

    private DraftAnswer embedded(DraftRequest request, AiCallTrail trail, List<Flag> flags) {
        long started = System.nanoTime();
        Draft draft;
        try {
            draft = embedded.scribe().draft(request.visit());
        } catch (RuntimeException e) {
            trail.record(call(request, started, AiOutcome.FAILED));
            throw e;
        }
        trail.record(call(request, started, AiOutcome.ANSWERED));
        return new DraftAnswer(with(draft, flags), embedded.engine(), Optional.empty());
    }

    private static AiCall call(DraftRequest request, long started, AiOutcome outcome) {
        return AiCall.embedded(hash(request.visit()), Duration.ofNanos(System.nanoTime() - started), outcome);
    }

    private static Flag fallback(AiRoute route, LanguageModels.Result result) {
        EngineDevice engine = LanguageModels.device(route);
        return new Flag(
                Flag.Kind.FALLBACK,
                "Chartside's own engine drafted this note, not " + engine.name() + " " + engine.version() + ": "
                        + result.outcome().because() + ".",
                List.of());
    }

    private static Draft with(Draft draft, List<Flag> more) {
        List<Flag> flags = new ArrayList<>(more);
        flags.addAll(draft.flags());
        return new Draft(
                draft.note(),
                draft.codes(),
                draft.exclusions(),
                draft.evaluationAndManagement(),
                draft.orders(),
                flags,
                draft.services(),
                draft.reconciliation());
    }

    private Visit onRecord(DraftRequest request) {
        return request.visit().of(offTheRecord.redact(request.visit().transcript()));
    }

    private static String hash(Visit visit) {
        StringBuilder told = new StringBuilder(visit.noteType().name());
        for (Turn turn : visit.transcript().turns()) {
            told.append('\n').append(turn.speaker().name()).append(' ').append(turn.text());
        }
        return Wire.sha256(told.toString().getBytes(StandardCharsets.UTF_8));
    }
}

package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.document.ChartDocument;
import io.chartside.scribe.document.Facts;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.withheld.OffTheRecord;
import io.chartside.server.tenancy.AiOperation;
import io.chartside.server.tenancy.AiRoute;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
                tenants.find(tenant).flatMap(settings -> settings.ai().route(AiOperation.DRAFT_NOTE));
        if (route.isEmpty() || tellsOfNoVisit(onRecord)) {
            return embedded(onRecord, trail, List.of());
        }
        NoteTask task = new NoteTask(embedded.scribe(), onRecord);
        LanguageModels.Result<Draft> result = models.ask(tenant, route.get(), task, hash(onRecord.visit()), trail);
        return result.answer()
                .map(draft -> new DraftAnswer(draft, LanguageModels.device(route.get()), Optional.of(task.prompt())))
                .orElseGet(() -> embedded(onRecord, trail, List.of(fallback("note", route.get(), result.outcome()))));
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
     * Has a document made of the record: its structure, entries and facts by the engine of this process, its words by the model of the
     * tenant's route for the operation, as far as the facts bear them out. Models are asked for English alone.
     *
     * @param trail is told of every call, before it leaves and after
     */
    public RecordAnswer document(TenantId tenant, DocumentRequest request, AiCallTrail trail) {
        long started = System.nanoTime();
        String hash = inputHash(request.inputs());
        ChartDocument own;
        try {
            own = request.work().get();
        } catch (RuntimeException e) {
            trail.record(AiCall.embedded(hash, since(started), AiOutcome.FAILED));
            throw e;
        }
        Duration took = since(started);
        Facts facts = Facts.of(own);
        Optional<AiRoute> route = request.operation()
                .flatMap(asked ->
                        tenants.find(tenant).flatMap(settings -> settings.ai().route(asked)))
                .filter(there -> !facts.isEmpty() && own.language().equals(ChartDocument.ENGLISH));
        if (route.isEmpty()) {
            trail.record(AiCall.embedded(hash, took, AiOutcome.ANSWERED));
            return new RecordAnswer(own, EngineDevice.EMBEDDED, Optional.empty());
        }
        DocumentTask task = new DocumentTask(
                route.get().operation(),
                facts,
                embedded.scribe().documents(),
                request.identifiers(),
                request.mayLeave());
        LanguageModels.Result<ChartDocument> result = models.ask(tenant, route.get(), task, hash, trail);
        if (result.answer().isPresent()) {
            return new RecordAnswer(
                    result.answer().get(), LanguageModels.device(route.get()), Optional.of(task.prompt()));
        }
        trail.record(AiCall.embedded(hash, took, AiOutcome.ANSWERED));
        return new RecordAnswer(
                own.flagged(List.of(fallback("document", route.get(), result.outcome()))),
                EngineDevice.EMBEDDED,
                Optional.empty());
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** SHA-256 of the versions that a work on the record is given, in hexadecimal. */
    private static String inputHash(List<String> inputs) {
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

    private static Flag fallback(String what, AiRoute route, AiOutcome outcome) {
        EngineDevice engine = LanguageModels.device(route);
        return new Flag(
                Flag.Kind.FALLBACK,
                "Chartside's own engine drafted this " + what + ", not " + engine.name() + " " + engine.version() + ": "
                        + outcome.because() + ".",
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

package io.chartside.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.interaction.BundleEntry;
import io.chartside.server.interaction.EntityTag;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.TransactionBundle;
import io.chartside.server.interaction.TransactionBundle.ReadEntry;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.interaction.WriteOutcome;
import io.chartside.server.patch.Patches;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Transactions, all or nothing, and batches, each entry for itself (FHIR R4, http.html#transaction). */
final class BundleHandler {
    private final Transactions transactions;
    private final Patches patches;
    private final Clock clock;
    private final int mostEntries;

    BundleHandler(Transactions transactions, Patches patches, Clock clock, int mostEntries) {
        this.mostEntries = mostEntries;
        this.transactions = transactions;
        this.patches = patches;
        this.clock = clock;
    }

    /** @param dispatch how one entry is answered, the same as a request of its own, refusals answered too */
    Answer handle(
            RequestContext context, FhirRequest request, BiFunction<RequestContext, FhirRequest, Answer> dispatch) {
        ResourceJson bundle = request.resource().get();
        if (!bundle.type().equals("Bundle")) {
            throw FhirRefusal.malformed("The base of the server takes Bundles only");
        }
        if (bundle.tree().path("entry").size() > mostEntries) {
            throw tooMany(mostEntries);
        }
        String type = type(bundle);
        if (type.equals("transaction")) {
            return transaction(context, request.preferences(), bundle, dispatch);
        }
        if (type.equals("batch")) {
            return batch(context, request.preferences(), bundle, dispatch);
        }
        throw new FhirRefusal(
                400, List.of(new FhirRefusal.Issue("value", "The Bundle is a transaction or a batch", "Bundle.type")));
    }

    static FhirRefusal tooMany(int mostEntries) {
        return new FhirRefusal(413, "too-costly", "A Bundle has at most " + mostEntries + " entries");
    }

    private static String type(ResourceJson bundle) {
        return bundle.tree().path("type").asText();
    }

    static boolean isTransaction(FhirRequest request) {
        try {
            ResourceJson bundle = request.resource().get();
            return !bundle.type().equals("Bundle") || !type(bundle).equals("batch");
        } catch (FhirRefusal unreadable) {
            return true;
        }
    }

    private Answer transaction(
            RequestContext context,
            Preferences preferences,
            ResourceJson bundle,
            BiFunction<RequestContext, FhirRequest, Answer> dispatch) {
        List<BundleEntry> all = BundleEntry.of(bundle);
        TransactionBundle entries = TransactionBundle.of(bundle, patches::of);
        List<WriteOutcome> outcomes = transactions.execute(context, entries);
        Answer[] answers = new Answer[all.size()];
        int size = 0;
        for (WriteOutcome outcome : outcomes) {
            Answer answer = written(preferences, outcome);
            answers[outcome.entry().position()] = answer;
            size += answer.json().length + 250;
        }
        for (ReadEntry read : entries.reads()) {
            answers[read.position()] =
                    dispatch.apply(context, entryRequest("GET", read.url(), all.get(read.position()), preferences));
        }
        BundleJson response = new BundleJson("transaction-response", clock.instant(), size);
        for (Answer answer : answers) {
            entry(response, answer);
        }
        return Answer.of(200, response.bytes());
    }

    private Answer batch(
            RequestContext context,
            Preferences preferences,
            ResourceJson bundle,
            BiFunction<RequestContext, FhirRequest, Answer> dispatch) {
        BundleJson response = new BundleJson("batch-response", clock.instant(), 1024);
        for (BundleEntry entry : BundleEntry.of(bundle)) {
            Answer answer;
            Optional<FhirRefusal> refused = bundle.refusal(entry.position());
            if (refused.isPresent()) {
                answer = Outcomes.of(refused.get());
            } else if (entry.method().isEmpty() || entry.url().isEmpty()) {
                answer = Outcomes.of(400, "required", "An entry has request.method and request.url");
            } else {
                try {
                    answer = dispatch.apply(
                            context,
                            entryRequest(entry.method().get(), entry.url().get(), entry, preferences));
                } catch (FhirRefusal refusal) {
                    answer = Outcomes.of(refusal);
                }
            }
            entry(response, answer);
        }
        return Answer.of(200, response.bytes());
    }

    private static Answer written(Preferences preferences, WriteOutcome outcome) {
        if (outcome.status() == 204) {
            return Answer.noContent(outcome.stored());
        }
        boolean whole = preferences.returned() == Preferences.Returned.REPRESENTATION && preferences.explicit();
        return outcome.stored()
                .map(stored -> Answer.written(outcome.status(), whole ? stored.json() : new byte[0], stored))
                .orElseThrow();
    }

    private static void entry(BundleJson response, Answer answer) {
        boolean refused = answer.status() >= 400;
        response.entry();
        if (!refused && answer.json().length > 0) {
            response.resource(answer.json());
        }
        response.response(answer, refused ? answer.json() : new byte[0]).end();
    }

    private static RawBody carried(BundleEntry entry) {
        if (entry.resource().map(ResourceJson::type).filter("Binary"::equals).isPresent()) {
            JsonNode binary = entry.resource().get().tree();
            if (binary.has("data")) {
                return new RawBody(
                        Base64.getMimeDecoder().decode(binary.path("data").asText()),
                        binary.path("contentType").textValue());
            }
        }
        return entry.resource().isPresent() ? new RawBody(new byte[] {' '}, Representation.JSON) : RawBody.NONE;
    }

    private static FhirRequest entryRequest(String method, String url, BundleEntry entry, Preferences preferences) {
        String relative = url.startsWith("/") ? url.substring(1) : url;
        int question = relative.indexOf('?');
        String path = question < 0 ? relative : relative.substring(0, question);
        String query = question < 0 ? "" : relative.substring(question + 1);
        List<String> segments = path.isEmpty() ? List.of() : List.of(path.split("/", -1));
        if (segments.contains("") || segments.isEmpty()) {
            throw FhirRefusal.malformed("request.url is relative to the base and names a type");
        }
        Map<String, List<String>> parameters = Query.parse(query);
        Preferences ofEntry = new Preferences(
                EntityTag.version(entry.request("ifMatch").orElse(null)),
                entry.request("ifNoneMatch"),
                entry.request("ifModifiedSince").map(OffsetDateTime::parse).map(OffsetDateTime::toInstant),
                entry.request("ifNoneExist").filter(q -> !q.isBlank()),
                preferences.explicit() ? preferences.returned() : Preferences.Returned.MINIMAL,
                preferences.explicit(),
                preferences.lenient(),
                false);
        return new FhirRequest(method, segments, parameters, query, ofEntry, carried(entry), Optional.empty(), () -> {
            return entry.resource().orElseThrow(() -> FhirRefusal.malformed("An entry that writes has a resource"));
        });
    }
}

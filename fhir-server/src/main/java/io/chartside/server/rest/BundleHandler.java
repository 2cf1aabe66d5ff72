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
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Transactions, all or nothing, and batches, each entry for itself (FHIR R4, http.html#transaction). */
final class BundleHandler {
    private static final Pattern URN = Pattern.compile("urn(:|%3[Aa])(uuid|oid)(:|%3[Aa])[0-9A-Za-z.-]{1,100}");

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

    /** How an entry is treated: the same as a request of its own. */
    interface Dispatch {
        /** @throws FhirRefusal when a read cannot be served, whatever is stored */
        void requireServed(RequestContext context, FhirRequest request);

        /** Refusals are answered too. */
        Answer answer(RequestContext context, FhirRequest request);

        /** Puts an entry of a batch on record that is no request; returns its answer. */
        Answer refused(RequestContext context, Answer outcome);
    }

    Answer handle(RequestContext context, FhirRequest request, Dispatch dispatch) {
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
            RequestContext context, Preferences preferences, ResourceJson bundle, Dispatch dispatch) {
        List<BundleEntry> all = BundleEntry.of(bundle);
        TransactionBundle entries = TransactionBundle.of(bundle, patches::of);
        for (ReadEntry read : entries.reads()) {
            requireServed(context, read, all.get(read.position()), preferences, dispatch);
        }
        List<WriteOutcome> outcomes = transactions.execute(context, entries);
        Map<String, String> targets = new HashMap<>();
        WriteOutcome[] written = new WriteOutcome[all.size()];
        for (WriteOutcome outcome : outcomes) {
            written[outcome.entry().position()] = outcome;
            outcome.stored()
                    .ifPresent(stored -> outcome.entry()
                            .fullUrl()
                            .ifPresent(url -> targets.put(url, stored.type() + "/" + stored.id())));
        }
        Map<Integer, Answer> found = new HashMap<>();
        for (ReadEntry read : entries.reads()) {
            String url = linked(read.url(), targets);
            found.put(
                    read.position(),
                    dispatch.answer(context, entryRequest("GET", url, all.get(read.position()), preferences)));
        }
        BundleJson response = new BundleJson("transaction-response", clock.instant(), 250 * written.length);
        for (int i = 0; i < written.length; i++) {
            entry(response, preferences, written[i] == null ? found.get(i) : written(preferences, written[i]));
        }
        return Answer.of(200, response.bytes());
    }

    /** Reads are answered when all is written: what can be known to fail fails before. */
    private static void requireServed(
            RequestContext context, ReadEntry read, BundleEntry entry, Preferences preferences, Dispatch dispatch) {
        try {
            dispatch.requireServed(context, entryRequest("GET", read.url(), entry, preferences));
        } catch (FhirRefusal refusal) {
            throw refusal.within("Bundle.entry[" + read.position() + "]");
        }
    }

    /** With what the entries that it names by their fullUrl have become. */
    private static String linked(String url, Map<String, String> targets) {
        return URN.matcher(url).replaceAll(urn -> {
            String target = targets.get(URLDecoder.decode(urn.group(), StandardCharsets.UTF_8));
            return Matcher.quoteReplacement(target == null ? urn.group() : target);
        });
    }

    private Answer batch(RequestContext context, Preferences preferences, ResourceJson bundle, Dispatch dispatch) {
        BundleJson response = new BundleJson("batch-response", clock.instant(), 1024);
        for (BundleEntry entry : BundleEntry.of(bundle)) {
            Answer answer;
            Optional<FhirRefusal> refused = bundle.refusal(entry.position());
            if (refused.isPresent()) {
                answer = dispatch.refused(context, Outcomes.of(refused.get()));
            } else if (entry.method().isEmpty() || entry.url().isEmpty()) {
                answer = dispatch.refused(
                        context, Outcomes.of(400, "required", "An entry has request.method and request.url"));
            } else {
                try {
                    answer = dispatch.answer(
                            context,
                            entryRequest(entry.method().get(), entry.url().get(), entry, preferences));
                } catch (FhirRefusal refusal) {
                    answer = dispatch.refused(context, Outcomes.of(refusal));
                }
            }
            entry(response, preferences, answer);
        }
        return Answer.of(200, response.bytes());
    }

    private static Answer written(Preferences preferences, WriteOutcome outcome) {
        if (outcome.status() == 204) {
            return Answer.noContent(outcome.stored());
        }
        byte[] json = !preferences.explicit()
                ? new byte[0]
                : switch (preferences.returned()) {
                    case MINIMAL -> new byte[0];
                    case REPRESENTATION -> outcome.stored().orElseThrow().json();
                    case OUTCOME -> Outcomes.done("Done");
                };
        return Answer.written(outcome.status(), json, outcome.stored().orElseThrow());
    }

    private static void entry(BundleJson response, Preferences preferences, Answer answer) {
        boolean preferred = preferences.explicit() && preferences.returned() == Preferences.Returned.OUTCOME;
        boolean outcome =
                answer.status() >= 400 || preferred && answer.location().isPresent();
        response.entry();
        if (!outcome && answer.json().length > 0) {
            response.resource(answer.json());
        }
        response.response(answer, outcome ? answer.json() : new byte[0]).end();
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
                EntityTag.condition(entry.request("ifMatch").orElse(null)),
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

package io.chartside.server.operation;

import io.chartside.mappings.document.DocumentBundle;
import io.chartside.mappings.draft.ChartDraft;
import io.chartside.scribe.document.ChartDocument;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Interaction;
import io.chartside.server.ai.DocumentRequest;
import io.chartside.server.ai.RecordAnswer;
import io.chartside.server.index.LocalReference;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.interaction.WriteOutcome;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.AiOperation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * The one contract of what is drafted from a chart (MA16): the engine works through the AI gateway, the call is on record before
 * its answer is used, the draft is a preliminary Composition under the AI label with the Device that made it and a Provenance of
 * all it was made of, and the answer is a document Bundle of these. It bears the sensitivity labels of all its sources.
 */
@Component
final class ChartDrafts {
    private final AiCallAudit calls;
    private final VisitPeople people;
    private final RecordReader records;
    private final Transactions transactions;
    private final AccessPolicy policy;
    private final Clock clock;

    ChartDrafts(
            AiCallAudit calls,
            VisitPeople people,
            RecordReader records,
            Transactions transactions,
            AccessPolicy policy,
            Clock clock) {
        this.calls = calls;
        this.people = people;
        this.records = records;
        this.transactions = transactions;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * What is to be drafted.
     *
     * @param operation name, without the dollar sign
     * @param about reference of what the operation was called on
     * @param patient relative reference
     * @param note that it is made of, if it is
     * @param sources all that it is made of, as stored
     */
    record Order(
            String operation,
            String about,
            String patient,
            Coding type,
            String title,
            Optional<String> profile,
            Optional<Composition> note,
            List<Resource> sources) {}

    /** A draft that is made and audited, and not stored. */
    record Made(Composition composition, Device device, Provenance provenance) {}

    Made make(OperationCall call, Order order, Supplier<ChartDocument> work) {
        List<String> versions =
                order.sources().stream().map(ChartDrafts::version).distinct().toList();
        DocumentRequest request = new DocumentRequest(
                AiOperation.of(order.operation()),
                versions,
                work,
                () -> people.identifiers(call.context().tenant(), call.sight(), order.sources()),
                SourceLabels.mayLeave(order.sources()));
        RecordAnswer answer =
                calls.document(call.context(), order.operation(), order.about(), order.patient(), request);
        Device device = answer.engine().resource();
        Composition composition = ChartDraft.composition(
                answer.made(),
                new ChartDraft.Frame(
                        LogicalIds.next(),
                        new Reference(order.patient()),
                        order.type(),
                        order.title(),
                        order.profile(),
                        order.note().map(note -> new Reference(reference(note))),
                        clock.instant()),
                device);
        SourceLabels.put(composition, order.sources());
        Originators.put(composition, call.context().caller().practitioner());
        return new Made(
                composition,
                device,
                ChartDraft.provenance(composition, device, versions, answer.prompt(), LogicalIds.next()));
    }

    /** Stores a draft for its caller, who sees it in the answer, and later with the drafts right alone. */
    void store(OperationCall call, Made made) {
        RequestContext drafting = new RequestContext(
                call.context().caller().withDraftsForItsOwnRequest(),
                call.context().origin());
        List<Resource> wanted = new ArrayList<>(List.of(made.composition(), made.provenance()));
        Sight sight = policy.sight(drafting.caller(), Interaction.READ);
        if (records.read(drafting.tenant(), sight, reference(made.device())).isEmpty()) {
            wanted.add(1, made.device());
        }
        Bundle transaction = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        for (Resource resource : wanted) {
            transaction
                    .addEntry()
                    .setFullUrl(call.context().origin().base() + "/" + reference(resource))
                    .setResource(resource)
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.PUT)
                    .setUrl(reference(resource));
        }
        for (WriteOutcome outcome : transactions.execute(drafting, transaction)) {
            Resource written = wanted.get(outcome.entry().position());
            outcome.stored().ifPresent(stored -> stamp(written, stored));
        }
    }

    /**
     * The draft with what it names.
     *
     * @param sources all that it was made of; what neither the Composition nor one of its entries refers to is left out, and so is the
     *     note, which is a document of its own
     */
    Bundle document(OperationCall call, Made made, List<Resource> sources) {
        Map<LocalReference, Resource> others = named(made.composition(), sources);
        Map<LocalReference, Resource> furtherOn = new LinkedHashMap<>();
        others.values().forEach(entry -> furtherOn.putAll(named(entry, sources)));
        furtherOn.forEach(others::putIfAbsent);
        List<Resource> all = new ArrayList<>(others.values());
        all.add(made.device());
        all.add(made.provenance());
        return DocumentBundle.of(
                made.composition(), all, call.context().origin().base(), clock.instant());
    }

    /** Those of the sources that a resource refers to. */
    private Map<LocalReference, Resource> named(Resource by, List<Resource> sources) {
        Set<LocalReference> references =
                new HashSet<>(JsonReferences.of(JsonTree.bytes(records.json(by).tree())));
        Map<LocalReference, Resource> named = new LinkedHashMap<>();
        for (Resource source : sources) {
            LocalReference key =
                    new LocalReference(source.fhirType(), source.getIdElement().getIdPart());
            if (!(source instanceof Composition) && references.contains(key)) {
                named.put(key, source);
            }
        }
        return named;
    }

    private static void stamp(Resource resource, StoredResource stored) {
        resource.getMeta()
                .setVersionId(Long.toString(stored.version()))
                .setLastUpdated(Date.from(stored.lastUpdated()));
    }

    static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    private static String version(Resource resource) {
        String version = resource.getMeta().getVersionId();
        return version == null ? reference(resource) : reference(resource) + "/_history/" + version;
    }
}

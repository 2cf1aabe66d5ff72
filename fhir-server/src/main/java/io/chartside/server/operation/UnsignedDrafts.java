package io.chartside.server.operation;

import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.signature.Addendum;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.interaction.WriteOutcome;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** The one unsigned draft of a visit, which a new one replaces. */
@Component
public final class UnsignedDrafts {
    private final RecordReader records;
    private final NoteParts parts;
    private final Transactions transactions;
    private final AccessPolicy policy;

    UnsignedDrafts(RecordReader records, NoteParts parts, Transactions transactions, AccessPolicy policy) {
        this.records = records;
        this.parts = parts;
        this.transactions = transactions;
        this.policy = policy;
    }

    /** The same caller with the drafts right, for the draft that it asks for itself. */
    public static RequestContext drafting(RequestContext context) {
        return new RequestContext(context.caller().withDraftsForItsOwnRequest(), context.origin());
    }

    /**
     * The unsigned draft that is there already, with its parts.
     *
     * @param sight of the caller, without the drafts right unless it has it
     * @param encounter relative reference
     * @throws FhirRefusal 409 when there is one and the caller may not see it
     */
    public List<Resource> replaceable(RequestContext context, Sight sight, String encounter) {
        List<Resource> earlier =
                earlier(context.tenant(), policy.sight(drafting(context).caller(), Interaction.READ), encounter);
        if (!earlier.isEmpty() && !RecordReader.seesDrafts(sight, "Composition")) {
            throw new FhirRefusal(
                    409,
                    "conflict",
                    "This visit has an unsigned draft already. To see it or to replace it, ask for the token with the scope"
                            + " drafts as well");
        }
        return earlier;
    }

    /**
     * Whether the visit has a note in force, which a draft beside it would hide.
     *
     * @param encounter relative reference
     */
    public boolean isSigned(RequestContext context, Sight sight, String encounter) {
        return records
                .find(
                        context.tenant(),
                        sight,
                        Composition.class,
                        Map.of("encounter", encounter, "status", "final,amended"))
                .stream()
                .anyMatch(signed -> !Addendum.isOne(signed));
    }

    private List<Resource> earlier(TenantId tenant, Sight sight, String encounter) {
        return records
                .find(tenant, sight, Composition.class, Map.of("encounter", encounter, "status", "preliminary"))
                .stream()
                .filter(AiLabel::isOn)
                .flatMap(old -> Stream.concat(
                        Stream.of(old), parts.of(tenant, sight, old).stream().filter(AiLabel::isOn)))
                .toList();
    }

    /**
     * Stores what is new and takes the visit's earlier unsigned draft away, in one transaction; the draft's resources then
     * carry their versions.
     */
    public void store(RequestContext context, Bundle draft, List<Resource> earlier) {
        RequestContext drafting = drafting(context);
        Bundle transaction = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        for (Bundle.BundleEntryComponent entry : draft.getEntry()) {
            Resource resource = entry.getResource();
            String reference =
                    resource.fhirType() + "/" + resource.getIdElement().getIdPart();
            if (resource instanceof Device
                    && records.read(drafting.tenant(), policy.sight(drafting.caller(), Interaction.READ), reference)
                            .isPresent()) {
                continue;
            }
            transaction
                    .addEntry()
                    .setFullUrl(entry.getFullUrl())
                    .setResource(resource)
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.PUT)
                    .setUrl(reference);
        }
        earlier.forEach(old -> transaction
                .addEntry()
                .getRequest()
                .setMethod(Bundle.HTTPVerb.DELETE)
                .setUrl(old.fhirType() + "/" + old.getIdElement().getIdPart()));
        for (WriteOutcome outcome : transactions.execute(drafting, transaction)) {
            Resource written =
                    transaction.getEntry().get(outcome.entry().position()).getResource();
            if (written != null) {
                outcome.stored().ifPresent(stored -> stamp(written, stored));
            }
        }
    }

    private static void stamp(Resource resource, StoredResource stored) {
        resource.setId(stored.id());
        resource.getMeta()
                .setVersionId(Long.toString(stored.version()))
                .setLastUpdated(Date.from(stored.lastUpdated()));
    }
}

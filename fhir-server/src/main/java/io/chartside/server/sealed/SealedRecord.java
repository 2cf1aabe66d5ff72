package io.chartside.server.sealed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.SecurityLabels;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Change;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.WriteRefused;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/**
 * What of sealed visits is in the record. It is written past the rules of other writes, which refuse it ({@link SealedWrites}),
 * and with its audit row in the same transaction.
 */
@Component
final class SealedRecord {
    private static final Sight ANY =
            Sight.everythingWithoutAccessCheck("the ciphertext of a session for a device that is part of it");

    private final ResourceStore store;
    private final AuditTrail audit;

    SealedRecord(ResourceStore store, AuditTrail audit) {
        this.store = store;
        this.audit = audit;
    }

    /** A session's encounter. */
    record Visit(ObjectNode encounter, String patientId) {
        String patient() {
            return "Patient/" + patientId;
        }

        /** Relative reference of the encounter that it is part of. */
        String of() {
            return encounter.at("/partOf/reference").asText();
        }

        @Override
        public String toString() {
            return "sealed visit";
        }
    }

    /** @throws FhirRefusal 404 when it was erased */
    Visit visit(TenantId tenant, String session) {
        ObjectNode encounter = read(tenant, "Encounter", session)
                .map(found -> JsonTree.ofStored(found.json()))
                .orElseThrow(() -> FhirRefusal.notFound("There is no such sealed visit"));
        String patient = encounter.at("/subject/reference").asText();
        return new Visit(encounter, patient.substring(patient.indexOf('/') + 1));
    }

    Optional<StoredResource> read(TenantId tenant, String type, String id) {
        return store.read(tenant, ANY, type, id).filter(found -> !found.deleted());
    }

    /** @throws FhirRefusal 409 when it is there already; 410 or 422 when its patient was erased */
    void create(RequestContext context, ObjectNode resource, String patientId) {
        write(context, resource, patientId, true);
    }

    void update(RequestContext context, ObjectNode resource, String patientId) {
        write(context, resource, patientId, false);
    }

    private void write(RequestContext context, ObjectNode resource, String patientId, boolean isNew) {
        String type = resource.path("resourceType").asText();
        String id = resource.path("id").asText();
        try {
            store.write(context.tenant(), unit -> {
                StoredResource stored = unit.apply(
                                List.of(new Change.Put(type, id, resource.deepCopy(), isNew, OptionalLong.empty())))
                        .get(0);
                AuditedAct act = AuditedAct.onResource(
                                isNew ? Act.CREATE : Act.UPDATE,
                                isNew ? 201 : 200,
                                type,
                                type + "/" + id + "/_history/" + stored.version(),
                                Optional.of(patientId))
                        .labelled(SecurityLabels.of(stored.json()));
                unit.audit(audit.rows(context.caller(), context.origin(), List.of(act)));
                return stored;
            });
        } catch (WriteRefused refused) {
            throw switch (refused.reason()) {
                case ALREADY_EXISTS -> new FhirRefusal(409, "duplicate", "This utterance was stored already");
                case ERASED, REFERS_TO_ERASED -> FhirRefusal.gone("The patient was erased");
                default -> FhirRefusal.againstRule("The sealed visit cannot be stored", "");
            };
        }
    }
}

package io.chartside.server.sealed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.store.UnitOfWork;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * What belongs to a sealed visit is written by its own operations alone: no other write may add plaintext to a session, make
 * something look like one, or change or delete a part of one.
 */
@Component
final class SealedWrites implements WriteRule {
    private static final String REFERENCE = "Encounter/" + SealedVisits.PREFIX;

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        for (PlannedWrite write : writes) {
            boolean after = write.resource()
                    .map(resource -> isPart(write.type(), resource.tree()))
                    .orElse(false);
            boolean session = write.type().equals("Encounter") && SealedVisits.isSealed(write.id());
            if (after || session || wasUtterance(write)) {
                throw FhirRefusal.againstRule(
                        "What belongs to a sealed visit is written by its own operations alone, encrypted on a device",
                        "Bundle.entry[" + write.entry() + "].resource");
            }
        }
    }

    private static boolean wasUtterance(PlannedWrite write) {
        return write.type().equals("Communication")
                && write.before()
                        .map(before -> isPart("Communication", before.tree()))
                        .orElse(false);
    }

    /** An audit event may name whatever it is about. */
    private static boolean isPart(String type, ObjectNode resource) {
        if (!type.equals("AuditEvent") && names(resource)) {
            return true;
        }
        return switch (type) {
            case "Encounter" -> resource.at("/class/system").asText().equals(SealedFhir.CLASS_SYSTEM);
            case "Communication" -> hasJose(resource);
            default -> false;
        };
    }

    /** Whether any reference in it, at whatever place, is to a session. */
    private static boolean names(JsonNode node) {
        if (node.isObject() && node.path("reference").asText().startsWith(REFERENCE)) {
            return true;
        }
        for (JsonNode part : node) {
            if (part.isContainerNode() && names(part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasJose(ObjectNode communication) {
        for (JsonNode payload : communication.path("payload")) {
            if (payload.at("/contentAttachment/contentType").asText().startsWith(SealedFhir.MEDIA_TYPE)) {
                return true;
            }
        }
        return false;
    }
}

package io.chartside.mappings.signature;

import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;

/**
 * How many codes and orders of a draft were rejected, by reason, as the signed note keeps it for its signer. The suggestions
 * themselves are deleted at the signature, and the note does not name them: a diagnosis that was rejected is nobody's.
 */
public final class RejectedCounts {
    private RejectedCounts() {}

    /**
     * So many of a kind, for a reason.
     *
     * @param kind {@code code} or {@code order}
     * @param count from 1
     */
    public record Count(String kind, String reason, int count) {}

    static List<Extension> of(Collection<? extends Resource> draft) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        for (Resource resource : draft) {
            kind(resource).ifPresent(kind -> {
                Decision decision = Decision.of((DomainResource) resource);
                if (decision.state() == Decision.State.REJECTED) {
                    counts.computeIfAbsent(kind, any -> new TreeMap<>()).merge(decision.reason(), 1, Integer::sum);
                }
            });
        }
        return counts.entrySet().stream()
                .flatMap(kind -> kind.getValue().entrySet().stream()
                        .map(reason -> extension(new Count(kind.getKey(), reason.getKey(), reason.getValue()))))
                .toList();
    }

    /** What a signed note says; a part that is not of the documented form is passed over. */
    public static List<Count> read(Composition note) {
        return note.getExtensionsByUrl(ChartsideFhir.REJECTED).stream()
                .filter(extension -> extension.getExtensionByUrl("kind") != null
                        && extension.getExtensionByUrl("count") != null
                        && extension.getExtensionByUrl("count").getValue() instanceof PositiveIntType)
                .map(extension -> new Count(
                        text(extension, "kind"),
                        text(extension, "reason"),
                        ((PositiveIntType) extension.getExtensionByUrl("count").getValue()).getValue()))
                .toList();
    }

    private static Optional<String> kind(Resource resource) {
        if (resource instanceof Condition || resource instanceof ChargeItem charge && isLevel(charge)) {
            return Optional.of("code");
        }
        return resource instanceof MedicationRequest
                        || resource instanceof ServiceRequest
                        || resource instanceof ChargeItem
                ? Optional.of("order")
                : Optional.empty();
    }

    private static boolean isLevel(ChargeItem charge) {
        return charge.hasExtension(ChartsideFhir.EM_LEVEL);
    }

    private static Extension extension(Count count) {
        Extension extension = new Extension(ChartsideFhir.REJECTED);
        extension.addExtension("kind", new CodeType(count.kind()));
        if (!count.reason().isBlank()) {
            extension.addExtension("reason", new StringType(count.reason()));
        }
        extension.addExtension("count", new PositiveIntType(count.count()));
        return extension;
    }

    private static String text(Extension extension, String part) {
        Extension found = extension.getExtensionByUrl(part);
        return found == null || found.getValue() == null ? "" : found.getValue().primitiveValue();
    }
}

package io.chartside.mappings.draft;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/**
 * The approval of one drafted order: the parts {@code by}, {@code at} and {@code version} of its decision. The record's server
 * writes them when a licensed practitioner accepts the order as it is stored; nobody else can. Not the signature of the note.
 *
 * @param practitioner relative reference of who approved it
 * @param version of the order as it was approved
 */
public record Approval(String practitioner, Instant at, String version) {
    private static final List<String> PARTS = List.of("by", "at", "version");

    public Approval {
        Objects.requireNonNull(practitioner);
        Objects.requireNonNull(at);
        Objects.requireNonNull(version);
    }

    /** The decision about an order as it stands on it, whoever wrote it; empty when there is none. */
    public static Optional<Extension> decision(DomainResource order) {
        return order.getExtension().stream()
                .filter(extension -> ChartsideFhir.DECISION.equals(extension.getUrl()))
                .findFirst();
    }

    /** Whether a decision tells any part of an approval, complete or not. */
    public static boolean isTold(Extension decision) {
        return decision.getExtension().stream().anyMatch(part -> PARTS.contains(part.getUrl()));
    }

    /** The approval on an order; empty when its decision is another, or only says that it was accepted. */
    public static Optional<Approval> of(DomainResource order) {
        return decision(order)
                .filter(decision -> DraftExtensions.text(decision, "state").equals("accepted"))
                .flatMap(Approval::read);
    }

    private static Optional<Approval> read(Extension decision) {
        Extension by = decision.getExtensionByUrl("by");
        Extension at = decision.getExtensionByUrl("at");
        String version = DraftExtensions.text(decision, "version");
        boolean whole = by != null
                && by.getValue() instanceof Reference
                && at != null
                && at.getValue() instanceof InstantType
                && !version.isEmpty();
        return whole
                ? Optional.of(new Approval(
                        ((Reference) by.getValue()).getReference(),
                        ((InstantType) at.getValue()).getValue().toInstant(),
                        version))
                : Optional.empty();
    }

    /** Completes the decision on the order, which has one that accepts it. */
    public void writeTo(DomainResource order) {
        Extension decision = decision(order).orElseThrow();
        InstantType when = new InstantType(Date.from(at.truncatedTo(ChronoUnit.MILLIS)));
        when.setTimeZoneZulu(true);
        decision.addExtension("by", new Reference(practitioner));
        decision.addExtension("at", when);
        decision.addExtension("version", new StringType(version));
    }

    /** Takes every decision off the order, which is then as undecided as it was drafted. */
    public static void remove(DomainResource order) {
        order.getExtension().removeIf(extension -> ChartsideFhir.DECISION.equals(extension.getUrl()));
    }

    @Override
    public String toString() {
        return "Approval of version " + version + " by " + practitioner;
    }
}

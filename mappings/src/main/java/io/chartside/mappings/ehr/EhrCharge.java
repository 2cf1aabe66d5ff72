package io.chartside.mappings.ehr;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.x12.ServiceCodes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.UuidType;

/** A signed service in the form an EHR takes: a ChargeItem, or the operation that makes one. */
public final class EhrCharge {
    /** Of Oracle Health: which schedule a bill code belongs to. */
    private static final String SCHEDULE = "https://fhir-ehr.cerner.com/r4/StructureDefinition/bill-code-schedule";

    private EhrCharge() {}

    /**
     * How one EHR names services.
     *
     * @param systems its name for a code system, by ours; a system that is not named stays as it is
     * @param schedule the schedule that its bill codes belong to, if it wants one
     */
    public record Style(Map<String, String> systems, Optional<Coding> schedule) {
        public Style {
            systems = Map.copyOf(systems);
            Objects.requireNonNull(schedule);
        }
    }

    /** Whether it can be charged: it has the one code of its service, and a name. A level that nobody coded has not. */
    public static boolean isCoded(ChargeItem signed) {
        return ServiceCodes.service(signed.getCode()).isPresent()
                && identifier(signed).isPresent();
    }

    /** The charge's own identifier. */
    public static Optional<Identifier> identifier(ChargeItem signed) {
        return signed.getIdentifier().stream()
                .filter(identifier -> ChartsideFhir.CHARGE_ID.equals(identifier.getSystem()))
                .findFirst();
    }

    /** A plain ChargeItem. @throws IllegalArgumentException when it is not signed or not {@link #isCoded coded} */
    public static ChargeItem item(ChargeItem signed, EhrNote.Place place, Style style) {
        if (signed.getStatus() != ChargeItem.ChargeItemStatus.BILLABLE || !isCoded(signed)) {
            throw new IllegalArgumentException("only a signed and coded charge goes to an EHR");
        }
        ChargeItem item = new ChargeItem()
                .setStatus(ChargeItem.ChargeItemStatus.BILLABLE)
                .setCode(code(signed, style))
                .setSubject(place.patient())
                .setContext(place.encounter())
                .setOccurrence(signed.getOccurrence().copy())
                .setQuantity(signed.hasQuantity() ? signed.getQuantity().copy() : new Quantity(1));
        item.addIdentifier(identifier(signed).orElseThrow().copy());
        return item;
    }

    /**
     * The input of {@code ChargeItem/$create} as Oracle Health documents it: a transaction id that stays the same however
     * often it is sent, and a ChargeItem of status unknown with one bill code.
     */
    public static Parameters creation(ChargeItem signed, EhrNote.Place place, Style style) {
        ChargeItem item = item(signed, place, style).setStatus(ChargeItem.ChargeItemStatus.UNKNOWN);
        String name = item.getIdentifierFirstRep().getSystem() + "|"
                + item.getIdentifierFirstRep().getValue();
        item.getIdentifier().clear();
        Parameters input = new Parameters();
        input.addParameter()
                .setName("transactionId")
                .setValue(new UuidType("urn:uuid:" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))));
        input.addParameter().setName("chargeItem").setResource(item);
        return input;
    }

    private static CodeableConcept code(ChargeItem signed, Style style) {
        String code = ServiceCodes.service(signed.getCode()).orElseThrow();
        Coding coded = signed.getCode().getCoding().stream()
                .filter(coding -> code.equals(coding.getCode()))
                .findFirst()
                .orElseThrow();
        Coding coding = new Coding(style.systems().getOrDefault(coded.getSystem(), coded.getSystem()), code, null);
        style.schedule().ifPresent(schedule -> coding.addExtension(SCHEDULE, schedule.copy()));
        CodeableConcept concept = new CodeableConcept().addCoding(coding);
        return style.systems().containsKey(coded.getSystem())
                ? concept
                : concept.setText(signed.getCode().getText());
    }
}

package io.chartside.mappings.hl7v2;

import ca.uhn.hl7v2.model.v251.message.DFT_P03;
import io.chartside.mappings.draft.Claims;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.x12.ServiceCodes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Claim.ItemComponent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Resource;

/**
 * The charges of a signed visit as DFT^P03 (HL7 2.5.1, 6.4.3): one FT1 a billable ChargeItem, with modifiers, pointers and
 * amount of the Claim's line of the same code, and the diagnoses once more as DG1.
 */
public final class ChargeMessage {
    /** Table 0396. */
    private static final String ICD10CM = "I10C";

    private static final String CPT = "C4";
    private static final String HCPCS = "HCPCS";

    /** A diagnosis as a CE. */
    private record Diagnosis(String code, String text) {}

    private final MessageWriting writing;
    private final SignedRecords records;
    private final List<Diagnosis> diagnoses;

    private ChargeMessage(MessageWriting writing) {
        this.writing = writing;
        this.records = writing.records;
        this.diagnoses = diagnoses();
    }

    /** Whether there is anything to charge. */
    public static boolean isOf(Collection<? extends Resource> signed) {
        return !new SignedRecords(signed).charges().isEmpty();
    }

    /** @param signed the signed document; only what is billable in it counts */
    public static MessageFile of(Collection<? extends Resource> signed, Receiver receiver, Envelope envelope) {
        return new ChargeMessage(new MessageWriting(receiver, envelope, new SignedRecords(signed))).write();
    }

    private MessageFile write() {
        DFT_P03 message = new DFT_P03();
        message.setParser(MessageWriting.PARSER);
        writing.begin(message, "DFT", "P03", "DFT_P03", "");
        List<ChargeItem> charges = records.charges();
        if (charges.isEmpty()) {
            writing.problem("ChargeItem", "nothing is billable");
        }
        for (int i = 0; i < charges.size(); i++) {
            charge(new Fields(message.getFINANCIAL(i).getFT1()), i, charges.get(i));
        }
        for (int i = 0; i < diagnoses.size(); i++) {
            ce(new Fields(message.getDG1(i)), 3, 0, diagnoses.get(i))
                    .set(1, Integer.toString(i + 1))
                    .set(6, "F")
                    .set(15, Integer.toString(i + 1));
        }
        return writing.end(message);
    }

    private void charge(Fields ft1, int place, ChargeItem charge) {
        String at = "ChargeItem[" + place + "]";
        Optional<ItemComponent> line = line(charge);
        ft1.set(1, Integer.toString(place + 1))
                .set(2, Fields.bare(charge.getIdentifierFirstRep().getValue()))
                .set(4, day(charge, at))
                .set(5, writing.times.of(charge.getEnteredDate()))
                .set(6, "CG")
                .set(10, quantity(charge, line, at));
        Optional<String> code = ServiceCodes.service(charge.getCode());
        if (code.isEmpty()) {
            writing.problem(at + ".code", "the charge has no one CPT or HCPCS code");
        }
        String system = isCpt(charge.getCode()) ? CPT : HCPCS;
        for (int field : new int[] {7, 25}) {
            ft1.set(field, 0, 1, code.orElse(""))
                    .set(field, 0, 2, charge.getCode().getText())
                    .set(field, 0, 3, code.isPresent() ? system : "");
        }
        line.map(ItemComponent::getNet)
                .filter(Money::hasValue)
                .ifPresent(net -> ft1.set(11, 0, 1, 1, net.getValue().toPlainString())
                        .set(11, 0, 1, 2, net.hasCurrency() ? net.getCurrency() : "USD"));
        List<Diagnosis> pointed = pointed(line);
        for (int i = 0; i < pointed.size(); i++) {
            ce(ft1, 19, i, pointed.get(i));
        }
        writing.person(
                ft1,
                20,
                charge.getPerformer().stream()
                        .flatMap(performer -> records.read(performer.getActor(), Practitioner.class).stream())
                        .findFirst()
                        .or(records::author));
        List<String> modifiers = line.map(ChargeMessage::modifiers).orElse(List.of());
        for (int i = 0; i < modifiers.size(); i++) {
            ft1.set(26, i, 1, modifiers.get(i));
        }
    }

    private static Fields ce(Fields fields, int field, int repetition, Diagnosis diagnosis) {
        return fields.set(field, repetition, 1, diagnosis.code())
                .set(field, repetition, 2, diagnosis.text())
                .set(field, repetition, 3, ICD10CM);
    }

    /** The Claim's line of the same code. */
    private Optional<ItemComponent> line(ChargeItem charge) {
        Optional<String> code = ServiceCodes.service(charge.getCode());
        return records.claim().stream()
                .flatMap(claim -> claim.getItem().stream())
                .filter(item -> code.isPresent() && code.equals(ServiceCodes.service(item.getProductOrService())))
                .findFirst();
    }

    private static boolean isCpt(CodeableConcept concept) {
        return concept.getCoding().stream().anyMatch(coding -> ChartsideFhir.CPT.equals(coding.getSystem()));
    }

    private String day(ChargeItem charge, String at) {
        String day = "";
        if (charge.getOccurrence() instanceof BaseDateTimeType time) {
            day = writing.times.of(time);
        } else if (charge.getOccurrence() instanceof Period period) {
            day = writing.times.of(period.getStartElement());
        }
        if (day.isEmpty()) {
            writing.problem(at + ".occurrence", "the charge does not say when the service was done");
        }
        return day;
    }

    private String quantity(ChargeItem charge, Optional<ItemComponent> line, String at) {
        Optional<BigDecimal> told = Optional.ofNullable(charge.getQuantity().getValue())
                .or(() -> line.map(item -> item.getQuantity().getValue()));
        boolean dosed = ServiceCodes.service(charge.getCode())
                .filter(ServiceCodes::isDosed)
                .isPresent();
        if (told.isEmpty() && dosed) {
            writing.problem(at + ".quantity", "the units of the drug are missing");
        }
        return told.orElse(BigDecimal.ONE).stripTrailingZeros().toPlainString();
    }

    private static List<String> modifiers(ItemComponent item) {
        return item.getModifier().stream()
                .flatMap(modifier -> modifier.getCoding().stream().limit(1))
                .map(Coding::getCode)
                .filter(code -> code != null && code.matches("[A-Z0-9]{2}"))
                .toList();
    }

    // ---- diagnoses

    /** The Claim's, in its order; without a Claim, the confirmed Conditions in theirs. */
    private List<Diagnosis> diagnoses() {
        Optional<Claim> claim = records.claim();
        List<Diagnosis> found = new ArrayList<>();
        if (claim.isPresent()) {
            for (Claim.DiagnosisComponent diagnosis : claim.get().getDiagnosis()) {
                found.add(diagnosis(
                        diagnosis.hasDiagnosisCodeableConcept()
                                ? diagnosis.getDiagnosisCodeableConcept()
                                : new CodeableConcept(),
                        "Claim.diagnosis[" + found.size() + "]"));
            }
        } else {
            for (Condition condition : records.diagnoses()) {
                found.add(diagnosis(condition.getCode(), "Condition[" + found.size() + "]"));
            }
        }
        return found;
    }

    private Diagnosis diagnosis(CodeableConcept concept, String at) {
        Optional<String> code = ServiceCodes.diagnosis(concept);
        if (code.isEmpty()) {
            writing.problem(at, "the diagnosis has no ICD-10-CM code");
        }
        String text = concept.hasText()
                ? concept.getText()
                : concept.getCodingFirstRep().getDisplay();
        return new Diagnosis(code.orElse(""), text);
    }

    /** What a line points at; a charge without a line, or a Claim, at the first four. */
    private List<Diagnosis> pointed(Optional<ItemComponent> line) {
        Optional<Claim> claim = records.claim();
        if (line.isEmpty() || claim.isEmpty()) {
            return diagnoses.subList(0, Math.min(Claims.MOST_POINTERS, diagnoses.size()));
        }
        List<Integer> sequences = claim.get().getDiagnosis().stream()
                .map(Claim.DiagnosisComponent::getSequence)
                .toList();
        return line.get().getDiagnosisSequence().stream()
                .map(pointer -> sequences.indexOf(pointer.getValue()))
                .filter(place -> place >= 0)
                .map(diagnoses::get)
                .toList();
    }
}

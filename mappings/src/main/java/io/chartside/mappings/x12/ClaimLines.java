package io.chartside.mappings.x12;

import io.chartside.mappings.draft.Claims;
import io.chartside.mappings.x12.ProfessionalClaim.Header;
import io.chartside.mappings.x12.ProfessionalClaim.Line;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Claim.DiagnosisComponent;
import org.hl7.fhir.r4.model.Claim.ItemComponent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;

/** What was done and why: the claim's header, its diagnoses and its lines. */
final class ClaimLines {
    private static final int LONGEST_CONTROL = 20;
    private static final int MOST_MODIFIERS = 4;
    private static final BigDecimal MOST_MONEY = new BigDecimal("99999999.99");

    private final Claim claim;
    private final LinkedRecords records;
    private final ClaimSupplement supplement;
    private final Wording words;
    private final List<DiagnosisComponent> diagnoses;

    ClaimLines(Claim claim, LinkedRecords records, ClaimSupplement supplement, Wording words) {
        this.claim = claim;
        this.records = records;
        this.supplement = supplement;
        this.words = words;
        diagnoses = claim.getDiagnosis().stream()
                .sorted(Comparator.comparingInt(DiagnosisComponent::getSequence))
                .toList();
    }

    Header header(List<Line> lines) {
        BigDecimal sum = lines.stream().map(Line::charge).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (claim.hasTotal()
                && claim.getTotal().hasValue()
                && claim.getTotal().getValue().compareTo(sum) != 0) {
            words.problem("Claim.total", "the total is not the sum of the lines");
        }
        String original = original();
        return new Header(
                control(claim.getIdElement().getIdPart()),
                normal(sum),
                lines.isEmpty() ? "" : place(claim.getItem().get(0), 0),
                original.isEmpty() ? "1" : "7",
                !claim.getPayee().hasType()
                        || claim.getPayee().getType().getCoding().stream()
                                .anyMatch(coding -> "provider".equals(coding.getCode())),
                original,
                authorization());
    }

    /** CLM01 has 20 characters: an id that is longer is told by its first ones, of which a time-ordered UUID has enough. */
    static String control(String id) {
        String plain = id == null ? "" : id;
        String short20 = plain.replace("-", "");
        return plain.length() <= LONGEST_CONTROL
                ? plain
                : short20.substring(0, Math.min(LONGEST_CONTROL, short20.length()));
    }

    private String authorization() {
        Claim.InsuranceComponent focal = ClaimInsurances.focal(claim, new Wording());
        String at = "Claim.insurance[" + Math.max(0, claim.getInsurance().indexOf(focal)) + "].preAuthRef";
        List<org.hl7.fhir.r4.model.StringType> numbers = focal.getPreAuthRef();
        if (numbers.size() > 1) {
            return words.problem(at, "one prior authorization is expected");
        }
        return numbers.isEmpty()
                ? ""
                : words.optional(numbers.get(0).getValue(), 50, at + "[0]", "the prior authorization");
    }

    private String original() {
        if (!claim.hasRelated()) {
            return "";
        }
        boolean replaces = claim.getRelated().size() == 1
                && claim.getRelatedFirstRep().getRelationship().getCoding().stream()
                        .anyMatch(coding -> "prior".equals(coding.getCode()));
        return replaces
                ? words.required(
                        claim.getRelatedFirstRep().getReference().getValue(),
                        50,
                        "Claim.related[0].reference.value",
                        "the payer's number of the claim that is replaced")
                : words.problem("Claim.related", "one prior claim is expected, which this one replaces");
    }

    // ---- diagnoses

    List<String> diagnoses() {
        if (diagnoses.isEmpty()) {
            words.problem("Claim.diagnosis", "a claim has one diagnosis at least");
        }
        if (diagnoses.size() > Claims.MOST_DIAGNOSES) {
            words.problem("Claim.diagnosis", "an 837P has at most 12 diagnoses");
        }
        List<String> codes = new ArrayList<>();
        for (DiagnosisComponent diagnosis : diagnoses) {
            Optional<String> code = ServiceCodes.diagnosis(concept(diagnosis));
            if (code.isEmpty()) {
                words.problem(
                        "Claim.diagnosis[" + claim.getDiagnosis().indexOf(diagnosis) + "]",
                        "the diagnosis has no ICD-10-CM code");
            }
            codes.add(code.orElse("").replace(".", ""));
        }
        return codes;
    }

    private CodeableConcept concept(DiagnosisComponent diagnosis) {
        if (diagnosis.hasDiagnosisCodeableConcept()) {
            return diagnosis.getDiagnosisCodeableConcept();
        }
        return diagnosis.getDiagnosis() instanceof Reference reference
                ? records.read(claim, reference, Condition.class)
                        .map(Condition::getCode)
                        .orElseGet(CodeableConcept::new)
                : new CodeableConcept();
    }

    // ---- lines

    List<Line> lines() {
        if (!claim.hasItem() || claim.getItem().size() > ProfessionalClaim.MOST_LINES) {
            words.problem("Claim.item", "an 837P has 1 to 50 lines");
        }
        List<Line> lines = new ArrayList<>();
        String first = "";
        for (int i = 0; i < claim.getItem().size(); i++) {
            ItemComponent item = claim.getItem().get(i);
            String place = i == 0 ? "" : place(item, i);
            first = i == 0 ? place(item, 0, false) : first;
            lines.add(line(item, i, place.equals(first) ? "" : place));
        }
        return lines;
    }

    private Line line(ItemComponent item, int i, String place) {
        String at = "Claim.item[" + i + "]";
        String code = ServiceCodes.service(item.getProductOrService())
                .orElseGet(() -> words.problem(at + ".productOrService", "the line has no one CPT or HCPCS code"));
        LocalDate from = day(item, true);
        LocalDate to = day(item, false);
        if (from == null || to == null || to.isBefore(from)) {
            words.problem(at + ".serviced", "the date of service is missing, not to the day, or ends before it begins");
            from = LocalDate.EPOCH;
            to = LocalDate.EPOCH;
        }
        return new Line(
                code,
                modifiers(item, at),
                charge(item, at),
                units(item, at),
                place,
                pointers(item, at),
                from,
                to,
                Integer.toString(item.getSequence()),
                new ClaimDrugs(words).of(item, at));
    }

    private List<String> modifiers(ItemComponent item, String at) {
        List<String> modifiers = new ArrayList<>();
        for (CodeableConcept modifier : item.getModifier()) {
            String code = modifier.getCoding().stream()
                    .map(Coding::getCode)
                    .findFirst()
                    .orElse("");
            modifiers.add(words.formed(
                    code,
                    "[A-Z0-9]{2}",
                    at + ".modifier[" + modifiers.size() + "]",
                    "the modifier",
                    "two capitals or digits"));
        }
        if (modifiers.size() > MOST_MODIFIERS) {
            words.problem(at + ".modifier", "a line has at most 4 modifiers");
        }
        return modifiers;
    }

    private BigDecimal charge(ItemComponent item, String at) {
        BigDecimal charge = null;
        if (item.hasNet()) {
            charge = dollars(item.getNet(), at + ".net");
        } else if (item.hasUnitPrice()) {
            BigDecimal quantity =
                    item.getQuantity().hasValue() ? item.getQuantity().getValue() : BigDecimal.ONE;
            BigDecimal factor = item.hasFactor() ? item.getFactor() : BigDecimal.ONE;
            BigDecimal price = dollars(item.getUnitPrice(), at + ".unitPrice");
            charge = price == null ? null : price.multiply(quantity).multiply(factor);
        } else {
            charge = supplement.charges().get(item.getSequence());
        }
        if (charge == null
                || charge.signum() < 0
                || charge.stripTrailingZeros().scale() > 2
                || charge.compareTo(MOST_MONEY) > 0) {
            words.problem(at + ".net", "the charge in US dollars is missing, or no amount of at most 99999999.99");
            return BigDecimal.ZERO;
        }
        return normal(charge);
    }

    private BigDecimal dollars(Money money, String path) {
        if (money.hasCurrency() && !"USD".equals(money.getCurrency())) {
            words.problem(path + ".currency", "an 837P is in US dollars");
        }
        return money.getValue();
    }

    private BigDecimal units(ItemComponent item, String at) {
        boolean dosed = ServiceCodes.service(item.getProductOrService())
                .filter(ServiceCodes::isDosed)
                .isPresent();
        if (dosed && !item.getQuantity().hasValue()) {
            words.problem(at + ".quantity", "the units of the drug are missing");
        }
        BigDecimal units = item.getQuantity().hasValue() ? item.getQuantity().getValue() : BigDecimal.ONE;
        if (units.signum() <= 0
                || units.stripTrailingZeros().scale() > 3
                || units.compareTo(new BigDecimal("99999999")) > 0) {
            words.problem(at + ".quantity", "the units are more than 0 and have at most 3 decimals");
            return BigDecimal.ONE;
        }
        return normal(units);
    }

    /** One form for equal amounts, so that what is read back is equal. */
    private static BigDecimal normal(BigDecimal amount) {
        return new BigDecimal(ClaimSegments.amount(amount));
    }

    private List<Integer> pointers(ItemComponent item, String at) {
        List<Integer> pointers = new ArrayList<>();
        for (org.hl7.fhir.r4.model.PositiveIntType sequence : item.getDiagnosisSequence()) {
            int position = 0;
            for (int i = 0; i < diagnoses.size(); i++) {
                position = diagnoses.get(i).getSequence() == sequence.getValue() ? i + 1 : position;
            }
            if (position == 0) {
                words.problem(
                        at + ".diagnosisSequence[" + pointers.size() + "]",
                        "the claim has no diagnosis of that sequence");
            }
            pointers.add(position);
        }
        if (pointers.isEmpty() || pointers.size() > Claims.MOST_POINTERS) {
            words.problem(at + ".diagnosisSequence", "a line points at 1 to 4 diagnoses");
        }
        return pointers;
    }

    // ---- when and where

    private static LocalDate day(ItemComponent item, boolean first) {
        if (item.getServiced() instanceof DateType date) {
            return day(date);
        }
        return item.getServiced() instanceof Period period
                ? day(first ? period.getStartElement() : period.getEndElement())
                : null;
    }

    /** Null unless it is told to the day; a time counts where it was told. */
    private static LocalDate day(BaseDateTimeType time) {
        if (!time.hasValue() || time.getValueAsString().length() < "2026-03-04".length()) {
            return null;
        }
        return time.getTimeZone() == null
                ? LocalDate.parse(time.getValueAsString().substring(0, "2026-03-04".length()))
                : time.getValue().toInstant().atZone(zone(time)).toLocalDate();
    }

    private static ZoneId zone(BaseDateTimeType time) {
        return time.getTimeZone().toZoneId();
    }

    private String place(ItemComponent item, int i) {
        return place(item, i, true);
    }

    private String place(ItemComponent item, int i, boolean told) {
        Optional<String> place = Optional.empty();
        if (item.hasLocationCodeableConcept()) {
            place = ServiceCodes.place(List.of(item.getLocationCodeableConcept()));
        } else if (item.getLocation() instanceof Reference reference) {
            place = records.read(claim, reference, Location.class).flatMap(l -> ServiceCodes.place(l.getType()));
        }
        return place.or(() -> ofEncounter(item))
                .or(() -> records.read(claim, claim.getFacility(), Location.class)
                        .flatMap(facility -> ServiceCodes.place(facility.getType())))
                .or(supplement::placeOfService)
                .filter(code -> code.matches("\\d{2}"))
                .orElseGet(() -> told
                        ? words.problem(
                                "Claim.item[" + i + "].location", "the place of service (two digits of CMS) is missing")
                        : "");
    }

    private Optional<String> ofEncounter(ItemComponent item) {
        return item.getEncounter().stream()
                .flatMap(reference -> records.read(claim, reference, Encounter.class).stream())
                .flatMap(encounter -> encounter.getLocation().stream()
                        .flatMap(where -> records.read(encounter, where.getLocation(), Location.class).stream()))
                .flatMap(location -> ServiceCodes.place(location.getType()).stream())
                .findFirst();
    }
}

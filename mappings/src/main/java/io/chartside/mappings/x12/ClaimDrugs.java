package io.chartside.mappings.x12;

import io.chartside.mappings.x12.ProfessionalClaim.Drug;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Claim.DetailComponent;
import org.hl7.fhir.r4.model.Claim.ItemComponent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Quantity;

/**
 * Loop 2410: the drug of a line by its National Drug Code, which the claim has as the line's one detail with the amount in a unit of
 * UCUM, since the line's own quantity counts what its HCPCS code stands for.
 */
final class ClaimDrugs {
    static final String NDC = "http://hl7.org/fhir/sid/ndc";
    private static final BigDecimal MOST = new BigDecimal("9999999.999");
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("mL", "ML"),
            Map.entry("ml", "ML"),
            Map.entry("g", "GR"),
            Map.entry("mg", "ME"),
            Map.entry("[iU]", "F2"),
            Map.entry("[IU]", "F2"),
            Map.entry("1", "UN"),
            Map.entry("{each}", "UN"),
            Map.entry("{tbl}", "UN"),
            Map.entry("{capsule}", "UN"),
            Map.entry("{vial}", "UN"));

    private final Wording words;

    ClaimDrugs(Wording words) {
        this.words = words;
    }

    /** @param at path of the item */
    Optional<Drug> of(ItemComponent item, String at) {
        if (!code(item.getProductOrService()).isEmpty()) {
            words.problem(
                    at + ".productOrService",
                    "a National Drug Code stands in the line's detail, with the amount of the drug as its quantity");
        }
        if (!item.hasDetail()) {
            return Optional.empty();
        }
        DetailComponent detail = item.getDetailFirstRep();
        String of = at + ".detail[0]";
        if (item.getDetail().size() > 1 || code(detail.getProductOrService()).isEmpty() || detail.hasSubDetail()) {
            words.problem(
                    at + ".detail", "below a line of an 837P there is nothing but one drug by its National Drug Code");
            return Optional.empty();
        }
        return Optional.of(new Drug(
                eleven(code(detail.getProductOrService()).get(0), of),
                quantity(detail.getQuantity(), of),
                unit(detail.getQuantity(), of)));
    }

    private static List<String> code(CodeableConcept concept) {
        return concept.getCoding().stream()
                .filter(coding -> NDC.equals(coding.getSystem()) && coding.hasCode())
                .map(Coding::getCode)
                .toList();
    }

    /** 5-4-2 digits; of ten, the hyphens tell which part lacks its leading zero. */
    private String eleven(String code, String at) {
        if (code.matches("\\d{11}")) {
            return code;
        }
        String[] parts = code.split("-");
        boolean whole = code.matches("\\d{4,5}-\\d{3,4}-\\d{1,2}")
                && parts[0].length() + parts[1].length() + parts[2].length() >= 10;
        return whole
                ? "0".repeat(5 - parts[0].length())
                        + parts[0]
                        + "0".repeat(4 - parts[1].length())
                        + parts[1]
                        + "0".repeat(2 - parts[2].length())
                        + parts[2]
                : words.problem(
                        at + ".productOrService",
                        "the National Drug Code has eleven digits, or ten with their two hyphens");
    }

    private BigDecimal quantity(Quantity quantity, String at) {
        boolean fits = quantity.hasValue()
                && quantity.getValue().signum() > 0
                && quantity.getValue().stripTrailingZeros().scale() <= 3
                && quantity.getValue().compareTo(MOST) <= 0;
        if (!fits) {
            words.problem(at + ".quantity", "the amount of the drug is more than 0 and has at most 3 decimals");
            return BigDecimal.ONE;
        }
        return new BigDecimal(ClaimSegments.amount(quantity.getValue()));
    }

    private String unit(Quantity quantity, String at) {
        String unit = quantity.hasCode() ? quantity.getCode() : quantity.getUnit();
        return unit != null && UNITS.containsKey(unit)
                ? UNITS.get(unit)
                : words.problem(at + ".quantity.code", "the amount of the drug is in mL, g, mg, [iU] or {each}");
    }
}

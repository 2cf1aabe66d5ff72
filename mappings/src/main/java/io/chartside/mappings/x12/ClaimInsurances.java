package io.chartside.mappings.x12;

import io.chartside.mappings.x12.ProfessionalClaim.Adjustment;
import io.chartside.mappings.x12.ProfessionalClaim.OtherInsurance;
import io.chartside.mappings.x12.ProfessionalClaim.Paid;
import io.chartside.mappings.x12.ProfessionalClaim.Subscriber;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Claim.InsuranceComponent;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.ClaimResponse.AdjudicationComponent;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Money;

/**
 * Loops 2320 and 2330: the insurances besides the one that is asked. What a payer before it paid and adjusted is in the
 * ClaimResponse that the claim's insurance names, by X12's own codes of groups and reasons, for the claim as a whole.
 */
final class ClaimInsurances {
    static final String GROUPS = "https://x12.org/codes/claim-adjustment-group-codes";
    static final String REASONS = "https://x12.org/codes/claim-adjustment-reason-codes";
    /** CAS has six reasons. */
    private static final int MOST_REASONS = 6;

    private final Claim claim;
    private final LinkedRecords records;
    private final Wording words;
    private final ClaimParties parties;

    ClaimInsurances(Claim claim, LinkedRecords records, Wording words, ClaimParties parties) {
        this.claim = claim;
        this.records = records;
        this.words = words;
        this.parties = parties;
    }

    /** The insurance that is asked: the only one, or the only one that is focal. */
    static InsuranceComponent focal(Claim claim, Wording words) {
        if (claim.getInsurance().size() < 2) {
            return claim.hasInsurance() ? claim.getInsurance().get(0) : new InsuranceComponent();
        }
        List<InsuranceComponent> focal = claim.getInsurance().stream()
                .filter(InsuranceComponent::getFocal)
                .toList();
        if (focal.size() != 1) {
            words.problem("Claim.insurance", "of several insurances one is focal: the one that is asked");
            return new InsuranceComponent();
        }
        return focal.get(0);
    }

    /**
     * @param whose insurance is asked
     * @param total the claim's charge
     */
    List<OtherInsurance> others(Subscriber whose, BigDecimal total) {
        String asked = whose.order();
        if (!asked.equals("P") && whose.filing().matches("M[AB]")) {
            words.problem(
                    "Coverage.order",
                    "why Medicare pays after another (SBR05) is told by no element of a Claim: it is asked first, or not by this");
        }
        InsuranceComponent focal = focal(claim, new Wording());
        List<OtherInsurance> others = new ArrayList<>();
        Set<String> orders = new HashSet<>(Set.of(asked));
        for (int i = 0; i < claim.getInsurance().size(); i++) {
            InsuranceComponent insurance = claim.getInsurance().get(i);
            if (insurance == focal || claim.getInsurance().size() < 2) {
                continue;
            }
            String at = "Claim.insurance[" + i + "]";
            Optional<Coverage> coverage = records.read(claim, insurance.getCoverage(), Coverage.class);
            if (coverage.isEmpty()) {
                words.problem(at + ".coverage", "the coverage is not told, or not in the record");
                continue;
            }
            Coverage of = coverage.get();
            String order = parties.order(of);
            if (!order.isEmpty() && !orders.add(order)) {
                words.problem("Coverage.order", "two insurances of the claim have the same place in their order");
            }
            boolean before = ClaimParties.ORDERS.indexOf(order) < ClaimParties.ORDERS.indexOf(asked);
            others.add(new OtherInsurance(
                    order,
                    parties.relationship(of),
                    parties.insured(of),
                    parties.member(of),
                    parties.group(of),
                    parties.groupName(of),
                    FilingIndicator.of(of.getType()),
                    parties.payer(of, false),
                    before ? paid(insurance, at, total) : later(insurance, at)));
        }
        return others;
    }

    private Optional<Paid> later(InsuranceComponent insurance, String at) {
        if (insurance.hasClaimResponse() && !insurance.getClaimResponse().isEmpty()) {
            words.problem(
                    at + ".claimResponse", "a payer that comes after the one that is asked has decided nothing yet");
        }
        return Optional.empty();
    }

    private Optional<Paid> paid(InsuranceComponent insurance, String at, BigDecimal total) {
        Optional<ClaimResponse> response = records.read(claim, insurance.getClaimResponse(), ClaimResponse.class);
        if (response.isEmpty()) {
            words.problem(at + ".claimResponse", "what the payer before decided is not told, or not in the record");
            return Optional.empty();
        }
        ClaimResponse decided = response.get();
        boolean byLine = decided.getItem().stream()
                .flatMap(item -> item.getAdjudication().stream())
                .anyMatch(one -> code(one.getCategory(), GROUPS).isPresent());
        if (byLine) {
            words.problem("ClaimResponse.item", "decisions of another payer line by line (loop 2430) are not exported");
        }
        BigDecimal amount = dollars(decided.getPayment().getAmount(), "ClaimResponse.payment.amount");
        List<Adjustment> adjustments = adjustments(decided);
        BigDecimal sum = adjustments.stream().map(Adjustment::amount).reduce(amount, BigDecimal::add);
        if (sum.compareTo(total) != 0) {
            words.problem(
                    "ClaimResponse.adjudication",
                    "what was paid and what was adjusted do not make up the claim's charge");
        }
        return Optional.of(new Paid(amount, adjustments, day(decided)));
    }

    private LocalDate day(ClaimResponse decided) {
        String day = decided.getPayment().getDateElement().getValueAsString();
        if (day == null || day.length() != "2026-03-04".length()) {
            words.problem("ClaimResponse.payment.date", "the day of the other payer's decision is missing");
            return LocalDate.EPOCH;
        }
        return LocalDate.parse(day);
    }

    /** Those of a group together, each group where its first one stands. */
    private List<Adjustment> adjustments(ClaimResponse decided) {
        Map<String, List<Adjustment>> groups = new LinkedHashMap<>();
        for (int i = 0; i < decided.getAdjudication().size(); i++) {
            AdjudicationComponent one = decided.getAdjudication().get(i);
            Optional<String> group = code(one.getCategory(), GROUPS);
            if (group.isEmpty()) {
                continue;
            }
            String at = "ClaimResponse.adjudication[" + i + "]";
            groups.computeIfAbsent(
                            words.formed(group.get(), "CO|OA|PI|PR", at + ".category", "the group", "CO, OA, PI or PR"),
                            none -> new ArrayList<>())
                    .add(new Adjustment(
                            group.get(),
                            words.formed(
                                    code(one.getReason(), REASONS).orElse(""),
                                    "[A-Z]?\\d{1,3}",
                                    at + ".reason",
                                    "the adjustment's reason code",
                                    "one to three digits"),
                            dollars(one.getAmount(), at + ".amount")));
        }
        if (groups.values().stream().anyMatch(group -> group.size() > MOST_REASONS)) {
            words.problem("ClaimResponse.adjudication", "a group has at most 6 reasons in an 837P");
        }
        return groups.values().stream().flatMap(List::stream).toList();
    }

    private static Optional<String> code(CodeableConcept concept, String system) {
        return concept.getCoding().stream()
                .filter(coding -> system.equals(coding.getSystem()) && coding.hasCode())
                .map(Coding::getCode)
                .findFirst();
    }

    private BigDecimal dollars(Money money, String path) {
        boolean fits = money.hasValue()
                && (!money.hasCurrency() || "USD".equals(money.getCurrency()))
                && money.getValue().stripTrailingZeros().scale() <= 2;
        if (!fits) {
            words.problem(path, "the amount in US dollars is missing");
            return BigDecimal.ZERO;
        }
        return new BigDecimal(ClaimSegments.amount(money.getValue()));
    }
}

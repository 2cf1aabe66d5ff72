package io.chartside.mappings.x12;

import io.chartside.mappings.x12.ProfessionalClaim.Address;
import io.chartside.mappings.x12.ProfessionalClaim.Adjustment;
import io.chartside.mappings.x12.ProfessionalClaim.Demographics;
import io.chartside.mappings.x12.ProfessionalClaim.Header;
import io.chartside.mappings.x12.ProfessionalClaim.Line;
import io.chartside.mappings.x12.ProfessionalClaim.Name;
import io.chartside.mappings.x12.ProfessionalClaim.OtherInsurance;
import io.chartside.mappings.x12.ProfessionalClaim.Provider;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The segments between ST and SE, in the order of 005010X222A1. */
final class ClaimSegments {
    static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HHmm");
    private final List<Segment> out = new ArrayList<>();

    private ClaimSegments() {}

    static List<Segment> of(ProfessionalClaim claim, Interchange interchange) {
        ClaimSegments segments = new ClaimSegments();
        segments.parties(claim, interchange);
        segments.hierarchy(claim);
        segments.header(claim);
        for (int i = 0; i < claim.lines().size(); i++) {
            segments.line(i + 1, claim.lines().get(i));
        }
        return segments.out;
    }

    private void parties(ProfessionalClaim claim, Interchange interchange) {
        String reference = Integer.toString(interchange.number());
        add("BHT", "0019", "00", reference, DAY.format(interchange.at()), MINUTE.format(interchange.at()), "CH");
        add(
                "NM1",
                "41",
                "2",
                claim.submitter().name(),
                "",
                "",
                "",
                "",
                "46",
                claim.submitter().id());
        add("PER", "IC", claim.submitter().contact(), "TE", claim.submitter().phone());
        add(
                "NM1",
                "40",
                "2",
                claim.receiver().name(),
                "",
                "",
                "",
                "",
                "46",
                claim.receiver().id());
    }

    private void hierarchy(ProfessionalClaim claim) {
        boolean self = claim.dependent().isEmpty();
        Provider billing = claim.billing();
        add("HL", "1", "", "20", "1");
        taxonomy("BI", billing);
        name("85", billing.name(), "XX", billing.npi());
        address(billing.address().orElseThrow());
        add("REF", billing.taxIdIsPersons() ? "SY" : "EI", billing.taxId());

        ProfessionalClaim.Subscriber subscriber = claim.subscriber();
        add("HL", "2", "1", "22", self ? "0" : "1");
        add(
                "SBR",
                subscriber.order(),
                self ? "18" : "",
                subscriber.group(),
                subscriber.groupName(),
                "",
                "",
                "",
                "",
                subscriber.filing());
        name("IL", subscriber.name(), "MI", subscriber.memberId());
        subscriber.demographics().ifPresent(this::demographics);
        name("PR", Name.organization(claim.payer().name()), "PI", claim.payer().id());
        claim.dependent().ifPresent(patient -> {
            add("HL", "3", "2", "23", "0");
            add("PAT", patient.relationship());
            name("QC", patient.name(), "", "");
            demographics(patient.demographics());
        });
    }

    private void header(ProfessionalClaim claim) {
        Header header = claim.header();
        add(
                "CLM",
                header.control(),
                amount(header.total()),
                "",
                "",
                Segment.composite(header.place(), "B", header.frequency()),
                "Y",
                header.assigned() ? "A" : "C",
                header.assigned() ? "Y" : "N",
                // No signed statement of release is on record here, and none is needed for payment (45 CFR 164.506).
                "I");
        reference("G1", header.authorization());
        reference("F8", header.original());
        List<String> codes = new ArrayList<>();
        for (String diagnosis : claim.diagnoses()) {
            codes.add(Segment.composite(codes.isEmpty() ? "ABK" : "ABF", diagnosis));
        }
        out.add(new Segment("HI", codes));
        claim.rendering().ifPresent(rendering -> {
            name("82", rendering.name(), "XX", rendering.npi());
            taxonomy("PE", rendering);
        });
        claim.facility().ifPresent(facility -> {
            name("77", Name.organization(facility.name()), facility.npi().isEmpty() ? "" : "XX", facility.npi());
            address(facility.address());
        });
        claim.others().forEach(other -> other(other, header.assigned()));
    }

    private void other(OtherInsurance other, boolean assigned) {
        add(
                "SBR",
                other.order(),
                other.relationship(),
                other.group(),
                other.groupName(),
                "",
                "",
                "",
                "",
                other.filing());
        other.paid().ifPresent(paid -> {
            Map<String, List<String>> groups = new LinkedHashMap<>();
            for (Adjustment adjustment : paid.adjustments()) {
                List<String> elements =
                        groups.computeIfAbsent(adjustment.group(), group -> new ArrayList<>(List.of(group)));
                if (elements.size() > 1) {
                    elements.add(""); // The quantity of the one before.
                }
                elements.add(adjustment.reason());
                elements.add(amount(adjustment.amount()));
            }
            groups.values().forEach(elements -> out.add(new Segment("CAS", elements)));
            add("AMT", "D", amount(paid.amount()));
        });
        add("OI", "", "", assigned ? "Y" : "N", "", "", "I");
        name("IL", other.name(), "MI", other.memberId());
        name("PR", Name.organization(other.payer().name()), "PI", other.payer().id());
        other.paid().ifPresent(paid -> add("DTP", "573", "D8", day(paid.on())));
    }

    private void line(int number, Line line) {
        List<String> code = new ArrayList<>(List.of("HC", line.code()));
        code.addAll(line.modifiers());
        add("LX", Integer.toString(number));
        add(
                "SV1",
                Segment.composite(code.toArray(String[]::new)),
                amount(line.charge()),
                "UN",
                amount(line.units()),
                line.place(),
                "",
                Segment.composite(
                        line.pointers().stream().map(p -> Integer.toString(p)).toArray(String[]::new)));
        boolean oneDay = line.from().equals(line.to());
        add("DTP", "472", oneDay ? "D8" : "RD8", oneDay ? day(line.from()) : day(line.from()) + "-" + day(line.to()));
        reference("6R", line.control());
        line.drug().ifPresent(drug -> {
            add("LIN", "", "N4", drug.ndc());
            add("CTP", "", "", "", amount(drug.quantity()), drug.unit());
        });
    }

    private void name(String entity, Name name, String qualifier, String id) {
        add(
                "NM1",
                entity,
                name.person() ? "1" : "2",
                name.last(),
                name.first(),
                name.middle(),
                "",
                name.suffix(),
                qualifier,
                id);
    }

    private void taxonomy(String who, Provider provider) {
        if (!provider.taxonomy().isEmpty()) {
            add("PRV", who, "PXC", provider.taxonomy());
        }
    }

    private void address(Address address) {
        add("N3", address.line(), address.second());
        add("N4", address.city(), address.state(), address.zip());
    }

    private void demographics(Demographics demographics) {
        address(demographics.address());
        add("DMG", "D8", day(demographics.birth()), demographics.gender());
    }

    private void reference(String qualifier, String value) {
        if (!value.isEmpty()) {
            add("REF", qualifier, value);
        }
    }

    private void add(String tag, String... elements) {
        out.add(Segment.of(tag, elements));
    }

    static String amount(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    private static String day(LocalDate day) {
        return DAY.format(day);
    }
}

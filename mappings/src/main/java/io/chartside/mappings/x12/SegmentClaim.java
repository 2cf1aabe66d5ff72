package io.chartside.mappings.x12;

import io.chartside.mappings.x12.ProfessionalClaim.Address;
import io.chartside.mappings.x12.ProfessionalClaim.Adjustment;
import io.chartside.mappings.x12.ProfessionalClaim.Demographics;
import io.chartside.mappings.x12.ProfessionalClaim.Dependent;
import io.chartside.mappings.x12.ProfessionalClaim.Drug;
import io.chartside.mappings.x12.ProfessionalClaim.Facility;
import io.chartside.mappings.x12.ProfessionalClaim.Header;
import io.chartside.mappings.x12.ProfessionalClaim.Line;
import io.chartside.mappings.x12.ProfessionalClaim.Name;
import io.chartside.mappings.x12.ProfessionalClaim.OtherInsurance;
import io.chartside.mappings.x12.ProfessionalClaim.Paid;
import io.chartside.mappings.x12.ProfessionalClaim.Payer;
import io.chartside.mappings.x12.ProfessionalClaim.Provider;
import io.chartside.mappings.x12.ProfessionalClaim.Receiver;
import io.chartside.mappings.x12.ProfessionalClaim.Submitter;
import io.chartside.mappings.x12.ProfessionalClaim.Subscriber;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the segments that {@link ClaimSegments} writes, in the same order; others are refused. */
final class SegmentClaim {
    private final List<Segment> segments;
    private int at;

    private SegmentClaim(List<Segment> segments) {
        this.segments = segments;
    }

    /** @throws IllegalArgumentException when a segment is missing or out of its place */
    static ProfessionalClaim of(List<Segment> segments) {
        return new SegmentClaim(segments).claim();
    }

    private ProfessionalClaim claim() {
        next("BHT", "0019");
        Segment from = next("NM1", "41");
        Segment contact = next("PER", "IC");
        Segment to = next("NM1", "40");
        next("HL", "1");
        Provider billing = billing();
        next("HL", "2");
        Segment insurance = next("SBR");
        Segment insured = next("NM1", "IL");
        boolean self = insurance.element(2).equals("18");
        Optional<Demographics> demographics = self ? Optional.of(demographics()) : Optional.empty();
        Segment payer = next("NM1", "PR");
        Optional<Dependent> dependent = self ? Optional.empty() : Optional.of(dependent());
        Header header = header();
        List<String> diagnoses = next("HI").elements().stream()
                .map(code -> code.substring(code.indexOf(Segment.COMPONENT) + 1))
                .toList();
        Optional<Provider> rendering = at("NM1", "82") ? Optional.of(rendering()) : Optional.empty();
        Optional<Facility> facility = at("NM1", "77") ? Optional.of(facility()) : Optional.empty();
        List<OtherInsurance> others = new ArrayList<>();
        while (at("SBR")) {
            others.add(other());
        }
        List<Line> lines = new ArrayList<>();
        while (at < segments.size()) {
            lines.add(line());
        }
        return new ProfessionalClaim(
                new Submitter(from.element(3), from.element(9), contact.element(2), contact.element(4)),
                new Receiver(to.element(3), to.element(9)),
                billing,
                new Subscriber(
                        insurance.element(1),
                        name(insured),
                        insured.element(9),
                        insurance.element(3),
                        insurance.element(4),
                        insurance.element(9),
                        demographics),
                new Payer(payer.element(3), payer.element(9)),
                dependent,
                header,
                diagnoses,
                rendering,
                facility,
                others,
                lines);
    }

    private Provider billing() {
        String taxonomy = at("PRV", "BI") ? next("PRV").element(3) : "";
        Segment name = next("NM1", "85");
        Address address = address();
        Segment tax = next("REF");
        return new Provider(
                name(name), name.element(9), taxonomy, Optional.of(address), tax.element(2), tax.is("REF", "SY"));
    }

    private Provider rendering() {
        Segment name = next("NM1", "82");
        String taxonomy = at("PRV", "PE") ? next("PRV").element(3) : "";
        return new Provider(name(name), name.element(9), taxonomy, Optional.empty(), "", false);
    }

    private Facility facility() {
        Segment name = next("NM1", "77");
        return new Facility(name.element(3), name.element(9), address());
    }

    private OtherInsurance other() {
        Segment insurance = next("SBR");
        List<Adjustment> adjustments = new ArrayList<>();
        while (at("CAS")) {
            Segment group = next("CAS");
            for (int i = 2; i <= group.elements().size(); i += 3) {
                adjustments.add(
                        new Adjustment(group.element(1), group.element(i), new BigDecimal(group.element(i + 1))));
            }
        }
        Optional<BigDecimal> amount =
                at("AMT", "D") ? Optional.of(new BigDecimal(next("AMT").element(2))) : Optional.empty();
        next("OI");
        Segment insured = next("NM1", "IL");
        Segment payer = next("NM1", "PR");
        Optional<Paid> paid = amount.map(
                money -> new Paid(money, adjustments, day(next("DTP", "573").element(3))));
        return new OtherInsurance(
                insurance.element(1),
                insurance.element(2),
                name(insured),
                insured.element(9),
                insurance.element(3),
                insurance.element(4),
                insurance.element(9),
                new Payer(payer.element(3), payer.element(9)),
                paid);
    }

    private Dependent dependent() {
        next("HL", "3");
        String relationship = next("PAT").element(1);
        return new Dependent(relationship, name(next("NM1", "QC")), demographics());
    }

    private Header header() {
        Segment claim = next("CLM");
        List<String> place = claim.components(5);
        String authorization = at("REF", "G1") ? next("REF").element(2) : "";
        String original = at("REF", "F8") ? next("REF").element(2) : "";
        return new Header(
                claim.element(1),
                new BigDecimal(claim.element(2)),
                place.get(0),
                place.get(2),
                claim.element(7).equals("A"),
                original,
                authorization);
    }

    private Line line() {
        next("LX");
        Segment service = next("SV1");
        List<String> code = service.components(1);
        Segment dates = next("DTP", "472");
        String[] days = dates.element(3).split("-");
        String control = at("REF", "6R") ? next("REF").element(2) : "";
        Optional<Drug> drug = at("LIN") ? Optional.of(drug()) : Optional.empty();
        return new Line(
                code.get(1),
                code.subList(2, code.size()),
                new BigDecimal(service.element(2)),
                new BigDecimal(service.element(4)),
                service.element(5),
                service.components(7).stream().map(Integer::valueOf).toList(),
                day(days[0]),
                day(days[days.length - 1]),
                control,
                drug);
    }

    private Drug drug() {
        Segment name = next("LIN");
        Segment amount = next("CTP");
        return new Drug(name.element(3), new BigDecimal(amount.element(4)), amount.element(5));
    }

    private static Name name(Segment s) {
        return new Name(s.element(2).equals("1"), s.element(3), s.element(4), s.element(5), s.element(7));
    }

    private Address address() {
        Segment lines = next("N3");
        Segment city = next("N4");
        return new Address(lines.element(1), lines.element(2), city.element(1), city.element(2), city.element(3));
    }

    private Demographics demographics() {
        Address address = address();
        Segment birth = next("DMG", "D8");
        return new Demographics(address, day(birth.element(2)), birth.element(3));
    }

    private static LocalDate day(String text) {
        return LocalDate.parse(text, ClaimSegments.DAY);
    }

    private boolean at(String tag) {
        return at < segments.size() && segments.get(at).tag().equals(tag);
    }

    private boolean at(String tag, String first) {
        return at < segments.size() && segments.get(at).is(tag, first);
    }

    private Segment next(String tag, String first) {
        if (!at(tag, first)) {
            throw new IllegalArgumentException("segment " + tag + "*" + first + " is missing");
        }
        return segments.get(at++);
    }

    private Segment next(String tag) {
        if (!at(tag)) {
            throw new IllegalArgumentException("segment " + tag + " is missing");
        }
        return segments.get(at++);
    }
}

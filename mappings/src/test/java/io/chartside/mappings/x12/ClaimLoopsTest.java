package io.chartside.mappings.x12;

import static org.assertj.core.api.Assertions.assertThat;

import com.imsweb.x12.Loop;
import com.imsweb.x12.reader.X12Reader;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.ClaimResponse;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Other insurances, drugs and the place of service in an 837P: loops 2320, 2330, 2410 and 2310C (MH6). */
class ClaimLoopsTest {
    private static final Interchange MADE = new Interchange(42, LocalDateTime.of(2026, 3, 5, 9, 30), true);

    private static ClaimFile export(SampleClaim sample) {
        return ClaimExport.of(sample.claim, sample::find, ClaimSupplement.NONE, MADE);
    }

    private static String written(SampleClaim sample) {
        ClaimFile file = export(sample);
        assertThat(file).as(file.toString()).isInstanceOf(ClaimFile.Written.class);
        String text = ((ClaimFile.Written) file).text();
        assertThat(ClaimExport.read(text)).isNotNull();
        return text;
    }

    private static Loop readByAnother(String text) throws IOException {
        X12Reader reader = new X12Reader(X12Reader.FileType.ANSI837_5010_X222, new StringReader(text));
        assertThat(reader.getFatalErrors()).isEmpty();
        assertThat(reader.getErrors()).as(text).isEmpty();
        return reader.getLoops().get(0);
    }

    private static CodeableConcept x12(String system, String code) {
        return SampleClaim.concept(system, code);
    }

    /** A second payer is asked after the first one paid 100 of 185. */
    private static SampleClaim secondary() {
        SampleClaim sample = new SampleClaim();
        sample.coverage.setOrder(2);
        Organization medicare = sample.put("Organization/medicare", new Organization());
        medicare.setName("Plains Medicare")
                .addIdentifier(new Identifier()
                        .setType(SampleClaim.concept(
                                "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType", "payerid"))
                        .setValue("PM001"));
        Coverage first = sample.put("Coverage/c0", new Coverage());
        first.setStatus(Coverage.CoverageStatus.ACTIVE)
                .setOrder(1)
                .setBeneficiary(new Reference("Patient/p1"))
                .setSubscriberId("1EG4TE5MK73")
                .setRelationship(SampleClaim.concept("x", "self"))
                .setType(SampleClaim.concept("https://nahdo.org/sopt", "1"))
                .addPayor(new Reference("Organization/medicare"));
        ClaimResponse decided = sample.put("ClaimResponse/r1", new ClaimResponse());
        decided.getPayment()
                .setAmount(new Money().setValue(new BigDecimal("100.00")).setCurrency("USD"))
                .setDateElement(new DateType("2026-03-20"));
        adjusted(decided, "CO", "45", "60.00");
        adjusted(decided, "PR", "1", "5.5");
        adjusted(decided, "PR", "2", "19.50");
        sample.claim
                .addInsurance()
                .setSequence(2)
                .setFocal(false)
                .setCoverage(new Reference("Coverage/c0"))
                .setClaimResponse(new Reference("ClaimResponse/r1"));
        return sample;
    }

    private static void adjusted(ClaimResponse decided, String group, String reason, String amount) {
        decided.addAdjudication()
                .setCategory(x12(ClaimInsurances.GROUPS, group))
                .setReason(x12(ClaimInsurances.REASONS, reason))
                .setAmount(new Money().setValue(new BigDecimal(amount)));
    }

    @Test
    void whatThePayerBeforePaid_goesAlong() throws IOException {
        String text = written(secondary());
        assertThat(text.split("~"))
                .containsSubsequence(
                        "SBR*S*18*G77******12",
                        "NM1*PR*2*PRAIRIE HEALTH PLAN*****PI*PHP01",
                        "HI*ABK:E1165*ABF:I10",
                        "NM1*82*1*OKAFOR*MAYA****XX*1245319599",
                        "SBR*P*18*******MB",
                        "CAS*CO*45*60",
                        "CAS*PR*1*5.5**2*19.5",
                        "AMT*D*100",
                        "OI***Y***I",
                        "NM1*IL*1*NGUYEN*ZOE*MAY***MI*1EG4TE5MK73",
                        "NM1*PR*2*PLAINS MEDICARE*****PI*PM001",
                        "DTP*573*D8*20260320",
                        "LX*1");
        Loop all = readByAnother(text);
        assertThat(all.findLoop("2320")).hasSize(1);
        assertThat(all.findLoop("2330B").get(0).getSegment("NM1").getElementValue("NM109"))
                .isEqualTo("PM001");
        ProfessionalClaim.OtherInsurance back = ClaimExport.read(text).others().get(0);
        assertThat(back.paid().orElseThrow().adjustments())
                .extracting(ProfessionalClaim.Adjustment::group)
                .containsExactly("CO", "PR", "PR");
    }

    @Test
    void aPayerThatComesAfter_isNamedWithoutADecision() throws IOException {
        SampleClaim sample = secondary();
        sample.claim.getInsurance().get(0).setFocal(false);
        sample.claim.getInsurance().get(1).setFocal(true).setClaimResponse(null);
        String text = written(sample);
        assertThat(text)
                .contains("~SBR*P*18*******MB~", "~SBR*S*18*G77******12~OI***Y***I~")
                .doesNotContain("AMT*D");
        assertThat(readByAnother(text).findLoop("2320")).hasSize(1);
    }

    private static Arguments wrong(String path, Consumer<SampleClaim> change) {
        return Arguments.of(path, change);
    }

    private static ClaimResponse decided(SampleClaim sample) {
        return (ClaimResponse) sample.record.get("ClaimResponse/r1");
    }

    static Stream<Arguments> wrongInsurances() {
        return Stream.of(
                wrong("Claim.insurance", s -> s.claim.getInsurance().get(1).setFocal(true)),
                wrong("Claim.insurance[1].coverage", s -> s.record.remove("Coverage/c0")),
                wrong("Claim.insurance[1].claimResponse", s -> s.record.remove("ClaimResponse/r1")),
                wrong("Claim.insurance[1].claimResponse", s -> ((Coverage) s.record.get("Coverage/c0")).setOrder(3)),
                wrong("Coverage.order", s -> s.coverage.setOrder(1)),
                wrong("Coverage.order", s -> s.coverage.setOrder(12)),
                wrong("Coverage.order", s -> s.coverage.setType(SampleClaim.concept("https://nahdo.org/sopt", "1"))),
                wrong("Coverage.payor[0]", s -> s.record.remove("Organization/medicare")),
                wrong(
                        "ClaimResponse.payment.amount",
                        s -> decided(s).getPayment().setAmount(null)),
                wrong(
                        "ClaimResponse.payment.date",
                        s -> decided(s).getPayment().setDateElement(new DateType("2026-03"))),
                wrong("ClaimResponse.adjudication", s -> adjusted(decided(s), "CO", "97", "1")),
                wrong("ClaimResponse.adjudication[3].category", s -> adjusted(decided(s), "XX", "97", "1")),
                wrong("ClaimResponse.adjudication[3].reason", s -> adjusted(decided(s), "CO", "none", "1")),
                wrong(
                        "ClaimResponse.item",
                        s -> decided(s).addItem().addAdjudication().setCategory(x12(ClaimInsurances.GROUPS, "CO"))));
    }

    @ParameterizedTest
    @MethodSource("wrongInsurances")
    void insurancesThatCannotBeTold_areRefusedByTheirPath(String path, Consumer<SampleClaim> change) {
        SampleClaim sample = secondary();
        change.accept(sample);
        assertRefused(path, sample);
    }

    private static void assertRefused(String path, SampleClaim sample) {
        ClaimFile file = export(sample);
        assertThat(file).isInstanceOf(ClaimFile.Refused.class);
        assertThat(((ClaimFile.Refused) file).problems())
                .extracting(Problem::path)
                .contains(path);
    }

    private static SampleClaim dosed(String ndc, String amount, String unit) {
        SampleClaim sample = new SampleClaim();
        sample.line("J1885", "20", "2026-03-04", 1)
                .setQuantity(new Quantity(2))
                .addDetail()
                .setSequence(1)
                .setProductOrService(SampleClaim.concept(ClaimDrugs.NDC, ndc))
                .setQuantity(new Quantity().setValue(new BigDecimal(amount)).setCode(unit));
        return sample;
    }

    @ParameterizedTest
    @CsvSource({
        "00409-3795-01,1,mL,LIN**N4*00409379501~CTP****1*ML",
        "0409-3795-01,2.5,g,LIN**N4*00409379501~CTP****2.5*GR",
        "12345-678-90,30,mg,LIN**N4*12345067890~CTP****30*ME",
        "12345-6789-1,100,[iU],LIN**N4*12345678901~CTP****100*F2",
        "12345678901,3,{each},LIN**N4*12345678901~CTP****3*UN"
    })
    void drugs_goByTheirElevenDigits(String ndc, String amount, String unit, String segments) throws IOException {
        String text = written(dosed(ndc, amount, unit));
        assertThat(text).contains("~REF*6R*2~" + segments + "~SE*");
        assertThat(readByAnother(text).findLoop("2410")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1234567890,1,mL,productOrService",
        "12-3456-78901,1,mL,productOrService",
        "12345678901,0,mL,quantity",
        "12345678901,1.2345,mL,quantity",
        "12345678901,1,L,quantity.code"
    })
    void drugsThatCannotBeTold_areRefusedByTheirPath(String ndc, String amount, String unit, String element) {
        assertRefused("Claim.item[1].detail[0]." + element, dosed(ndc, amount, unit));
    }

    @Test
    void detailsOtherThanADrug_areRefused() {
        SampleClaim sample = new SampleClaim();
        sample.claim.getItem().get(0).addDetail().setSequence(1);
        assertRefused("Claim.item[0].detail", sample);
        SampleClaim two = dosed("12345678901", "1", "mL");
        two.claim
                .getItem()
                .get(1)
                .addDetail(two.claim.getItem().get(1).getDetailFirstRep().copy());
        assertRefused("Claim.item[1].detail", two);
        SampleClaim bare = new SampleClaim();
        bare.claim
                .getItem()
                .get(0)
                .getProductOrService()
                .addCoding()
                .setSystem(ClaimDrugs.NDC)
                .setCode("12345678901");
        assertRefused("Claim.item[0].productOrService", bare);
    }

    private static Location facility(SampleClaim sample) {
        Location place = sample.put("Location/l1", new Location());
        place.setName("Elm Street Surgery")
                .setAddress(SampleClaim.address("9 Oak Avenue", "Springfield", "IL", "62704-9999"))
                .addIdentifier(new Identifier()
                        .setSystem(io.chartside.mappings.fhir.ChartsideFhir.NPI)
                        .setValue("1245319599"));
        place.addType(SampleClaim.concept(SampleClaim.PLACES, "24"));
        sample.claim.setFacility(new Reference("Location/l1"));
        return place;
    }

    @Test
    void theFacility_isNamedWhereItIsElsewhere() throws IOException {
        SampleClaim sample = new SampleClaim();
        facility(sample);
        sample.claim.getItem().get(0).setLocation(null);
        String text = written(sample);
        assertThat(text)
                .contains("~NM1*77*2*ELM STREET SURGERY*****XX*1245319599~N3*9 OAK AVENUE~N4*SPRINGFIELD*IL*627049999~")
                .contains("*24:B:1*");
        assertThat(readByAnother(text).findLoop("2310C")).hasSize(1);

        SampleClaim nameless = new SampleClaim();
        facility(nameless).getIdentifier().clear();
        assertThat(written(nameless)).contains("~NM1*77*2*ELM STREET SURGERY~N3*");
    }

    @Test
    void aFacilityAtTheAddressOfWhoBills_isNotToldTwice() {
        SampleClaim sample = new SampleClaim();
        facility(sample).setAddress(SampleClaim.address("1 Elm Street", "Springfield", "IL", "62704-1234"));
        assertThat(written(sample)).doesNotContain("NM1*77");
    }

    @Test
    void aFacilityThatCannotBeTold_isRefusedByItsPath() {
        SampleClaim gone = new SampleClaim();
        gone.claim.setFacility(new Reference("Location/none"));
        assertRefused("Claim.facility", gone);
        SampleClaim zip = new SampleClaim();
        facility(zip).getAddress().setPostalCode("62704");
        assertRefused("Location.address[0].postalCode", zip);
        SampleClaim npi = new SampleClaim();
        facility(npi).getIdentifierFirstRep().setValue("1234567890");
        assertRefused("Location.identifier", npi);
    }

    @Test
    void allOfIt_readsBackEqual() throws IOException {
        SampleClaim sample = secondary();
        facility(sample);
        Claim.ItemComponent drug =
                dosed("12345678901", "1", "mL").claim.getItem().get(1);
        sample.claim.addItem(drug);
        sample.claim.getInsurance().get(1).getClaimResponse();
        adjusted(decided(sample), "CO", "97", "20");
        String text = written(sample);
        assertThat(readByAnother(text).findLoop("2400")).hasSize(2);
    }
}

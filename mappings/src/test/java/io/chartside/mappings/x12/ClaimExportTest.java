package io.chartside.mappings.x12;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.imsweb.x12.Loop;
import com.imsweb.x12.reader.X12Reader;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A signed claim as X12 837P, 005010X222A1, and back (MH6, MS6). */
class ClaimExportTest {
    private static final Interchange MADE = new Interchange(42, LocalDateTime.of(2026, 3, 5, 9, 30), true);

    private static ClaimFile export(SampleClaim sample) {
        return ClaimExport.of(sample.claim, sample::find, ClaimSupplement.NONE, MADE);
    }

    private static String written(SampleClaim sample) {
        ClaimFile file = export(sample);
        assertThat(file).as(file.toString()).isInstanceOf(ClaimFile.Written.class);
        return ((ClaimFile.Written) file).text();
    }

    @Test
    void visitOfTheSubscriber_isTheGuidesSegmentsInTheirOrder() {
        assertThat(written(new SampleClaim()).split("~"))
                .containsExactly(
                        "ISA*00*          *00*          *ZZ*1234567893     *ZZ*PHP01          *260305*0930*^*00501*000000042*0*T*:",
                        "GS*HC*1234567893*PHP01*20260305*0930*42*X*005010X222A1",
                        "ST*837*0001*005010X222A1",
                        "BHT*0019*00*42*20260305*0930*CH",
                        "NM1*41*2*ELM STREET FAMILY MEDICINE*****46*1234567893",
                        "PER*IC*IDA WARD*TE*2175550100",
                        "NM1*40*2*PRAIRIE HEALTH PLAN*****46*PHP01",
                        "HL*1**20*1",
                        "NM1*85*2*ELM STREET FAMILY MEDICINE*****XX*1234567893",
                        "N3*1 ELM STREET",
                        "N4*SPRINGFIELD*IL*627041234",
                        "REF*EI*123456789",
                        "HL*2*1*22*0",
                        "SBR*P*18*G77******12",
                        "NM1*IL*1*NGUYEN*ZOE*MAY***MI*W1234",
                        "N3*12 ELM STREET",
                        "N4*SPRINGFIELD*IL*62704",
                        "DMG*D8*19800229*F",
                        "NM1*PR*2*PRAIRIE HEALTH PLAN*****PI*PHP01",
                        "CLM*0190b3c27d117c3e9f10*185***11:B:1*Y*A*Y*I",
                        "HI*ABK:E1165*ABF:I10",
                        "NM1*82*1*OKAFOR*MAYA****XX*1245319599",
                        "LX*1",
                        "SV1*HC:99214*185*UN*1***1:2",
                        "DTP*472*D8*20260304",
                        "REF*6R*1",
                        "SE*25*0001",
                        "GE*1*42",
                        "IEA*1*000000042");
    }

    @Test
    void anyClaim_writtenAndReadBack_saysWhatTheClaimSays() throws IOException {
        Random random = new Random(20260304);
        for (int i = 0; i < 80; i++) {
            SampleClaim sample = randomClaim(random);
            String text = written(sample);
            ProfessionalClaim back = ClaimExport.read(text);
            assertSame(sample, back);
            if (i % 15 == 0) {
                assertReadByAnother(sample, text);
            }
        }
    }

    private static SampleClaim randomClaim(Random random) {
        SampleClaim sample = new SampleClaim();
        sample.claim.getDiagnosis().clear();
        sample.claim.getItem().clear();
        int diagnoses = 1 + random.nextInt(12);
        for (int i = 0; i < diagnoses; i++) {
            sample.diagnosis("M1" + random.nextInt(10) + "." + random.nextInt(10) + random.nextInt(10), "a diagnosis");
        }
        if (random.nextBoolean()) {
            // Sequences tell the order, not places in the list.
            Collections.reverse(sample.claim.getDiagnosis());
        }
        int lines = 1 + random.nextInt(6);
        for (int i = 0; i < lines; i++) {
            List<Integer> pointers =
                    new ArrayList<>(IntStream.rangeClosed(1, diagnoses).boxed().toList());
            Collections.shuffle(pointers, random);
            int[] some = pointers.stream()
                    .limit(1 + random.nextInt(4))
                    .mapToInt(p -> p)
                    .toArray();
            String charge = random.nextInt(3000) + "." + (10 + random.nextInt(90));
            Claim.ItemComponent line = sample.line(
                    random.nextBoolean() ? "J" + (1000 + random.nextInt(9000)) : "9" + (1000 + random.nextInt(9000)),
                    charge,
                    LocalDate.of(2026, 1, 1).plusDays(random.nextInt(60)).toString(),
                    some);
            line.setQuantity(new Quantity().setValue(new BigDecimal(1 + random.nextInt(99))));
            if (random.nextInt(4) == 0) {
                line.setServiced(new Period()
                        .setStartElement(new DateTimeType("2026-02-01"))
                        .setEndElement(new DateTimeType("2026-02-0" + (1 + random.nextInt(9)))));
            }
            if (i > 0 && random.nextBoolean()) {
                line.setLocation(SampleClaim.concept(SampleClaim.PLACES, "12"));
            }
            for (String modifier : List.of("25", "59", "LT", "XS").subList(0, random.nextInt(5))) {
                line.addModifier(SampleClaim.modifier(modifier));
            }
        }
        if (random.nextBoolean()) {
            sample.coverage
                    .setSubscriber(new Reference("RelatedPerson/r1"))
                    .setRelationship(SampleClaim.concept("http://terminology.hl7.org/CodeSystem/x", "child"));
        }
        if (random.nextBoolean()) {
            sample.practice.getAddressFirstRep().addLine("Suite " + random.nextInt(900));
        }
        if (random.nextInt(3) == 0) {
            sample.claim.getInsuranceFirstRep().addPreAuthRef("A" + random.nextInt(100_000));
        }
        if (random.nextInt(4) == 0) {
            sample.claim
                    .addRelated()
                    .setRelationship(SampleClaim.concept("http://terminology.hl7.org/CodeSystem/x", "prior"))
                    .setReference(new Identifier().setValue("ICN" + random.nextInt(100_000)));
        }
        if (random.nextInt(4) == 0) {
            sample.claim.setProvider(new Reference("Organization/practice"));
            sample.claim.addCareTeam().setSequence(1).setProvider(new Reference("Practitioner/d1"));
        }
        sample.patient.getNameFirstRep().setFamily(random.nextBoolean() ? "O\u2019Brien-Núñez" : "Le");
        return sample;
    }

    private static void assertSame(SampleClaim sample, ProfessionalClaim back) {
        Claim claim = sample.claim;
        List<String> codes = claim.getDiagnosis().stream()
                .sorted((a, b) -> a.getSequence() - b.getSequence())
                .map(one -> one.getDiagnosisCodeableConcept()
                        .getCodingFirstRep()
                        .getCode()
                        .replace(".", ""))
                .toList();
        assertThat(back.diagnoses()).isEqualTo(codes);
        assertThat(back.lines()).hasSameSizeAs(claim.getItem());
        BigDecimal total = BigDecimal.ZERO;
        for (int i = 0; i < claim.getItem().size(); i++) {
            Claim.ItemComponent item = claim.getItem().get(i);
            ProfessionalClaim.Line line = back.lines().get(i);
            total = total.add(item.getNet().getValue());
            assertThat(line.code())
                    .isEqualTo(item.getProductOrService().getCodingFirstRep().getCode());
            assertThat(line.modifiers())
                    .isEqualTo(item.getModifier().stream()
                            .map(one -> one.getCodingFirstRep().getCode())
                            .toList());
            assertThat(line.charge()).isEqualByComparingTo(item.getNet().getValue());
            assertThat(line.units()).isEqualByComparingTo(item.getQuantity().getValue());
            assertThat(line.pointers())
                    .isEqualTo(item.getDiagnosisSequence().stream()
                            .map(one -> one.getValue())
                            .toList());
            String from = item.getServiced() instanceof DateType date
                    ? date.getValueAsString()
                    : ((Period) item.getServiced()).getStartElement().getValueAsString();
            assertThat(line.from()).isEqualTo(from);
        }
        assertThat(back.header().total()).isEqualByComparingTo(total);
        assertThat(back.header().frequency()).isEqualTo(claim.hasRelated() ? "7" : "1");
        assertThat(back.billing().npi()).isEqualTo("1234567893");
        assertThat(back.rendering().map(ProfessionalClaim.Provider::npi)).contains("1245319599");
        assertThat(back.subscriber().memberId()).isEqualTo("W1234");
        assertThat(back.dependent().isPresent()).isEqualTo(sample.coverage.hasSubscriber());
        String family = back.dependent()
                .map(d -> d.name().last())
                .orElse(back.subscriber().name().last());
        assertThat(family).isIn("O'BRIEN-NUNEZ", "LE");
    }

    /** A reader that is not ours, with the definitions of the guide. */
    private static void assertReadByAnother(SampleClaim sample, String text) throws IOException {
        X12Reader reader = new X12Reader(X12Reader.FileType.ANSI837_5010_X222, new StringReader(text));
        assertThat(reader.getFatalErrors()).isEmpty();
        assertThat(reader.getErrors()).as(text).isEmpty();
        Loop all = reader.getLoops().get(0);
        assertThat(all.findLoop("2400")).hasSameSizeAs(sample.claim.getItem());
        assertThat(all.getLoop("2010AA").getSegment("NM1").getElementValue("NM109"))
                .isEqualTo("1234567893");
        assertThat(all.getLoop("2310B").getSegment("NM1").getElementValue("NM109"))
                .isEqualTo("1245319599");
        assertThat(all.getLoop("2300").getSegment("CLM").getElementValue("CLM01"))
                .isEqualTo("0190b3c27d117c3e9f10");
        assertThat(all.getLoop("2300").getSegment("HI").getElement("HI01").getSubElement(0))
                .isEqualTo("ABK");
    }

    private static Arguments missing(String path, Consumer<SampleClaim> change) {
        return Arguments.of(path, change);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                missing("Claim.status", s -> s.claim.setStatus(Claim.ClaimStatus.DRAFT)),
                missing("Claim.use", s -> s.claim.setUse(Claim.Use.PREAUTHORIZATION)),
                missing("Claim.type", s -> s.claim.setType(SampleClaim.concept("x", "institutional"))),
                missing("Claim.accident", s -> s.claim.getAccident().setDateElement(new DateType("2026-03-01"))),
                missing(
                        "Claim.insurance",
                        s -> s.claim.addInsurance().setSequence(2).setFocal(true)),
                missing("Claim.insurance[0].coverage", s -> s.record.remove("Coverage/c1")),
                missing("Claim.provider", s -> {
                    s.record.remove("Practitioner/d1");
                    s.record.remove("Organization/practice");
                }),
                missing("Claim.patient", s -> s.record.remove("Patient/p1")),
                missing("Claim.diagnosis", s -> s.claim.getDiagnosis().clear()),
                missing("Claim.diagnosis", s -> IntStream.range(0, 11).forEach(i -> s.diagnosis("I1" + i, ""))),
                missing(
                        "Claim.diagnosis[1]",
                        s -> s.claim.getDiagnosis().get(1).setDiagnosis(new Reference("Condition/x"))),
                missing("Claim.item", s -> s.claim.getItem().clear()),
                missing(
                        "Claim.item[0].productOrService",
                        s -> s.claim
                                .getItem()
                                .get(0)
                                .setProductOrService(
                                        SampleClaim.concept("https://chartside.io/fhir/CodeSystem/em-level", "low"))),
                missing("Claim.item[0].serviced", s -> s.claim.getItem().get(0).setServiced(null)),
                missing("Claim.item[0].serviced", s -> s.claim.getItem().get(0).setServiced(new DateType("2026-03"))),
                missing("Claim.item[0].net", s -> s.claim.getItem().get(0).setNet(null)),
                missing(
                        "Claim.item[0].net.currency",
                        s -> s.claim.getItem().get(0).getNet().setCurrency("EUR")),
                missing("Claim.item[0].location", s -> s.claim.getItem().get(0).setLocation(null)),
                missing(
                        "Claim.item[0].quantity",
                        s -> s.line("J1885", "20", "2026-03-04", 1).setQuantity(null)),
                missing(
                        "Claim.item[0].diagnosisSequence",
                        s -> s.claim.getItem().get(0).getDiagnosisSequence().clear()),
                missing(
                        "Claim.item[0].diagnosisSequence[2]",
                        s -> s.claim.getItem().get(0).addDiagnosisSequence(9)),
                missing(
                        "Claim.item[0].modifier[0]",
                        s -> s.claim.getItem().get(0).addModifier(SampleClaim.modifier("2*"))),
                missing("Claim.total", s -> s.claim.setTotal(new Money().setValue(1))),
                missing("Coverage.subscriberId", s -> s.coverage.setSubscriberId(null)),
                missing("Coverage.subscriber", s -> s.coverage.setRelationship(SampleClaim.concept("x", "child"))),
                missing("Coverage.payor[0]", s -> s.record.remove("Organization/payer")),
                missing("Organization.identifier", s -> s.payer.getIdentifier().clear()),
                missing(
                        "Organization.identifier",
                        s -> s.practice.getIdentifier().get(0).setValue("1234567890")),
                missing(
                        "Organization.address[0].postalCode",
                        s -> s.practice.getAddressFirstRep().setPostalCode("62704")),
                missing(
                        "Organization.address[0].line[0]",
                        s -> s.practice.getAddressFirstRep().getLine().get(0).setValue("P.O. Box 12")),
                missing("Organization.telecom", s -> s.practice.getTelecom().clear()),
                missing("Organization.name", s -> s.payer.setName("Plan*of:the~prairie")),
                missing(
                        "Practitioner.identifier",
                        s -> s.clinician.getIdentifier().clear()),
                missing("Encounter.serviceProvider", s -> s.encounter.setServiceProvider(null)),
                missing("Patient.birthDate", s -> s.patient.setBirthDateElement(new DateType("1980"))),
                missing(
                        "Patient.name[0].family",
                        s -> s.patient.getNameFirstRep().setFamily("名前")),
                missing("Patient.address[0]", s -> s.patient.getAddress().clear()));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatIsMissingOrDoesNotFit_isNamedByItsPath(String path, Consumer<SampleClaim> change) {
        SampleClaim sample = new SampleClaim();
        change.accept(sample);
        ClaimFile file = export(sample);
        assertThat(file).isInstanceOf(ClaimFile.Refused.class);
        String expected = path.startsWith("Claim.item[0].quantity") ? "Claim.item[1].quantity" : path;
        assertThat(((ClaimFile.Refused) file).problems())
                .extracting(Problem::path)
                .contains(expected);
        assertThat(((ClaimFile.Refused) file).problems())
                .extracting(Problem::message)
                .noneMatch(message -> message.contains("Nguyen") || message.contains("W1234"));
    }

    @Test
    void whatBillingAdds_fillsWhatTheSignedClaimLeavesOpen_andNothingElse() {
        SampleClaim sample = new SampleClaim();
        sample.claim.getInsuranceFirstRep().setCoverage(new Reference().setDisplay("Coverage not known yet"));
        sample.claim.getItem().get(0).setNet(null).setLocation(null);
        sample.encounter.setServiceProvider(null);
        ClaimSupplement billing = new ClaimSupplement(
                Optional.of("Coverage/c1"),
                Optional.of("Organization/practice"),
                Map.of(1, new BigDecimal("150.50")),
                Optional.of("11"),
                Optional.of("SENDER7"),
                Optional.of("CLEARING"));
        ClaimFile file = ClaimExport.of(sample.claim, sample::find, billing, MADE);
        assertThat(file).as(file.toString()).isInstanceOf(ClaimFile.Written.class);
        ProfessionalClaim back = ClaimExport.read(((ClaimFile.Written) file).text());
        assertThat(back.header().total()).isEqualByComparingTo("150.50");
        assertThat(back.submitter().id()).isEqualTo("SENDER7");
        assertThat(back.receiver().id()).isEqualTo("CLEARING");
        ClaimFile priced = ClaimExport.of(new SampleClaim().claim, sample::find, billing, MADE);
        assertThat(ClaimExport.read(((ClaimFile.Written) priced).text())
                        .header()
                        .total())
                .isEqualByComparingTo("185");
    }

    @Test
    void whatIsNoClaimOfThisForm_isRefusedByTheReader() {
        String text = written(new SampleClaim());
        for (String broken : List.of(
                "",
                "ISA*00",
                text.replace("SE*25", "SE*24"),
                text.replace("IEA*1*000000042", "IEA*1*000000043"),
                text.replace("*005010X222A1~BHT", "*005010X223A2~BHT"),
                text.replace("LX*1~", ""),
                text.substring(0, text.length() / 2))) {
            assertThatThrownBy(() -> ClaimExport.read(broken)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void npi_byItsCheckDigit() {
        assertThat(NationalProvider.isValid("1234567893")).isTrue();
        assertThat(NationalProvider.isValid("1234567890")).isFalse();
        assertThat(NationalProvider.isValid("3234567893")).isFalse();
        assertThat(NationalProvider.isValid("123456789")).isFalse();
    }
}

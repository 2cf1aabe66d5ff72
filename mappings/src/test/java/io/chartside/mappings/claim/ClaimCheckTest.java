package io.chartside.mappings.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.mappings.x12.SampleClaim;
import io.chartside.terminology.CodeCatalog;
import io.chartside.terminology.Concept;
import io.chartside.terminology.services.PairEdits;
import io.chartside.terminology.services.ServiceReleases;
import io.chartside.terminology.services.ServiceSystem;
import io.chartside.terminology.services.UnitEdits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What payers deny is found before the claim is sent, with its element and its source (MH6). */
class ClaimCheckTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 5);

    /** A handful of codes with the notes that the edits go by. */
    private static final CodeCatalog CODES = new CodeCatalog() {
        private static final Map<String, String> TITLES = Map.ofEntries(
                Map.entry("E11.65", "Type 2 diabetes mellitus with hyperglycemia"),
                Map.entry("I10", "Essential (primary) hypertension"),
                Map.entry("H28", "Cataract in diseases classified elsewhere"),
                Map.entry("N18.3", "Chronic kidney disease, stage 3"),
                Map.entry("S83.91X", "Sprain of unspecified site of right knee"),
                Map.entry("M25.569", "Pain in unspecified knee"),
                Map.entry("M25.561", "Pain in right knee"),
                Map.entry("F02.80", "Dementia, without behavioral disturbance"),
                Map.entry("Z79.4", "Long term (current) use of insulin"),
                Map.entry("Z00.00", "General adult examination without abnormal findings"),
                Map.entry("Z23", "Encounter for immunization"),
                Map.entry("N40.0", "Benign prostatic hyperplasia"),
                Map.entry("P07.30", "Preterm newborn"));

        @Override
        public String version() {
            return "FY2026";
        }

        @Override
        public Optional<Concept> find(String code) {
            boolean heading = code.equals("N18.3") || code.equals("S83.91X");
            return Optional.ofNullable(TITLES.get(code)).map(title -> new Concept(code, title, !heading));
        }

        @Override
        public List<Concept> search(String words, int limit) {
            return List.of();
        }

        @Override
        public List<Concept> children(String code) {
            return code.equals("S83.91X") ? List.of(new Concept("S83.91XA", "", true)) : List.of();
        }

        @Override
        public boolean excludes(String code, String other) {
            return Set.of(code, other).equals(Set.of("E11.65", "N18.3"));
        }

        @Override
        public List<String> codeFirst(String code) {
            return code.equals("F02.80") ? List.of("the underlying condition") : List.of();
        }

        @Override
        public List<String> useAdditional(String code) {
            return code.equals("N18.3") ? List.of("code to identify kidney transplant status (Z94.0)") : List.of();
        }
    };

    @TempDir
    static Path files;

    private static ClaimKnowledge all;
    private static ClaimKnowledge nothing;
    private static final Set<String> SEEN = new TreeSet<>();

    @BeforeAll
    static void load() throws Exception {
        Path ptp = Files.writeString(files.resolve("ccipra-f1.txt"), """
                Column 1/Column 2 Edits
                Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale
                20610\t20600\t \t20200101\t*\t1\tMisuse of a code
                J1885\t99214\t \t20200101\t*\t0\tMore extensive
                20605\t20606\t \t20200101\t20240101\t0\tMore extensive
                """);
        PairEdits.load(List.of(ptp), files);
        Path hcpcs = Files.writeString(
                files.resolve("anweb.txt"),
                "%-5s00100%s%-80s%-28s".formatted("J1885", "3", "Injection, ketorolac, per 15 mg", "Ketorolac inj")
                        + " ".repeat(149) + "1997010119970101" + " ".repeat(8) + "N\n"
                        + "%-5s00200%s%-80s%-28s".formatted("J1030", "3", "Injection, withdrawn", "Withdrawn inj")
                        + " ".repeat(149) + "19860101" + "20240401" + "20240331" + "D\n");
        ServiceReleases.load(ServiceSystem.HCPCS, hcpcs, files, "2026-01");
        Path mue = Files.writeString(files.resolve("MCR_MUE_PractitionerServices_Eff_01-01-2026.csv"), """
                "Medically Unlikely Edits, invented for a test",,,
                HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale
                20604,1,2 Date of Service Edit: Policy,"CMS Policy, invented"
                96372,4,3 Date of Service Edit: Clinical,Clinical: Data
                A4550,3,1 Line Edit,Nature of Service/Procedure
                """);
        UnitEdits.load(mue, files, "2026-01");
        all = new ClaimKnowledge(
                CODES,
                EmbeddedScribe.editions(),
                ServiceReleases.open(files, ServiceSystem.HCPCS),
                ServiceReleases.none(),
                PairEdits.open(files),
                UnitEdits.open(files));
        nothing = new ClaimKnowledge(
                CodeCatalog.empty(),
                EmbeddedScribe.editions(),
                ServiceReleases.none(),
                ServiceReleases.none(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<ClaimFinding> check(SampleClaim sample, ClaimKnowledge knowledge, Condition... conditions) {
        List<ClaimFinding> found =
                new ClaimCheck(knowledge).check(sample.claim, sample::find, List.of(conditions), TODAY);
        found.forEach(finding -> SEEN.add(finding.edit()));
        return found;
    }

    @Test
    void aClaimInOrder_hasNothingAgainstIt() {
        assertThat(check(new SampleClaim(), all)).isEmpty();
        assertThat(check(new SampleClaim(), nothing)).isEmpty();
    }

    private static Arguments finds(String edit, String path, Consumer<SampleClaim> change) {
        return Arguments.of(edit, path, change);
    }

    private static Claim.ItemComponent first(SampleClaim s) {
        return s.claim.getItem().get(0);
    }

    private static void only(SampleClaim s, String code, String display) {
        s.claim.getDiagnosis().clear();
        s.diagnosis(code, display);
        first(s).getDiagnosisSequence().clear();
        first(s).addDiagnosisSequence(1);
    }

    private static void modified(Claim.ItemComponent line, String... modifiers) {
        for (String modifier : modifiers) {
            line.addModifier(SampleClaim.modifier(modifier));
        }
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                finds("status", "Claim.status", s -> s.claim.setStatus(Claim.ClaimStatus.DRAFT)),
                finds("line-code", "Claim.item[0].productOrService", s -> first(s).setProductOrService(null)),
                finds("line-date", "Claim.item[0].serviced", s -> first(s).setServiced(null)),
                finds("line-future", "Claim.item[0].serviced", s -> first(s).setServiced(new DateType("2026-03-06"))),
                finds("line-late", "Claim.item[0].serviced", s -> first(s).setServiced(new DateType("2025-03-01"))),
                finds("line-charge", "Claim.item[0].net", s -> first(s).setNet(null)),
                finds("line-place", "Claim.item[0].location", s -> first(s).setLocation(null)),
                finds(
                        "line-units",
                        "Claim.item[1].quantity",
                        s -> s.line("J1885", "9", "2026-03-03", 1).setQuantity(null)),
                finds(
                        "line-pointer",
                        "Claim.item[0].diagnosisSequence",
                        s -> first(s).getDiagnosisSequence().clear()),
                finds("line-pointer-unknown", "Claim.item[0].diagnosisSequence", s -> first(s).addDiagnosisSequence(7)),
                finds(
                        "line-pointers",
                        "Claim.item[0].diagnosisSequence",
                        s -> IntStream.range(3, 6).forEach(i -> first(s).addDiagnosisSequence(i))),
                finds(
                        "line-modifiers",
                        "Claim.item[0].modifier",
                        s -> modified(first(s), "24", "25", "57", "95", "GT")),
                finds("modifier-form", "Claim.item[0].modifier[0]", s -> modified(first(s), "2")),
                finds("modifier-repeated", "Claim.item[0].modifier", s -> modified(first(s), "25", "25")),
                finds("claim-lines", "Claim.item", s -> s.claim.getItem().clear()),
                finds(
                        "claim-diagnoses",
                        "Claim.diagnosis",
                        s -> s.claim.getDiagnosis().clear()),
                finds(
                        "claim-diagnoses-many",
                        "Claim.diagnosis",
                        s -> IntStream.range(0, 11).forEach(i -> s.diagnosis("I10", ""))),
                finds("patient-missing", "Claim.patient", s -> s.record.remove("Patient/p1")),
                finds("patient-birth", "Patient.birthDate", s -> s.patient.setBirthDate(null)),
                finds("coverage-missing", "Claim.insurance[0].coverage", s -> s.record.remove("Coverage/c1")),
                finds("coverage-member", "Coverage.subscriberId", s -> s.coverage.setSubscriberId(null)),
                finds(
                        "coverage-ended",
                        "Coverage.period",
                        s -> s.coverage.getPeriod().setEndElement(new DateTimeType("2026-02-28"))),
                finds("payer-missing", "Coverage.payor", s -> s.record.remove("Organization/payer")),
                finds("npi-missing", "Claim.provider", s -> s.record.remove("Practitioner/d1")),
                finds(
                        "npi-missing",
                        "Practitioner.identifier",
                        s -> s.clinician.getIdentifier().clear()),
                finds(
                        "npi-wrong",
                        "Practitioner.identifier",
                        s -> s.clinician.getIdentifier().get(0).setValue("1245319590")),
                finds(
                        "diagnosis-code",
                        "Claim.diagnosis[1]",
                        s -> s.claim.getDiagnosis().get(1).setDiagnosis(new CodeableConcept().setText("sugar"))),
                finds("diagnosis-unknown", "Claim.diagnosis[2]", s -> s.diagnosis("Q99.9", "")),
                finds("diagnosis-heading", "Claim.diagnosis[2]", s -> s.diagnosis("N18.3", "")),
                finds("excludes1", "Claim.diagnosis[2]", s -> s.diagnosis("N18.3", "")),
                finds("diagnosis-use-additional", "Claim.diagnosis[0]", s -> only(s, "N18.3", "")),
                finds("diagnosis-seventh", "Claim.diagnosis[2]", s -> s.diagnosis("S83.91X", "")),
                finds("diagnosis-twice", "Claim.diagnosis[2]", s -> s.diagnosis("I10", "")),
                finds("diagnosis-not-first", "Claim.diagnosis[0]", s -> only(s, "Z79.4", "")),
                finds("necessity-status-only", "Claim.item[0].diagnosisSequence", s -> only(s, "Z79.4", "")),
                finds("diagnosis-only-first", "Claim.diagnosis[2]", s -> s.diagnosis("Z00.00", "")),
                finds("diagnosis-manifestation", "Claim.diagnosis[0]", s -> only(s, "H28", "")),
                finds("diagnosis-code-first", "Claim.diagnosis[0]", s -> only(s, "F02.80", "")),
                finds("unspecified", "Claim.diagnosis[2]", s -> s.diagnosis("M25.569", "")),
                finds("sex-conflict", "Claim.diagnosis[2]", s -> s.diagnosis("N40.0", "")),
                finds("age-conflict", "Claim.diagnosis[2]", s -> s.diagnosis("P07.30", "")),
                finds("duplicate-line", "Claim.item[1]", s -> s.line("99214", "1", "2026-03-04", 1)),
                finds("modifier-25-missing", "Claim.item[0].modifier", s -> s.line("20610", "90", "2026-03-04", 1)),
                finds("modifier-25-missing", "Claim.item[0].modifier", s -> s.line("G0439", "90", "2026-03-04", 1)),
                finds("modifier-25-alone", "Claim.item[0].modifier", s -> modified(first(s), "25")),
                finds(
                        "modifier-25-on-procedure",
                        "Claim.item[1].modifier",
                        s -> modified(s.line("20610", "90", "2026-03-04", 1), "25")),
                finds("modifier-59-on-visit", "Claim.item[0].modifier", s -> modified(first(s), "XU")),
                finds(
                        "modifier-59-and-subset",
                        "Claim.item[1].modifier",
                        s -> modified(s.line("20610", "90", "2026-03-04", 1), "59", "XS")),
                finds(
                        "modifier-59-alone",
                        "Claim.item[1].modifier",
                        s -> modified(s.line("20610", "90", "2026-03-04", 1), "59")),
                finds(
                        "modifier-side-both",
                        "Claim.item[1].modifier",
                        s -> modified(s.line("20610", "90", "2026-03-04", 1), "LT", "RT")),
                finds("modifier-side-conflict", "Claim.item[1].modifier", s -> {
                    s.diagnosis("M25.561", "Pain in right knee");
                    modified(s.line("20610", "90", "2026-03-04", 3), "LT");
                }),
                finds("side-said", "Claim.diagnosis[2]", s -> {
                    s.diagnosis("M25.569", "Pain in unspecified knee");
                    modified(s.line("20610", "90", "2026-03-04", 3), "LT");
                }),
                finds("service-unknown", "Claim.item[1].productOrService", s -> s.line("J9999", "9", "2026-03-04", 1)),
                finds("service-ended", "Claim.item[1].productOrService", s -> s.line("J1030", "9", "2026-03-04", 1)),
                finds("pair-never", "Claim.item[0].productOrService", s -> s.line("J1885", "9", "2026-03-04", 1)),
                finds("pair-modifier", "Claim.item[2].modifier", s -> {
                    s.line("20610", "90", "2026-03-04", 1);
                    s.line("20600", "90", "2026-03-04", 1);
                }),
                finds("units-line", "Claim.item[1].quantity", s -> units(s, "A4550", 4)),
                finds("units-day-policy", "Claim.item[1].quantity", s -> units(s, "20604", 2)),
                finds("units-day", "Claim.item[1].quantity", s -> {
                    units(s, "96372", 3);
                    units(s, "96372", 2);
                }),
                finds("necessity", "Claim.item[1].diagnosisSequence", s -> s.line("G0008", "30", "2026-03-04", 1)));
    }

    private static void units(SampleClaim sample, String code, int units) {
        sample.line(code, "20", "2026-03-04", 1).setQuantity(new Quantity(units));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatIsAgainstAClaim_isFoundOnItsElement(String edit, String path, Consumer<SampleClaim> change) {
        SampleClaim sample = new SampleClaim();
        change.accept(sample);
        List<ClaimFinding> found = check(sample, all);
        assertThat(found).anySatisfy(finding -> {
            assertThat(finding.edit()).isEqualTo(edit);
            assertThat(finding.path()).isEqualTo(path);
            assertThat(finding.source()).isNotBlank();
        });
    }

    @Test
    void whatIsInOrder_isLeftAlone() {
        SampleClaim vaccine = new SampleClaim();
        vaccine.diagnosis("Z23", "Encounter for immunization");
        vaccine.line("G0008", "30", "2026-03-04", 3);
        modified(first(vaccine), "25");
        assertThat(check(vaccine, nothing)).isEmpty();

        SampleClaim twoJoints = new SampleClaim();
        twoJoints.diagnosis("M25.561", "Pain in right knee");
        modified(first(twoJoints), "25");
        modified(twoJoints.line("20610", "90", "2026-03-04", 3), "RT");
        modified(twoJoints.line("20600", "70", "2026-03-04", 3), "XS");
        assertThat(check(twoJoints, all)).isEmpty();

        SampleClaim other = new SampleClaim();
        other.diagnosis("N40.0", "Benign prostatic hyperplasia");
        other.patient.setGender(AdministrativeGender.OTHER);
        assertThat(check(other, all)).isEmpty();

        SampleClaim ended = new SampleClaim();
        ended.line("20605", "90", "2026-03-03", 1);
        ended.line("20606", "90", "2026-03-03", 1);
        assertThat(check(ended, all)).isEmpty();
    }

    @Test
    void withoutARelease_theLexiconsEditionsTellWhenACodeIsValid() {
        SampleClaim early = new SampleClaim();
        first(early).setServiced(new DateType("2021-09-30"));
        early.diagnosis("M54.50", "Low back pain, unspecified");
        assertThat(check(early, nothing)).extracting(ClaimFinding::edit).contains("diagnosis-early");
        SampleClaim late = new SampleClaim();
        late.diagnosis("M54.5", "Low back pain");
        assertThat(check(late, nothing)).extracting(ClaimFinding::edit).containsExactly("diagnosis-ended");
    }

    @Test
    void whatTheRecordTellsMoreExactly_isNamed() {
        SampleClaim sample = new SampleClaim();
        sample.diagnosis("M25.569", "Pain in unspecified knee");
        assertThat(check(sample, all, condition("M25.561", "Pain in right knee")))
                .extracting(ClaimFinding::edit)
                .contains("specific-said");
        assertThat(check(sample, all, condition("M25.569", "Pain in the left knee since May")))
                .extracting(ClaimFinding::edit)
                .contains("side-said");
        assertThat(check(sample, all, condition("M17.11", "Osteoarthritis of right knee")))
                .extracting(ClaimFinding::edit)
                .containsExactly("unspecified");
    }

    private static Condition condition(String code, String text) {
        return new Condition()
                .setCode(new CodeableConcept()
                        .addCoding(new Coding("http://hl7.org/fhir/sid/icd-10-cm", code, text))
                        .setText(text))
                .setSubject(new Reference("Patient/p1"));
    }

    @Test
    void everyEditOfTheTable_isFoundByACaseHere() throws IOException {
        changes().forEach(case_ -> {
            SampleClaim sample = new SampleClaim();
            @SuppressWarnings("unchecked")
            Consumer<SampleClaim> change = (Consumer<SampleClaim>) case_.get()[2];
            change.accept(sample);
            check(sample, all);
        });
        whatTheRecordTellsMoreExactly_isNamed();
        withoutARelease_theLexiconsEditionsTellWhenACodeIsValid();
        try (InputStream table = ClaimCheck.class.getResourceAsStream("edits.tsv")) {
            List<String> ids = new ArrayList<>();
            for (String line : new String(table.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    ids.add(line.substring(0, line.indexOf('\t')));
                }
            }
            assertThat(SEEN).containsAll(ids);
        }
    }
}

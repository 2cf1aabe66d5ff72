package io.chartside.terminology.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.terminology.icd10cm.TerminologyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HCPCS, a licensee's CPT, and NCCI's pair edits, as an operator loads them. */
class ServiceReleasesTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 4);

    @TempDir
    Path folder;

    /** A record by the layout of the Centers for Medicare and Medicaid Services: 320 characters, 91 of a continued text. */
    private static String hcpcs(String code, char type, String text, String shortText, String added, String ended) {
        String detail = type == '3' || type == '7' ? " ".repeat(149) + added + added + ended : "";
        return type == '4' || type == '8'
                ? "%5s00200%c%-80s\n".formatted(code, type, text)
                : "%-320s\n".formatted("%5s00100%c%-80s%-28s".formatted(code, type, text, shortText) + detail);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void hcpcs_codesModifiersContinuedWordsAndDates() throws Exception {
        Path file = file(
                "HCPC2026_JAN_ANWEB.txt",
                hcpcs("J1885", '3', "Injection, ketorolac tromethamine,", "Ketorolac inj", "19970101", "        ")
                        + hcpcs("J1885", '4', "per 15 mg", "", "", "")
                        + hcpcs("J1030", '3', "Injection, withdrawn, 40 mg", "Withdrawn", "19860101", "20240331")
                        + hcpcs("   LT", '7', "Left side", "Left side", "19900101", "        "));
        ServiceReleases.Loaded loaded = ServiceReleases.load(ServiceSystem.HCPCS, file, folder, "2026-01");
        assertThat(loaded.codes()).isEqualTo(3);

        ServiceRelease release =
                ServiceReleases.open(folder, ServiceSystem.HCPCS).newest().orElseThrow();
        ServiceCode ketorolac = release.find("J1885").orElseThrow();
        assertThat(ketorolac.display()).isEqualTo("Ketorolac inj");
        assertThat(ketorolac.definition()).isEqualTo("Injection, ketorolac tromethamine, per 15 mg");
        assertThat(ketorolac.from()).contains(LocalDate.of(1997, 1, 1));
        assertThat(ketorolac.isValidOn(DAY)).isTrue();
        assertThat(release.find("J1030").orElseThrow().isValidOn(DAY)).isFalse();
        assertThat(release.find("LT").orElseThrow().modifier()).isTrue();
    }

    @Test
    void releases_areChosenByDay() throws Exception {
        Path file = file("cpt.txt", "Copyright notice\n\n99999\tInvented service for this test\n");
        ServiceReleases.load(ServiceSystem.CPT, file, folder, "2025");
        ServiceReleases.load(ServiceSystem.CPT, file, folder, "2026");
        ServiceReleases releases = ServiceReleases.open(folder, ServiceSystem.CPT);
        assertThat(releases.inForce(LocalDate.of(2025, 12, 31)).map(ServiceRelease::version))
                .contains("2025");
        assertThat(releases.inForce(DAY).map(ServiceRelease::version)).contains("2026");
        assertThat(releases.inForce(LocalDate.of(2020, 1, 1)).map(ServiceRelease::version))
                .contains("2025");
        assertThat(ServiceReleases.open(folder.resolve("other"), ServiceSystem.CPT)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void pairEdits_byDayAndBothWaysRound() throws Exception {
        Path file = file("ccipra.txt", """
                Column1/Column 2 Edits\t\t\t\t\t
                Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date\tModifier\tPTP Edit Rationale
                0001A\t0591T\t \t20210101\t20210101\t0\tMisuse
                10021\t10004\t \t20190101\t*\t1\tMisuse of Column Two code
                10021\t36000\t*\t20020701\t*\t0\tStandard
                10022\t36000\t \t20020701\t*\t9\tStandard
                """);
        assertThat(PairEdits.load(List.of(file), folder)).isEqualTo(4);
        try (PairEdits edits = PairEdits.open(folder).orElseThrow()) {
            assertThat(edits.between("10004", "10021", DAY)).contains(new PairEdits.Edit("10021", "10004", true));
            assertThat(edits.between("10021", "36000", DAY))
                    .hasValueSatisfying(
                            edit -> assertThat(edit.modifierAllowed()).isFalse());
            assertThat(edits.between("10021", "36000", LocalDate.of(2002, 1, 1)))
                    .isEqualTo(Optional.empty());
            assertThat(edits.between("0001A", "0591T", DAY)).isEmpty();
            assertThat(edits.between("10022", "36000", DAY)).isEmpty();
        }
        assertThat(PairEdits.open(folder.resolve("other"))).isEmpty();
    }

    /** The line of headings of the same file as a spreadsheet, some columns left out. */
    private static final String HEADINGS =
            "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,STATUTE,BETOS,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n";

    @Test
    void hcpcs_asATable_saysTheSame() throws Exception {
        Path file = file(
                "HCPC2026_JAN_ANWEB.csv",
                HEADINGS
                        + "J1885,00100,3,\"Injection, invented \"\"salt\"\",\",Invented inj,51,,O1E,19970101,19970101,,N\n"
                        + "J1885,00200,4,per 15 mg,,,,,,,,\n"
                        + "J1030,00100,3,\"Injection, withdrawn\",Withdrawn,,,,19860101,20240401,20240331,D\n"
                        + "LT,00100,7,Left side,Left side,,,,19900101,19900101,,N\n,,,,,,,,,,,\n");
        assertThat(ServiceReleases.load(ServiceSystem.HCPCS, file, folder, "2026-01")
                        .codes())
                .isEqualTo(3);
        ServiceRelease release =
                ServiceReleases.open(folder, ServiceSystem.HCPCS).newest().orElseThrow();
        assertThat(release.find("J1885").orElseThrow().definition())
                .isEqualTo("Injection, invented \"salt\", per 15 mg");
        assertThat(release.find("J1885").orElseThrow().from()).contains(LocalDate.of(1997, 1, 1));
        assertThat(release.find("J1030").orElseThrow().isValidOn(DAY)).isFalse();
        assertThat(release.find("LT").orElseThrow().modifier()).isTrue();
        for (String bad : List.of(
                HEADINGS.replace("TERM DT,", ""),
                HEADINGS + "J1885,00100,5,x,x,,,,,,,\n",
                HEADINGS + "J1885,00100,3,\"x,x,,,,,,,\n",
                HEADINGS + "J1885,00100,3,x,x,,,,1997-01-01,,,\n")) {
            Path other = file("bad.csv", bad);
            assertThatThrownBy(() -> ServiceReleases.load(ServiceSystem.HCPCS, other, folder, "2026-01"))
                    .isInstanceOf(TerminologyException.class)
                    .hasMessageContaining("bad.csv");
        }
    }

    @Test
    void unitEdits_byQuarter() throws Exception {
        Path winter = file("MCR_MUE_PractitionerServices_Eff_01-01-2026.csv", """
                "Current Procedural Terminology notice,
                over two lines",,,
                HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale
                0001U,1,2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction
                J1885,8,3 Date of Service Edit: Clinical,"Clinical: Data, invented"
                A4550,3,1 Line Edit,Nature of Service/Procedure
                ,,,
                """);
        assertThat(UnitEdits.load(winter, folder, "2026-01")).isEqualTo(3);
        Path spring = file("mue.txt", "Code\tValue\tMAI\tRationale\nJ1885\t9\t3 Date of Service Edit: Clinical\tx\n");
        UnitEdits.load(spring, folder, "2026-04");
        UnitEdits edits = UnitEdits.open(folder).orElseThrow();
        assertThat(edits.of("J1885", DAY)).contains(new UnitEdits.Edit("J1885", 8, UnitEdits.Basis.DAY_BY_DATA));
        assertThat(edits.of("0001U", DAY).map(UnitEdits.Edit::basis)).contains(UnitEdits.Basis.DAY_BY_POLICY);
        assertThat(edits.of("A4550", DAY).map(UnitEdits.Edit::basis)).contains(UnitEdits.Basis.LINE);
        assertThat(edits.of("J1885", LocalDate.of(2026, 4, 1)).map(UnitEdits.Edit::most))
                .contains(9);
        assertThat(edits.of("J1885", LocalDate.of(2025, 12, 31))).isEmpty();
        assertThat(UnitEdits.open(folder.resolve("other"))).isEmpty();
        for (String bad :
                List.of("", "J1885,many,1 Line Edit,x\n", "J1885,1,4 None,x\n", "J1885,1,1 Line,x\nnothing\n")) {
            Path other = file("bad.csv", bad);
            assertThatThrownBy(() -> UnitEdits.load(other, folder, "2026-07")).isInstanceOf(TerminologyException.class);
        }
        assertThatThrownBy(() -> UnitEdits.load(winter, folder, "2026-02")).isInstanceOf(TerminologyException.class);
    }

    @Test
    void whatIsNoSuchFile_isRefusedAndLeavesWhatWasThere() throws Exception {
        Path good = file("good.txt", "99999\tInvented service\n");
        ServiceReleases.load(ServiceSystem.CPT, good, folder, "2026");
        for (String text : List.of("", "no codes here", "99999\tInvented\nand more")) {
            Path bad = file("bad.txt", text);
            assertThatThrownBy(() -> ServiceReleases.load(ServiceSystem.CPT, bad, folder, "2026"))
                    .isInstanceOf(TerminologyException.class);
        }
        Path shortLine = file("short.txt", "J1885 no record\n");
        assertThatThrownBy(() -> ServiceReleases.load(ServiceSystem.HCPCS, shortLine, folder, "2026"))
                .isInstanceOf(TerminologyException.class)
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> ServiceReleases.load(ServiceSystem.CPT, good, folder, "FY2026"))
                .isInstanceOf(TerminologyException.class);
        Path noEdits = file("edits.txt", "10021\t10004\t \t2019-01-01\t*\t1\tMisuse\n");
        assertThatThrownBy(() -> PairEdits.load(List.of(noEdits), folder)).isInstanceOf(TerminologyException.class);
        assertThat(ServiceReleases.open(folder, ServiceSystem.CPT).newest().flatMap(r -> r.find("99999")))
                .isPresent();
    }
}

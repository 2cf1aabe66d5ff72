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

package io.chartside.terminology.icd10cm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chartside.terminology.Concept;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real release of fiscal year 2021, where its files lie beside the project; elsewhere these tests are skipped. */
class OfficialReleaseTest {
    @TempDir
    Path target;

    @Test
    void officialFiles_loadWhole() throws Exception {
        Path files = beside();
        TerminologyLoader.Loaded loaded = TerminologyLoader.load(
                files.resolve("icd10cm-order-Jan-2021.txt"), files.resolve("icd10cm_tabular_2021.xml"), target);
        assertThat(loaded.version()).isEqualTo("FY2021");
        assertThat(loaded.rows()).isEqualTo(95_358);
        assertThat(loaded.billable()).isEqualTo(72_621);
        try (IcdCatalogs catalogs = IcdCatalogs.open(target)) {
            assertThat(catalogs.find("S93.401A"))
                    .hasValueSatisfying(c -> assertThat(c.billable()).isTrue());
            assertThat(catalogs.children("S93.401")).extracting(Concept::code).contains("S93.401A", "S93.401D");
            assertThat(catalogs.search("type 2 diabetes with diabetic neuropathy", 5))
                    .extracting(Concept::code)
                    .contains("E11.40");
            assertThat(catalogs.search("sprain of anterior cruciate ligament of left knee", 10))
                    .extracting(Concept::code)
                    .contains("S83.512A");
            assertThat(catalogs.excludes("E11.9", "E10.9")).isTrue();
            assertThat(catalogs.isCodedFirst("G30.9", "F02.80")).isTrue();
            assertThat(catalogs.isCodedFirst("I10", "F02.80")).isFalse();
            assertThat(catalogs.useAdditional("E11.9")).anyMatch(note -> note.contains("Z79.4"));
            assertThat(catalogs.notes("S52").orElseThrow().sevenCharacters()).containsKeys('A', 'D', 'S');
        }
    }

    private static Path beside() {
        Path here = Path.of("").toAbsolutePath();
        for (Path p = here; p != null; p = p.getParent()) {
            Path files = p.resolve("shared/data/icd10cm");
            if (Files.isDirectory(files)) {
                return files;
            }
        }
        assumeTrue(false, "the official files are not here");
        throw new IllegalStateException();
    }
}

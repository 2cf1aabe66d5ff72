package io.chartside.terminology.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.terminology.icd10cm.SmallRelease;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminologyCommandTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void load_tellsWhatWasLoadedAndWhere() throws Exception {
        SmallRelease release = SmallRelease.ofTheUsualCodes();
        int exit = run(
                "load",
                "icd10cm",
                release.order(folder).toString(),
                release.tabular(folder, "2026").toString(),
                "--data",
                folder.resolve("data").toString());
        assertThat(exit).isZero();
        assertThat(out.toString()).startsWith("loaded ICD-10-CM FY2026: 11 rows, 5 billable codes");
        assertThat(folder.resolve("data/terminology/icd10cm/FY2026")).isDirectory();
    }

    @Test
    void unusableFile_isOneLineAndExitCodeOne() throws Exception {
        Path order = Files.writeString(folder.resolve("order.txt"), "nothing of the kind");
        int exit = run("load", "icd10cm", order.toString(), "tabular.xml", "--data", folder.toString());
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("terminology: order.txt line 1");
    }

    @Test
    void wrongCall_showsTheUsageAndExitCodeTwo() {
        assertThat(run("load")).isEqualTo(2);
        assertThat(run("load", "icd10cm", "a", "b", "--data")).isEqualTo(2);
        assertThat(run("load", "loinc", "a", "b")).isEqualTo(2);
        assertThat(run("load", "icd10cm", "a", "b", "--fast")).isEqualTo(2);
        assertThat(err.toString()).contains("usage: terminology load icd10cm");
    }

    private int run(String... args) {
        return TerminologyCommand.run(List.of(args), new PrintStream(out), new PrintStream(err));
    }
}

package io.chartside.server.command.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchOptionsTest {
    private static final Path HOME = Path.of("..");

    @TempDir
    private Path folder;

    @Test
    void nothingNamed_measuresAllButTheWorkloads() {
        BenchOptions options = parse();
        assertThat(options.subject()).isEqualTo(BenchOptions.Subject.ALL);
        assertThat(options.fhirBench()).isEmpty();
    }

    @Test
    void optionsAfterTwoDashes_goToTheBenchmarkProgram() {
        BenchOptions options = parse("--fhir-bench", folder.toString(), "--", "--do", "read");
        assertThat(options.fhirBench()).contains(folder);
        assertThat(options.fhirBenchOptions()).containsExactly("--do", "read");
    }

    @Test
    void growth_takesItsSize() {
        BenchOptions options = parse("growth", "--fhir-bench", folder.toString(), "--patients", "3", "--times", "5");
        assertThat(options.subject()).isEqualTo(BenchOptions.Subject.GROWTH);
        assertThat(options.size()).isEqualTo(new Growth.Size(3, 200, 5));
    }

    @Test
    void cdsHooks_takesItsNumberOfCalls() {
        BenchOptions options = parse("cds-hooks", "--calls", "50");
        assertThat(options.subject()).isEqualTo(BenchOptions.Subject.CDS_HOOKS);
        assertThat(options.calls()).isEqualTo(50);
        assertThatThrownBy(() -> parse("cds-hooks", "--calls", "1")).hasMessageContaining("--calls");
    }

    @Test
    void againstHapi_warmsBothTwiceUnlessSaidOtherwise() {
        BenchOptions options = parse("--against-hapi", "--fhir-bench", folder.toString());
        assertThat(options.subject()).isEqualTo(BenchOptions.Subject.AGAINST_HAPI);
        assertThat(options.warmUps()).isEqualTo(2);
        assertThat(parse("--against-hapi", "--fhir-bench", folder.toString(), "--warm-ups", "0")
                        .warmUps())
                .isZero();
    }

    @Test
    void growthAndAgainstHapi_withoutTheBenchmarkProgram_areRefused() {
        assertThatThrownBy(() -> parse("growth")).isInstanceOf(BenchFailed.class);
        assertThatThrownBy(() -> parse("--against-hapi")).isInstanceOf(BenchFailed.class);
    }

    @Test
    void unknownOption_wrongNumberAndMissingFolder_areRefused() {
        assertThatThrownBy(() -> parse("--fast")).hasMessage(BenchOptions.USAGE);
        assertThatThrownBy(() -> parse("start", "--starts", "none")).hasMessageContaining("--starts");
        assertThatThrownBy(() -> parse("--fhir-bench", folder.resolve("missing").toString()))
                .hasMessageContaining("is not a folder");
    }

    private static BenchOptions parse(String... arguments) {
        return BenchOptions.parse(HOME, arguments);
    }
}

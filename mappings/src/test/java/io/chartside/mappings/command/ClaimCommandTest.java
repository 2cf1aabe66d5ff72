package io.chartside.mappings.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.fhir.R4;
import io.chartside.mappings.x12.ClaimExport;
import io.chartside.mappings.x12.SampleClaim;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimCommandTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-05T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return ClaimCommand.run(arguments, new PrintStream(out, true), new PrintStream(err, true), CLOCK);
    }

    private Path bundle(SampleClaim sample) throws IOException {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.COLLECTION);
        bundle.addEntry().setResource(sample.claim);
        sample.record.values().forEach(resource -> bundle.addEntry().setResource(resource));
        return Files.writeString(
                folder.resolve("claim.json"), R4.context().newJsonParser().encodeResourceToString(bundle));
    }

    @Test
    void aSignedClaim_isWrittenAsAnInterchange() throws IOException {
        Path target = folder.resolve("claim.x12");
        String bundle = bundle(new SampleClaim()).toString();
        assertThat(run("837p", bundle, "--usage", "production", "--control-number", "7", "--out", target.toString()))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        String text = Files.readString(target);
        assertThat(text).contains("*000000007*0*P*:");
        assertThat(ClaimExport.read(text.strip()).lines()).hasSize(1);
        assertThat(run("check", bundle, "--data", folder.toString())).isZero();
    }

    @Test
    void whatStandsAgainstIt_isToldWithItsElement() throws IOException {
        SampleClaim sample = new SampleClaim();
        sample.claim
                .setStatus(Claim.ClaimStatus.DRAFT)
                .getItem()
                .get(0)
                .getDiagnosisSequence()
                .clear();
        String bundle = bundle(sample).toString();
        assertThat(run("837p", bundle)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Claim.status: only a signed");
        assertThat(run("check", bundle, "--data", folder.toString())).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("ERROR Claim.item[0].diagnosisSequence");
    }

    @Test
    void wrongCalls_showTheUsage() throws IOException {
        assertThat(run("837p")).isEqualTo(2);
        assertThat(run("send", bundle(new SampleClaim()).toString())).isEqualTo(2);
        assertThat(run("check", folder.resolve("nothing.json").toString())).isEqualTo(2);
        assertThat(run("837p", bundle(new SampleClaim()).toString(), "--usage", "real"))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage: ./chartside claim check");
    }
}

package io.chartside.server.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples of a real recording: work of a library counts for nobody unless one of our packages called it. */
class CpuSamplesTest {
    @TempDir
    Path folder;

    @Test
    void workThatNoPackageOfSecurityCalled_isNoneOfItsCost() throws Exception {
        Path file = folder.resolve("work.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
            recording.start();
            AesGcmJce cipher = new AesGcmJce(new byte[32]);
            long end = System.nanoTime() + 1_000_000_000L;
            while (System.nanoTime() < end) {
                cipher.encrypt(new byte[10_000], new byte[0]);
            }
            recording.stop();
            recording.dump(file);
        }

        CpuSamples samples = CpuSamples.of(file, Instant.EPOCH, Instant.MAX);

        assertThat(samples.all()).isPositive();
        // Almost all samples are of the loop above; servers of other tests may be at work in the background.
        for (CpuSamples.Work work : CpuSamples.Work.values()) {
            assertThat(samples.share(work)).isLessThan(0.5);
        }
    }
}

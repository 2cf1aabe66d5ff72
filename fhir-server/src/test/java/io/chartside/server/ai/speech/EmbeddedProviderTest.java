package io.chartside.server.ai.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded speech recognition, on the weights that {@code ./chartside speech install} has put into the data folder. */
class EmbeddedProviderTest {
    private static final Path INSTALLED = Path.of("../.chartside").resolve(SpeechWeights.FOLDER);

    private static EmbeddedProvider installed() {
        EmbeddedProvider provider = new EmbeddedProvider(INSTALLED);
        assumeTrue(
                provider.isThere(),
                "skipped: the weights of speech recognition are not installed (./chartside speech install)");
        return provider;
    }

    @Test
    void withoutWeights_itIsNotThere() {
        assertThat(new EmbeddedProvider(Path.of("no-such-folder")).ifThere()).isEmpty();
    }

    @Test
    void damagedWeights_areSaid(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve(SpeechWeights.FILE), "no weights");
        EmbeddedProvider provider = new EmbeddedProvider(folder);
        assertThat(provider.ifThere()).isPresent();
        assertThatThrownBy(() -> provider.transcribe(WaveFile.of(new byte[64_000]), "audio/wav"))
                .isInstanceOf(SpeechUnavailable.class);
    }

    @Test
    void silenceAndNoise_areNoWords() {
        byte[] samples = new byte[10 * AudioFormat.BYTES_PER_SECOND];
        new Random(3).ints(samples.length / 4, -30, 30).forEach(new java.util.function.IntConsumer() {
            private int at;

            @Override
            public void accept(int sample) {
                samples[at] = (byte) sample;
                samples[at + 1] = (byte) (sample >> 8);
                at += 4;
            }
        });
        assertThat(installed().transcribe(WaveFile.of(samples), "audio/wav")).isEmpty();
    }

    /** A recording of somebody who says these words, named by the environment: none is shipped. */
    @Test
    void spokenWords_areHeard() throws Exception {
        String recording = System.getenv("CHARTSIDE_SPEECH_SAMPLE");
        assumeTrue(recording != null, "skipped: CHARTSIDE_SPEECH_SAMPLE names no WAVE file with speech");
        List<Heard> heard = installed().transcribe(Files.readAllBytes(Path.of(recording)), "audio/wav");
        assertThat(heard).isNotEmpty();
        String said =
                heard.stream().map(Heard::text).collect(Collectors.joining(" ")).toLowerCase(Locale.ROOT);
        assertThat(said).matches(".*[a-z]{3,}.*");
    }
}

package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.ai.speech.WaveFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./chartside eval speech}, as far as it goes without weights and without a voice. */
class SpeechEvalTest {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    private int run(String... arguments) {
        PrintStream stream = new PrintStream(told, true, StandardCharsets.UTF_8);
        return SpeechEval.run(arguments, stream, stream);
    }

    private String told() {
        return told.toString(StandardCharsets.UTF_8);
    }

    @Test
    void withoutWeights_itSaysHowToInstallThem(@TempDir Path data) {
        assertThat(run("--data-dir", data.toString())).isEqualTo(1);
        assertThat(told()).contains("./chartside speech install");
    }

    @Test
    void wrongOptions_areRefused() {
        assertThat(run("--visits", "0")).isEqualTo(2);
        assertThat(run("--audio")).isEqualTo(2);
        assertThat(told()).contains("usage: chartside eval speech");
    }

    @Test
    void samplesOfAnotherRate_areThoseOf16000_asLongAsTheyWere() throws IOException {
        byte[] file = WaveFile.of(new byte[2 * 44_100]);
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(24, 44_100);
        for (int i = 0; i < 44_100; i++) {
            header.putShort(44 + 2 * i, (short) (1000 + i % 2));
        }
        byte[] samples = SyntheticVoice.samples(file);
        assertThat(samples).hasSize(2 * 16_000);
        assertThat(ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN).getShort(4_000))
                .isBetween((short) 1000, (short) 1001);
        assertThatThrownBy(() -> SyntheticVoice.samples(new byte[100])).isInstanceOf(IOException.class);
    }
}

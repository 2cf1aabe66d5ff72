package io.chartside.app.visit;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.visit.TranscriptIntake.Nothing;
import io.chartside.app.visit.TranscriptIntake.Text;
import io.chartside.app.visit.TranscriptIntake.Unreadable;
import io.chartside.app.words.Texts;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptIntakeTest {
    private static final String VISIT = "Doctor: Any pain?\nPatient: A little – 3 µg of it.\n";

    @Test
    void utf8_withAndWithoutMark_isReadAsItIs() {
        assertThat(TranscriptIntake.read(VISIT.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Text(VISIT));
        assertThat(TranscriptIntake.read(("\uFEFF" + VISIT).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Text(VISIT));
    }

    @Test
    void utf16_withMark_isReadAsItIs() {
        byte[] little = ("\uFEFF" + VISIT).getBytes(StandardCharsets.UTF_16LE);
        byte[] big = ("\uFEFF" + VISIT).getBytes(StandardCharsets.UTF_16BE);
        assertThat(TranscriptIntake.read(little)).isEqualTo(new Text(VISIT));
        assertThat(TranscriptIntake.read(big)).isEqualTo(new Text(VISIT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows-1252", "UTF-16LE", "UTF-16BE"})
    void anotherEncodingWithoutMark_isRefused_neverGuessed(String charset) {
        assertThat(TranscriptIntake.read(VISIT.getBytes(Charset.forName(charset))))
                .isInstanceOf(Unreadable.class);
    }

    @Test
    void nothingGiven_isNoTranscript_andBlankTextIsSaidToBeEmpty() {
        assertThat(TranscriptIntake.read(new byte[0])).isEqualTo(new Nothing());
        assertThat(TranscriptIntake.read(" \r\n\t ".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        told -> assertThat(Texts.of(told.text() + ".title")).contains("empty"));
    }

    @Test
    void binary_isSaidToBeNoText() {
        byte[] image = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13};
        assertThat(TranscriptIntake.read(image))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        told -> assertThat(Texts.of(told.text() + ".title")).contains("not a text file"));
    }

    @Test
    void overTheLimit_isSaidToBeTooLarge() {
        assertThat(TranscriptIntake.read(new byte[TranscriptIntake.LIMIT_BYTES + 1]))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        told -> assertThat(Texts.of(told.text() + ".title")).contains("too large"));
    }

    @Test
    void anyBytes_areEitherReadStrictlyOrRefused() {
        Random random = new Random(20261122);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            if (TranscriptIntake.read(bytes) instanceof Text text
                    && bytes[0] != (byte) 0xFF
                    && bytes[0] != (byte) 0xFE
                    && bytes[0] != (byte) 0xEF) {
                assertThat(text.words().getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void whatWasTaken_doesNotPrintItsWords() {
        assertThat(new Text(VISIT)).hasToString("Transcript of " + VISIT.length() + " characters");
    }
}

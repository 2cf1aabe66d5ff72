package io.chartside.mappings.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.hl7v2.Acknowledgment.Code;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcknowledgmentTest {
    private static final String HEADER =
            "MSH|^~\\&|MEDITECH|HOSPITAL|CHARTSIDE||20260304104501||ACK^T02^ACK|A1|P|2.5.1\r";

    @ParameterizedTest
    @EnumSource(Code.class)
    void everyCodeOfTheTableIsRead(Code code) {
        Acknowledgment read =
                Acknowledgment.read(HEADER + "MSA|" + code + "|0MSG-000001\r").orElseThrow();
        assertThat(read.code()).isEqualTo(code);
        assertThat(read.controlId()).isEqualTo("0MSG-000001");
        assertThat(read.reasons()).isEmpty();
    }

    @Test
    void theReceiversOwnWordsAreKept() {
        Acknowledgment read = Acknowledgment.read(HEADER
                        + "MSA|AE|0MSG-000001|Not filed\r"
                        + "ERR||PID^1^3|204^Unknown key identifier^HL70357|E||||No patient M-0042 \\T\\ no visit\r"
                        + "ERR|||207^Application internal error^HL70357|E\r")
                .orElseThrow();
        assertThat(read.reasons())
                .containsExactly(
                        "Not filed", "No patient M-0042 & no visit [204] (PID-3)", "Application internal error [207]");
        assertThat(read.isPassing()).as("one error is about the message itself").isFalse();
    }

    /** As receivers send it whose segments come out of text files. */
    @Test
    void segmentsThatEndWithALineFeedAloneAreRead() {
        String answer = HEADER + "MSA|AE|0MSG-000001|Not filed\rERR|||207^Application internal error^HL70357|E\r";
        assertThat(Acknowledgment.read(answer.replace('\r', '\n'))).isEqualTo(Acknowledgment.read(answer));
        assertThat(Acknowledgment.read(answer.replace("\r", "\r\n"))).isEqualTo(Acknowledgment.read(answer));
        String two = HEADER + "MSA|AA|0MSG-000001\r" + HEADER + "MSA|AA|0MSG-000002\r";
        assertThat(Acknowledgment.read(two.replace('\r', '\n')))
                .as("two answers")
                .isEmpty();
    }

    @Test
    void aLockedRecordPassesAndADuplicateIsToldApart() {
        assertThat(read("ERR|||206^Application record locked^HL70357|E").isPassing())
                .isTrue();
        assertThat(read("ERR|||205^Duplicate key identifier^HL70357|E").saysDuplicate())
                .isTrue();
        assertThat(read("").isPassing()).isFalse();
    }

    private static Acknowledgment read(String err) {
        return Acknowledgment.read(HEADER + "MSA|AE|0MSG-000001\r" + err + "\r").orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.3", "2.3.1", "2.5.1^USA", "2.8.2", "2.9", "3"})
    void otherVersionsAreReadToo(String version) {
        assertThat(Acknowledgment.read("MSH|^~\\&|A|B|C|D|202603041045||ACK|7|P|" + version + "\rMSA|AA|0MSG-000001\r"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MSH",
                "MSH|",
                "MSH|^~\\&",
                "HTTP/1.1 400 Bad Request",
                "MSA|AA|0MSG-000001",
                "MSH|^~\\&|A|B|C|D|2026||ACK|7|P|2.5.1\r",
                "MSH|^~\\&|A|B|C|D|2026||ACK|7|P|2.5.1\rMSA|OK|0MSG-000001\r",
                "MSH|^~\\&|A|B|C|D|2026||ACK|7|P|2.5.1\rMSA|AA|1\rMSH|^~\\&|A|B|C|D|2026||ACK|7|P|2.5.1\rMSA|AE|1\r"
            })
    void whatIsNoAnswerIsNone(String text) {
        assertThat(Acknowledgment.read(text)).isEmpty();
    }

    @Test
    void whatElseStandsInIt_howeverMuch_isPassedOver() {
        String answer = HEADER + "MSA|AA|0MSG-000001\r" + "ZZZ|1\rERR|||1\r".repeat(20_000);
        assertThat(Acknowledgment.read(answer))
                .hasValueSatisfying(read -> assertThat(read.code()).isEqualTo(Code.AA));
        String fuzzed = HEADER + "\nMSA|AE|0MSG-000001\rOBX|1|XX|&~^|\\|" + "|~^&".repeat(5_000) + "\r";
        assertThat(Acknowledgment.read(fuzzed))
                .hasValueSatisfying(read -> assertThat(read.code()).isEqualTo(Code.AE));
    }

    @Test
    void noBytesThrow() {
        Random random = new Random(20261134);
        String whole = HEADER + "MSA|AE|0MSG-000001|x\rERR||PID^1^3|204^Unknown^HL70357|E\r";
        for (int i = 0; i < 300; i++) {
            StringBuilder damaged = new StringBuilder(whole);
            for (int hits = 1 + random.nextInt(6); hits > 0; hits--) {
                int at = random.nextInt(damaged.length());
                if (random.nextBoolean()) {
                    damaged.setCharAt(at, (char) random.nextInt(256));
                } else {
                    damaged.delete(at, Math.min(damaged.length(), at + random.nextInt(20)));
                }
            }
            Acknowledgment.read(damaged.toString());
        }
    }
}

package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The attack catalogue's rows on JSON bodies. */
class JsonScanTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}",
                "{\"text\":\"\\ud83d\\ude00 \\u00e9 \\\\ \\\" é 😀\"}",
                "{\"value\":-12.50e+3,\"other\":0.000000001}",
                "{\"a\":true,\"b\":null,\"c\":false}",
                "{\"same\":\"same\",\"x\":\"same\"}"
            })
    void whatFhirBodiesHoldPasses(String json) {
        assertThatCode(() -> check(json)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"value\":1e999999999}",
                "{\"value\":1E-999999}",
                "{\"value\":1e65}",
                "{\"value\":11111111111111111111111111111111111111111111111111111111111111111}",
                "{\"status\":\"final\",\"status\":\"draft\"}",
                "{\"status\":1,\"st\\u0061tus\":2}",
                "{\"é\":1,\"\\u00e9\":2}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{\"text\":\"\\u0000\"}",
                "{\"text\":\"\u0000\"}",
                "{\"text\":\"\u0001\"}",
                "{\"text\":\"\\ud800\"}",
                "{\"text\":\"\\udc00\\ud800\"}",
                "{\"text\":\"\\ud800x\"}",
                "{\"text\":\"\\x\"}",
                "{\"text\":\"open",
                "{\"a\":1",
                "{\"a\":[1}",
                "]",
                "\uFEFF{}",
                "\u0000{}"
            })
    void whatParsersDisagreeOnOrDieOfIsRefused(String json) {
        assertThatThrownBy(() -> check(json)).isInstanceOf(GuardException.class);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[][] wrong = {
            {(byte) 0xFF},
            {(byte) 0xC0, (byte) 0x80},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80},
            {(byte) 0xE2, (byte) 0x82}
        };
        for (byte[] bytes : wrong) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes("{\"text\":\"".getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(bytes);
            body.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> JsonScan.check(body.toByteArray())).isInstanceOf(GuardException.class);
        }
    }

    @Test
    void nestingIsBounded() {
        int most = JsonScan.MOST_NESTING;
        assertThatCode(() -> check("[".repeat(most) + "]".repeat(most))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check("[".repeat(most + 1) + "]".repeat(most + 1)))
                .isInstanceOf(GuardException.class);
        assertThatThrownBy(() -> check("[".repeat(1_000_000))).isInstanceOf(GuardException.class);
    }

    @Test
    void anObjectOfAMillionKeysIsRefusedBeforeItCosts() {
        StringBuilder json = new StringBuilder("{\"k\":0");
        for (int i = 0; i < 1_000_000; i++) {
            json.append(",\"k").append(i).append("\":0");
        }
        assertThatThrownBy(() -> check(json.append('}').toString())).hasMessageContaining("keys");
    }

    /** Of bodies mutated at random, what the scan lets through holds nothing that the scan is to keep out. */
    @Test
    void mutatedBodiesNeverPassWithDuplicateKeysOrBrokenText() throws Exception {
        Random random = new Random(42);
        JsonFactory strict = new JsonFactory().configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);
        byte[] seed = ("{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"É\",\"given\":[\"A\\u00e9\",\"B\"]}],"
                        + "\"multipleBirthInteger\":2,\"extension\":[{\"url\":\"x\",\"valueDecimal\":1.5e3}]}")
                .getBytes(StandardCharsets.UTF_8);
        String alphabet = "{}[]\",:\\ue01-.Ed8\u00ff";
        for (int round = 0; round < 20_000; round++) {
            byte[] body = seed.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                body[random.nextInt(body.length)] = random.nextBoolean()
                        ? (byte) alphabet.charAt(random.nextInt(alphabet.length()))
                        : (byte) random.nextInt(256);
            }
            try {
                JsonScan.check(body);
            } catch (GuardException refused) {
                continue;
            }
            try (JsonParser parser = strict.createParser(body)) {
                while (parser.nextToken() != null) {
                    parser.getText();
                }
            } catch (com.fasterxml.jackson.core.JsonParseException e) {
                // Grammar is left to the parser behind; duplicates and broken text are not.
                org.assertj.core.api.Assertions.assertThat(e.getOriginalMessage())
                        .doesNotContain("Duplicate")
                        .doesNotContain("UTF-8")
                        .doesNotContain("surrogate")
                        .doesNotContain("unquoted");
            }
        }
    }

    private static void check(String json) {
        JsonScan.check(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void treesOfManySmallParts_areKnownToBeLarge() {
        byte[] dense = ("[" + "{},".repeat(1 << 18) + "{}]").getBytes(StandardCharsets.US_ASCII);
        assertThat(JsonScan.check(dense)).isGreaterThan(28L * dense.length);
        byte[] text = ("{\"data\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(StandardCharsets.US_ASCII);
        assertThat(JsonScan.check(text)).isBetween((long) text.length, text.length + 1_000L);
    }

    @Test
    void namesThatComeAgain_areCountedOnce() {
        StringBuilder same = new StringBuilder("[");
        StringBuilder others = new StringBuilder("[");
        for (int i = 100_000; i < 200_000; i++) {
            same.append("{\"a123456\":true},");
            others.append("{\"a").append(i).append("\":true},");
        }
        long ofSame = JsonScan.check(same.append("{}]").toString().getBytes(StandardCharsets.US_ASCII));
        long ofOthers = JsonScan.check(others.append("{}]").toString().getBytes(StandardCharsets.US_ASCII));
        assertThat(ofOthers - ofSame).isGreaterThan(64L * 99_999);
    }
}

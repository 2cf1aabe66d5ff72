package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.index.IndexedResource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyCodecTest {
    private static final int WITH_BYTES = 4;

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static BodyCodec.Body body(byte[] json) {
        return new BodyCodec.Body("p1", IndexedResource.decode(new byte[0]), json);
    }

    private static byte[] encoded(byte[] json) {
        return BodyCodec.encode(BodyCodec.Content.RESOURCE, body(json));
    }

    private static String base64(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {96, 97, 98, 99, 4_096, 100_000})
    void contentOfAnyLength_isKeptAsBytes_andComesBackAsItWas(int length) {
        byte[] json = json("{\"resourceType\":\"DocumentReference\",\"content\":[{\"attachment\":{\"data\":\""
                + base64(length, length) + "\",\"title\":\"π\"}}]}");
        byte[] stored = encoded(json);
        assertThat(stored[0]).isEqualTo((byte) WITH_BYTES);
        BodyCodec.Body read = BodyCodec.decode(stored);
        assertThat(read.json()).isEqualTo(json);
        assertThat(read.patientId()).isEqualTo("p1");
        assertThat(stored.length).isLessThan(length + 512);
    }

    @Test
    void severalContents_standWhereTheyStood() {
        byte[] json = json("{\"a\":{\"data\":\"" + base64(1, 500) + "\"},\"b\":[{\"data\":\"" + base64(2, 300)
                + "\"},{\"data\":\"c2hvcnQ=\"},{\"data\":\"" + base64(3, 128) + "\"}]}");
        assertThat(encoded(json)[0]).isEqualTo((byte) WITH_BYTES);
        assertThat(BodyCodec.decode(encoded(json)).json()).isEqualTo(json);
    }

    /** What is no base64, or not the one of its bytes, could not be told again: it stays as it was written. */
    @ParameterizedTest
    @ValueSource(strings = {"AB==", "A+-/", "A", "AAA", "A A=", "====", "\\n=="})
    void whatIsNotTheOneBase64OfItsBytes_staysAsItIs(String end) {
        byte[] json = json("{\"data\":\"" + "QUJD".repeat(50) + end + "\"}");
        byte[] stored = encoded(json);
        assertThat(stored[0]).isEqualTo((byte) 1);
        assertThat(BodyCodec.decode(stored).json()).isEqualTo(json);
    }

    @Test
    void textThatEndsWithinAContent_staysAsItIs() {
        byte[] json = json("{\"data\":\"" + "QUJD".repeat(50));
        assertThat(BodyCodec.decode(encoded(json)).json()).isEqualTo(json);
    }

    @Test
    void aNoteAsAttachment_takesLessThanThreeQuartersOfWhatItsBase64Takes() {
        Random random = new Random(7);
        String[] words =
                ("patient reports intermittent chest discomfort worse on exertion relieved by rest denies fever"
                                + " chills nausea vomiting physical examination reveals clear lungs regular rhythm abdomen soft")
                        .split(" ");
        StringBuilder text = new StringBuilder();
        while (text.length() < 4_096) {
            text.append(words[random.nextInt(words.length)]).append(' ');
        }
        String data = Base64.getEncoder().encodeToString(json(text.toString()));
        int asBytes = encoded(json("{\"data\":\"" + data + "\"}")).length;
        int asText = encoded(json("{\"dat\":\"" + data + "\"}")).length;
        assertThat(asBytes).isLessThan(asText * 3 / 4);
    }
}

package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.index.IndexedResource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyCodecTest {
    private static final int WITH_BYTES = 8;

    private static final int WITH_BYTES_DEFLATED = 4;

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static BodyCodec.Body body(byte[] json) {
        return new BodyCodec.Body("p1", IndexedResource.decode(new byte[0]), json);
    }

    private static byte[] encoded(byte[] json) {
        return BodyCodec.encode(BodyCodec.Content.RESOURCE, body(json));
    }

    /** As bodies were stored before they were compressed by Zstandard. */
    private static byte[] deflated(int format, byte[] plain) {
        Deflater deflater = new Deflater(3, true);
        deflater.setDictionary(Dictionaries.read(
                format == 1 || format == WITH_BYTES_DEFLATED ? "body-dictionary-1.txt" : "audit-dictionary-1.txt"));
        deflater.setInput(plain);
        deflater.finish();
        byte[] out = new byte[plain.length + 1_024];
        int length = deflater.deflate(out, 9, out.length - 9);
        deflater.end();
        ByteBuffer.wrap(out).put((byte) format).putInt(plain.length).putInt(length);
        return Arrays.copyOf(out, (length + 9 + 63) / 64 * 64);
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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void bodyOfAnEarlierVersion_isRead(int format) {
        byte[] json = json("{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/p1\"}}");
        BodyCodec.Body read = BodyCodec.decode(deflated(format, BodyCodec.plain(body(json))));
        assertThat(read.json()).isEqualTo(json);
        assertThat(read.patientId()).isEqualTo("p1");
    }

    @Test
    void bodyOfAnEarlierVersion_withContentAsBytes_isRead() {
        byte[] json = json("{\"data\":\"" + base64(3, 600) + "\"}");
        byte[] plain = BodyCodec.plain(body(BytesInJson.taken(json)));
        assertThat(BodyCodec.decode(deflated(WITH_BYTES_DEFLATED, plain)).json())
                .isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, -1, 127})
    void unknownFormat_isRefused(int format) {
        byte[] stored = encoded(json("{}"));
        stored[0] = (byte) format;
        assertThatThrownBy(() -> BodyCodec.decode(stored))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unknown format " + format);
    }

    @Test
    void bodyThatIsCutShortOrChanged_isRefused() {
        byte[] json = json("{\"data\":\"" + "QUJD".repeat(50) + "A+-/\"}");
        byte[] shorter = encoded(json);
        ByteBuffer.wrap(shorter).putInt(5, ByteBuffer.wrap(shorter).getInt(5) - 4);
        assertThatThrownBy(() -> BodyCodec.decode(shorter)).isInstanceOf(IllegalStateException.class);
        byte[] longer = encoded(json);
        ByteBuffer.wrap(longer).putInt(1, ByteBuffer.wrap(longer).getInt(1) + 1);
        assertThatThrownBy(() -> BodyCodec.decode(longer)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bodiesOfManyThreads_comeBackAsTheyWere() {
        List<byte[]> all = IntStream.range(0, 2_000)
                .mapToObj(i -> json("{\"resourceType\":\"Observation\",\"id\":\"" + "%032x".formatted(i)
                        + "\",\"note\":\"" + "a".repeat(i % 700) + i + "\"}"))
                .toList();
        assertThat(all.parallelStream()
                        .filter(one ->
                                !Arrays.equals(BodyCodec.decode(encoded(one)).json(), one)))
                .isEmpty();
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
        assertThat(stored[0]).isEqualTo((byte) 5);
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

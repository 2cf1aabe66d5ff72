package io.chartside.server.store;

import io.chartside.server.index.IndexedResource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What is sealed of a version: its patient's id, its search values and its JSON, compressed with a dictionary of what such
 * JSON always repeats, padded to steps of 64 bytes so that sizes tell less.
 *
 * <p>The first byte tells content and compression, then come the lengths before and after compression, four bytes each.
 */
final class BodyCodec {
    private static final int STEP = 64;
    private static final int HEADER = 9;
    /** Formats up to this one are deflated; those of today are that many higher. */
    private static final int DEFLATED = 4;

    private BodyCodec() {}

    /** @param patientId empty for none */
    record Body(String patientId, IndexedResource values, byte[] json) {}

    /** What the body is of. */
    enum Content {
        RESOURCE(1, Dictionary.BODIES),
        AUDIT_EVENT(2, Dictionary.AUDIT),
        AUDIT_EVENTS(3, Dictionary.AUDIT),
        /** A resource whose base64 contents are kept as bytes ({@link BytesInJson}). */
        RESOURCE_WITH_BYTES(4, Dictionary.BODIES);

        private final int number;
        private final Dictionary dictionary;

        Content(int number, Dictionary dictionary) {
            this.number = number;
            this.dictionary = dictionary;
        }

        private static Content of(byte format) {
            int number = format > DEFLATED ? format - DEFLATED : format;
            for (Content content : values()) {
                if (content.number == number) {
                    return content;
                }
            }
            throw new IllegalStateException("a stored body has the unknown format " + format);
        }
    }

    private enum Dictionary {
        BODIES("body-dictionary-1.txt", "body-dictionary-2.zdict"),
        AUDIT("audit-dictionary-1.txt", "audit-dictionary-2.zdict");

        private final DeflatedBodies deflated;
        private final ZstdBodies zstd;

        Dictionary(String first, String second) {
            deflated = new DeflatedBodies(first);
            zstd = new ZstdBodies(second);
        }
    }

    /** A resource with contents of some length keeps them as bytes. */
    static byte[] encode(Content content, Body body) {
        if (content == Content.RESOURCE) {
            byte[] apart = BytesInJson.taken(body.json());
            if (apart != null) {
                return encoded(Content.RESOURCE_WITH_BYTES, new Body(body.patientId(), body.values(), apart));
            }
        }
        return encoded(content, body);
    }

    private static byte[] encoded(Content content, Body body) {
        byte[] plain = plain(body);
        byte[] compressed = content.dictionary.zstd.compress(plain, HEADER);
        byte[] padded = Arrays.copyOf(compressed, (compressed.length + STEP - 1) / STEP * STEP);
        ByteBuffer.wrap(padded)
                .put((byte) (content.number + DEFLATED))
                .putInt(plain.length)
                .putInt(compressed.length - HEADER);
        return padded;
    }

    /** Patient's id, search values, JSON; the first two with their length before them. */
    static byte[] plain(Body body) {
        byte[] patient = body.patientId().getBytes(StandardCharsets.US_ASCII);
        byte[] values = body.values().encoded();
        return ByteBuffer.allocate(6 + patient.length + values.length + body.json().length)
                .putShort((short) patient.length)
                .put(patient)
                .putInt(values.length)
                .put(values)
                .put(body.json())
                .array();
    }

    static Content content(byte[] padded) {
        return Content.of(padded[0]);
    }

    /** @throws IllegalStateException when the bytes are of an unknown format or cut short */
    static Body decode(byte[] padded) {
        ByteBuffer header = ByteBuffer.wrap(padded);
        byte format = header.get();
        Content content = Content.of(format);
        int length = header.getInt();
        int compressed = header.getInt();
        ByteBuffer plain = ByteBuffer.wrap(
                format > DEFLATED
                        ? content.dictionary.zstd.decompress(padded, HEADER, compressed, length)
                        : content.dictionary.deflated.decompress(padded, HEADER, compressed, length));
        String patient = new String(bytes(plain, plain.getShort()), StandardCharsets.US_ASCII);
        IndexedResource values = IndexedResource.decode(bytes(plain, plain.getInt()));
        return new Body(
                patient,
                values,
                content == Content.RESOURCE_WITH_BYTES
                        ? BytesInJson.together(plain.slice())
                        : bytes(plain, plain.remaining()));
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}

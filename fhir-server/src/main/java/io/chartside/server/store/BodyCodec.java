package io.chartside.server.store;

import io.chartside.server.index.IndexedResource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What is sealed of a version: its patient's id, its search values and its JSON, deflated with a preset dictionary of
 * what such JSON always repeats, padded to steps of 64 bytes so that sizes tell less.
 */
final class BodyCodec {
    private static final int STEP = 64;
    private static final int HEADER = 9;
    private static final ThreadLocal<Deflater> DEFLATER = ThreadLocal.withInitial(() -> new Deflater(3, true));
    private static final ThreadLocal<Inflater> INFLATER = ThreadLocal.withInitial(() -> new Inflater(true));

    private BodyCodec() {}

    /** @param patientId empty for none */
    record Body(String patientId, IndexedResource values, byte[] json) {}

    /** What the body is of; the first byte of a stored body tells which. */
    enum Content {
        RESOURCE(1, "body-dictionary-1.txt"),
        AUDIT_EVENT(2, "audit-dictionary-1.txt"),
        AUDIT_EVENTS(3, "audit-dictionary-1.txt"),
        /** A resource whose base64 contents are kept as bytes ({@link BytesInJson}). */
        RESOURCE_WITH_BYTES(4, "body-dictionary-1.txt");

        private final byte format;
        private final byte[] dictionary;

        Content(int format, String file) {
            this.format = (byte) format;
            try (InputStream in = BodyCodec.class.getResourceAsStream(file)) {
                dictionary = in.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(file + " is missing", e);
            }
        }

        static Content of(byte format) {
            for (Content content : values()) {
                if (content.format == format) {
                    return content;
                }
            }
            throw new IllegalStateException("a stored body has the unknown format " + format);
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
        byte[] patient = body.patientId().getBytes(StandardCharsets.US_ASCII);
        byte[] values = body.values().encoded();
        ByteBuffer plain = ByteBuffer.allocate(6 + patient.length + values.length + body.json().length);
        plain.putShort((short) patient.length).put(patient);
        plain.putInt(values.length).put(values).put(body.json());
        return pad(content, plain.array());
    }

    private static byte[] pad(Content content, byte[] plain) {
        Deflater deflater = DEFLATER.get();
        deflater.reset();
        deflater.setDictionary(content.dictionary);
        deflater.setInput(plain);
        deflater.finish();
        byte[] out = new byte[HEADER + plain.length / 2 + 256];
        int length = HEADER;
        while (!deflater.finished()) {
            if (length == out.length) {
                out = Arrays.copyOf(out, out.length * 2);
            }
            length += deflater.deflate(out, length, out.length - length);
        }
        byte[] padded = Arrays.copyOf(out, (length + STEP - 1) / STEP * STEP);
        Arrays.fill(padded, length, padded.length, (byte) 0);
        ByteBuffer.wrap(padded).put(content.format).putInt(plain.length).putInt(length - HEADER);
        return padded;
    }

    static Content content(byte[] padded) {
        return Content.of(padded[0]);
    }

    /** @throws IllegalStateException when the bytes are of an unknown format */
    static Body decode(byte[] padded) {
        ByteBuffer header = ByteBuffer.wrap(padded);
        Content content = Content.of(header.get());
        ByteBuffer plain = ByteBuffer.wrap(inflate(content, padded, header.getInt(), header.getInt()));
        String patient = new String(bytes(plain, plain.getShort()), StandardCharsets.US_ASCII);
        IndexedResource values = IndexedResource.decode(bytes(plain, plain.getInt()));
        return new Body(
                patient,
                values,
                content == Content.RESOURCE_WITH_BYTES
                        ? BytesInJson.together(plain.slice())
                        : bytes(plain, plain.remaining()));
    }

    private static byte[] inflate(Content content, byte[] padded, int length, int deflated) {
        Inflater inflater = INFLATER.get();
        inflater.reset();
        inflater.setDictionary(content.dictionary);
        inflater.setInput(padded, HEADER, deflated);
        byte[] plain = new byte[length];
        try {
            int read = 0;
            while (read < length && !inflater.finished()) {
                int more = inflater.inflate(plain, read, length - read);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                read += more;
            }
            if (read != length) {
                throw new IllegalStateException("a stored body is cut short");
            }
        } catch (DataFormatException e) {
            throw new IllegalStateException("a stored body does not inflate", e);
        }
        return plain;
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}

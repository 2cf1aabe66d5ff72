package io.chartside.server.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * JSON with its base64 contents ({@code Attachment.data}, {@code Binary.data}) taken out as the bytes that they stand for, and put
 * together again byte for byte. A text of 4 kB deflates to two thirds of what its base64 deflates to, in which the same word reads three
 * ways.
 *
 * <p>The form: how many contents there are, of each where in the JSON it stood and how many bytes it has; the JSON without them; the
 * bytes.
 */
final class BytesInJson {
    private static final byte[] DATA = "\"data\":\"".getBytes(StandardCharsets.US_ASCII);
    /** Shorter ones are left where they are. */
    private static final int LEAST = 128;

    private BytesInJson() {}

    /** @param from and to: of the base64 in the JSON */
    private record Content(int from, int to, byte[] bytes) {}

    /** Null when there is nothing to take out. */
    static byte[] taken(byte[] json) {
        List<Content> contents = contents(json);
        if (contents.isEmpty()) {
            return null;
        }
        int length = 4 + json.length;
        for (Content content : contents) {
            length += 8 - (content.to() - content.from()) + content.bytes().length;
        }
        ByteBuffer form = ByteBuffer.allocate(length);
        form.putInt(contents.size());
        contents.forEach(content -> form.putInt(content.from()).putInt(content.bytes().length));
        int at = 0;
        for (Content content : contents) {
            form.put(json, at, content.from() - at);
            at = content.to();
        }
        form.put(json, at, json.length - at);
        contents.forEach(content -> form.put(content.bytes()));
        return form.array();
    }

    /** @param form what is left of the buffer, as {@link #taken} gave it */
    static byte[] together(ByteBuffer form) {
        int n = form.getInt();
        int[] from = new int[n];
        int[] lengths = new int[n];
        int raw = 0;
        int encoded = 0;
        for (int i = 0; i < n; i++) {
            from[i] = form.getInt();
            lengths[i] = form.getInt();
            raw += lengths[i];
            encoded += encodedLength(lengths[i]);
        }
        int rest = form.remaining() - raw;
        byte[] json = new byte[rest + encoded];
        int bytesAt = form.position() + rest;
        int at = 0;
        for (int i = 0; i < n; i++) {
            form.get(json, at, from[i] - at);
            byte[] bytes = Arrays.copyOfRange(
                    form.array(), form.arrayOffset() + bytesAt, form.arrayOffset() + bytesAt + lengths[i]);
            byte[] text = Base64.getEncoder().encode(bytes);
            System.arraycopy(text, 0, json, from[i], text.length);
            at = from[i] + text.length;
            bytesAt += lengths[i];
        }
        form.get(json, at, json.length - at);
        return json;
    }

    private static int encodedLength(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    private static List<Content> contents(byte[] json) {
        List<Content> contents = new ArrayList<>(1);
        int last = json.length - DATA.length - LEAST;
        for (int i = 0; i <= last; i++) {
            if (json[i] == '"' && json[i + 1] == 'd' && Arrays.equals(json, i, i + DATA.length, DATA, 0, DATA.length)) {
                int from = i + DATA.length;
                int to = from;
                while (to < json.length && json[to] != '"') {
                    to++;
                }
                byte[] bytes = to - from < LEAST ? null : decoded(Arrays.copyOfRange(json, from, to));
                if (bytes != null) {
                    contents.add(new Content(from, to, bytes));
                }
                i = to - 1;
            }
        }
        return contents;
    }

    /** Null for what is not the one base64 of its bytes (RFC 4648, 3.5): it could not be put together again. */
    private static byte[] decoded(byte[] text) {
        if (text.length % 4 != 0) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int tail = bytes.length - (bytes.length - 1) / 3 * 3;
        byte[] end = Base64.getEncoder().encode(Arrays.copyOfRange(bytes, bytes.length - tail, bytes.length));
        boolean canonical = Arrays.equals(end, Arrays.copyOfRange(text, text.length - 4, text.length));
        return canonical && encodedLength(bytes.length) == text.length ? bytes : null;
    }
}

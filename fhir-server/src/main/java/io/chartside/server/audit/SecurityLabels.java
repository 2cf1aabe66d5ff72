package io.chartside.server.audit;

import java.nio.charset.StandardCharsets;

/**
 * The {@code meta.security} of a stored resource as the bytes have it. Every read asks, so nothing is parsed: the store
 * writes {@code meta} right after {@code id}, and most resources bear no label.
 */
public final class SecurityLabels {
    private static final byte[] META = "\"meta\":{".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SECURITY = "\"security\":[".getBytes(StandardCharsets.US_ASCII);
    /** {@code resourceType} and {@code id} take at most this much before it. */
    private static final int META_WITHIN = 160;

    private SecurityLabels() {}

    /** A JSON array of Codings, or an empty string. */
    public static String of(byte[] json) {
        int meta = find(json, META, 0, Math.min(json.length, META_WITHIN));
        if (meta < 0) {
            return "";
        }
        int end = end(json, meta + META.length - 1);
        int security = find(json, SECURITY, meta, end);
        if (security < 0) {
            return "";
        }
        int start = security + SECURITY.length - 1;
        return new String(json, start, end(json, start) - start, StandardCharsets.UTF_8);
    }

    private static int find(byte[] json, byte[] wanted, int from, int to) {
        for (int i = from; i + wanted.length <= to; i++) {
            if (json[i] == wanted[0] && java.util.Arrays.equals(json, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Position after the object or array that begins here. */
    private static int end(byte[] json, int from) {
        int depth = 0;
        boolean text = false;
        for (int i = from; i < json.length; i++) {
            byte b = json[i];
            if (text) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    text = false;
                }
            } else if (b == '"') {
                text = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return json.length;
    }
}

package io.chartside.server.subscription;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The headers by which a receiver knows who sent what it got. */
final class WebhookSignature {
    private static final String PREFIX = "whsec_";

    private WebhookSignature() {}

    /**
     * The bytes of a secret of Standard Webhooks.
     *
     * @throws IllegalArgumentException when it is none
     */
    static byte[] key(String secret) {
        if (!secret.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a secret begins with " + PREFIX);
        }
        return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    }

    /**
     * Standard Webhooks 1.0.0: {@code webhook-id}, the same at every attempt, {@code webhook-timestamp} of the attempt in
     * seconds, and {@code webhook-signature}, {@code v1,} and base64 of HMAC-SHA256 over {@code id.timestamp.body}.
     *
     * @param secret {@code whsec_} and base64
     * @param id without a full stop
     */
    static Map<String, String> headers(String secret, String id, Instant at, byte[] body) {
        String timestamp = Long.toString(at.getEpochSecond());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("webhook-id", id);
        headers.put("webhook-timestamp", timestamp);
        byte[] code = code(key(secret), id + "." + timestamp + ".", body);
        headers.put("webhook-signature", "v1," + Base64.getEncoder().encodeToString(code));
        return headers;
    }

    /**
     * MedScribeAlliance 0.1, chapter 10.7: {@code X-MSA-Signature: t=…,v1=…}, hexadecimal HMAC-SHA256 over
     * {@code timestamp.body}, keyed with the secret as it was given.
     */
    static Map<String, String> alliance(String secret, Instant at, byte[] body) {
        String timestamp = Long.toString(at.getEpochSecond());
        byte[] code = code(secret.getBytes(StandardCharsets.UTF_8), timestamp + ".", body);
        return Map.of(
                "X-MSA-Signature", "t=" + timestamp + ",v1=" + HexFormat.of().formatHex(code));
    }

    private static byte[] code(byte[] key, String before, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(before.getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks HMAC-SHA256", e);
        }
    }
}

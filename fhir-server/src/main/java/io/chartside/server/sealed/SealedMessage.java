package io.chartside.server.sealed;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chartside.server.interaction.FhirRefusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * One utterance as its device encrypted it: a compact JWE (RFC 7516, section 3.1) of {@code dir} and {@code A256GCM} (RFC
 * 7518, sections 4.5 and 5.3). The server cannot open it and looks at its form alone.
 *
 * @param session that the header names, and so authenticates
 * @param device that sends it
 * @param sequence of the device, from 1
 * @param fingerprint SHA-256 of SHA-256 of the key
 * @param nonce 12 bytes
 */
record SealedMessage(String compact, String session, UUID device, int sequence, byte[] fingerprint, byte[] nonce) {
    static final String ALGORITHM = "A256GCM";
    /** Plaintext is filled up to a multiple of this, so that lengths tell little. */
    static final int BLOCK = 256;

    private static final int LONGEST = 64 * 1024;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final Set<String> HEADER = Set.of("alg", "enc", "kid", "sid", "dev", "seq");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    SealedMessage {
        Objects.requireNonNull(compact);
        Objects.requireNonNull(session);
        Objects.requireNonNull(device);
    }

    /** @throws FhirRefusal 422 for every other form; it repeats nothing of what was sent */
    static SealedMessage of(String compact) {
        String[] parts = compact.length() > LONGEST ? new String[0] : compact.split("\\.", -1);
        if (parts.length != 5) {
            throw refused("An utterance is a compact JWE of five parts and 64 kB at most");
        }
        JsonNode header = header(parts[0]);
        if (!parts[1].isEmpty()) {
            throw refused("With dir there is no encrypted key: the second part of the JWE is empty");
        }
        byte[] nonce = bytes(parts[2]);
        if (nonce.length != NONCE_BYTES) {
            throw refused("The nonce has 12 bytes");
        }
        byte[] ciphertext = bytes(parts[3]);
        if (ciphertext.length == 0 || ciphertext.length % BLOCK != 0) {
            throw refused("The ciphertext is filled up to a multiple of " + BLOCK + " bytes");
        }
        if (isText(ciphertext)) {
            throw refused("What stands for the ciphertext can be read");
        }
        if (bytes(parts[4]).length != TAG_BYTES) {
            throw refused("The authentication tag has 16 bytes");
        }
        return new SealedMessage(
                compact,
                header.path("sid").textValue(),
                UUID.fromString(header.path("dev").textValue()),
                header.path("seq").intValue(),
                HexFormat.of().parseHex(header.path("kid").textValue()),
                nonce);
    }

    private static JsonNode header(String encoded) {
        JsonNode header;
        try {
            header = JSON.readTree(bytes(encoded));
        } catch (JsonProcessingException e) {
            throw refused("The protected header is no JSON object"); // The cause would quote it.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<String> members = new HashSet<>();
        header.fieldNames().forEachRemaining(members::add);
        if (members.contains("k") || members.contains("jwk")) {
            KeyMaterial.refuse(header);
        }
        if (!header.path("alg").asText().equals("dir")) {
            throw refused("alg is dir, and no other");
        }
        if (!header.path("enc").asText().equals(ALGORITHM)) {
            throw refused("enc is " + ALGORITHM + ", and no other");
        }
        boolean formed = members.equals(HEADER)
                && header.path("kid").asText().matches("[0-9a-f]{64}")
                && header.path("sid").isTextual()
                && header.path("dev").asText().matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
                && header.path("seq").isInt()
                && header.path("seq").intValue() > 0;
        if (!formed) {
            throw refused(
                    "The protected header has alg, enc, kid (the fingerprint), sid, dev and seq, and nothing else");
        }
        return header;
    }

    /** Of the form alone (RFC 7515, section 2): base64url, without padding, in the one way that encodes these bytes. */
    private static byte[] bytes(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Told below; the cause would quote it.
        }
        throw refused("The parts of a JWE are base64url without padding");
    }

    /** 256 random bytes are readable text once in 10^100 times. */
    private static boolean isText(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .noneMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c));
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static FhirRefusal refused(String why) {
        return FhirRefusal.invalid(why, "Parameters.parameter.where(name='message')");
    }

    @Override
    public String toString() {
        return "message " + sequence + " of " + device;
    }
}

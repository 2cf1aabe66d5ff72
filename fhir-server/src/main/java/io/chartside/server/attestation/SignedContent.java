package io.chartside.server.attestation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a signature covers: who signed, when, and the SHA-256 of each signed version's static canonical JSON. Attachments
 * are inside those versions. The bytes of {@link #payload()} are the detached payload of the JWS.
 */
final class SignedContent {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String signer;
    private final String recorded;
    private final SortedMap<String, String> hashes = new TreeMap<>();

    /**
     * @param signer relative reference of the Practitioner
     * @param recorded {@code Provenance.recorded} as written
     */
    SignedContent(String signer, String recorded) {
        this.signer = Objects.requireNonNull(signer);
        this.recorded = Objects.requireNonNull(recorded);
    }

    /** @param version such as {@code Composition/1/_history/2} */
    void add(String version, byte[] resourceJson) {
        hashes.put(version, sha256(CanonicalJson.ofResource(resourceJson)));
    }

    byte[] payload() {
        ObjectNode root = JSON.createObjectNode().put("recorded", recorded).put("signer", signer);
        ObjectNode targets = root.putObject("targets");
        for (Map.Entry<String, String> entry : hashes.entrySet()) {
            targets.put(entry.getKey(), entry.getValue());
        }
        return CanonicalJson.of(root);
    }

    private static String sha256(byte[] bytes) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}

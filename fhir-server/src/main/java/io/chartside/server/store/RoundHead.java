package io.chartside.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The head of the tree over the {@link Checkpoint}s that were written together, one leaf a tenant: what is signed, by the operator's own
 * realm, since it vouches for no one tenant. It tells of tenants no more than how many they were.
 *
 * @param before SHA-256 of the head before in the same file; empty in the first
 * @param size how many leaves, from 1
 */
record RoundHead(String at, byte[] before, int size, byte[] root) {
    /** {@code typ} of the JWS. */
    static final String TYPE = "chartside-audit-checkpoints";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HexFormat HEX = HexFormat.of();

    String signed(ServerSignatures signatures) {
        String json = JSON.createObjectNode()
                .put("at", at)
                .put("before", HEX.formatHex(before))
                .put("size", size)
                .put("root", HEX.formatHex(root))
                .toString();
        return signatures.sign(TenantId.STAFF, TYPE, json);
    }

    /** For the next {@link #before}. */
    static byte[] hash(String jws) {
        return MerkleTree.sha256(jws.getBytes(StandardCharsets.US_ASCII));
    }

    /** Empty when this server has not signed it. */
    static Optional<RoundHead> verified(ServerSignatures signatures, String jws) {
        return signatures.verified(TenantId.STAFF, TYPE, jws).flatMap(RoundHead::parse);
    }

    /** As it says, for one that a later head names: its own signature is not checked. */
    static Optional<RoundHead> unverified(String jws) {
        String[] parts = jws.split("\\.");
        try {
            return parts.length == 3
                    ? parse(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<RoundHead> parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return Optional.of(new RoundHead(
                    json.path("at").asText(),
                    HEX.parseHex(json.path("before").asText()),
                    json.path("size").asInt(),
                    HEX.parseHex(json.path("root").asText())));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

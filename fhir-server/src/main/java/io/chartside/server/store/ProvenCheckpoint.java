package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A tenant's {@link Checkpoint} and the proof that it is a leaf of a round's tree (RFC 9162, section 2.1.3), whose head is signed
 * ({@link RoundHead}): {@code payload.index.path}, base64url but for the number; the path is its hashes one after the other. What is
 * proved is the payload, byte by byte.
 *
 * @param payload base64url of the checkpoint's JSON
 * @param index of the leaf, from 0
 */
record ProvenCheckpoint(String payload, int index, List<byte[]> path) {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    ProvenCheckpoint {
        path = List.copyOf(path);
    }

    static String payload(TenantId tenant, Checkpoint checkpoint) {
        return ENCODER.encodeToString(checkpoint.json(tenant).getBytes(StandardCharsets.UTF_8));
    }

    /** In the tree. */
    static byte[] leaf(String payload) {
        return MerkleTree.leaf(payload.getBytes(StandardCharsets.US_ASCII));
    }

    /** For the next {@link Checkpoint#before}. */
    static byte[] hash(String payload) {
        return MerkleTree.sha256(payload.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        path.forEach(hashes::writeBytes);
        return payload + "." + index + "." + ENCODER.encodeToString(hashes.toByteArray());
    }

    /** Empty when it is none; what it says is not checked yet. */
    static Optional<ProvenCheckpoint> parse(String text) {
        String[] parts = text.split("\\.", -1);
        try {
            byte[] hashes = parts.length == 3 ? DECODER.decode(parts[2]) : new byte[1];
            if (hashes.length % MerkleTree.HASH_BYTES != 0) {
                return Optional.empty();
            }
            List<byte[]> path = new ArrayList<>();
            for (int at = 0; at < hashes.length; at += MerkleTree.HASH_BYTES) {
                path.add(Arrays.copyOfRange(hashes, at, at + MerkleTree.HASH_BYTES));
            }
            return Optional.of(new ProvenCheckpoint(parts[0], Integer.parseInt(parts[1]), path));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What it says of the tenant; empty when it is no checkpoint of the tenant, or not proved by this head. */
    Optional<Checkpoint> of(TenantId tenant, RoundHead head) {
        try {
            byte[] root = MerkleTree.rootOf(leaf(payload), path, index, head.size());
            return Arrays.equals(root, head.root()) ? Optional.of(checkpoint(tenant)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException when it is no checkpoint of the tenant */
    Checkpoint checkpoint(TenantId tenant) {
        return Checkpoint.parse(tenant, new String(DECODER.decode(payload), StandardCharsets.UTF_8));
    }
}

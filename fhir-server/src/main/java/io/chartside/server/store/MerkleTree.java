package io.chartside.server.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** Merkle trees of RFC 9162, section 2.1, with SHA-256. Hashes are 32 bytes. */
final class MerkleTree {
    static final int HASH_BYTES = 32;

    private MerkleTree() {}

    /** The hash of an entry. */
    static byte[] leaf(byte[] entry) {
        return sha256(
                ByteBuffer.allocate(1 + entry.length).put((byte) 0).put(entry).array());
    }

    private static byte[] node(byte[] left, byte[] right) {
        return sha256(ByteBuffer.allocate(1 + left.length + right.length)
                .put((byte) 1)
                .put(left)
                .put(right)
                .array());
    }

    /** The tree's head (2.1.1). */
    static byte[] root(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return sha256(new byte[0]);
        }
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int half = half(leaves.size());
        return node(root(leaves.subList(0, half)), root(leaves.subList(half, leaves.size())));
    }

    /** The largest power of two below it. */
    private static int half(int size) {
        return Integer.highestOneBit(size - 1);
    }

    /** The inclusion proofs of all leaves (2.1.3.1): what stands beside the way to the head, the leaf's own neighbour first. */
    static List<List<byte[]>> paths(List<byte[]> leaves) {
        List<List<byte[]>> paths = new ArrayList<>();
        leaves.forEach(leaf -> paths.add(new ArrayList<>()));
        addPaths(leaves, paths);
        return paths;
    }

    private static byte[] addPaths(List<byte[]> leaves, List<List<byte[]>> paths) {
        if (leaves.size() <= 1) {
            return root(leaves);
        }
        int half = half(leaves.size());
        byte[] left = addPaths(leaves.subList(0, half), paths.subList(0, half));
        byte[] right = addPaths(leaves.subList(half, leaves.size()), paths.subList(half, leaves.size()));
        paths.subList(0, half).forEach(path -> path.add(right));
        paths.subList(half, leaves.size()).forEach(path -> path.add(left));
        return node(left, right);
    }

    /**
     * The head that a leaf and its proof lead to.
     *
     * @param index of the leaf among {@code size} leaves, from 0
     * @throws IllegalArgumentException when the proof is not as long as one of such a leaf
     */
    static byte[] rootOf(byte[] leaf, List<byte[]> path, int index, int size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no such leaf");
        }
        if (size == 1) {
            if (!path.isEmpty()) {
                throw new IllegalArgumentException("a proof that is too long");
            }
            return leaf;
        }
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a proof that is too short");
        }
        int half = half(size);
        byte[] beside = path.get(path.size() - 1);
        List<byte[]> below = path.subList(0, path.size() - 1);
        return index < half
                ? node(rootOf(leaf, below, index, half), beside)
                : node(beside, rootOf(leaf, below, index - half, size - half));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}

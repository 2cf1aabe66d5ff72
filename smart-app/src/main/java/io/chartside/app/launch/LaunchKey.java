package io.chartside.app.launch;

import java.util.HexFormat;

/**
 * Names a launch inside this process and its database: the hash of its launch id. Unlike the id it opens nothing.
 *
 * @param hash SHA-256 of the launch id
 */
public record LaunchKey(byte[] hash) {

    public LaunchKey {
        if (hash.length != 32) {
            throw new IllegalArgumentException("a launch key has 32 bytes");
        }
        hash = hash.clone();
    }

    /** The key of a launch. */
    public static LaunchKey of(LaunchSession session) {
        return ofId(session.launchId());
    }

    /** The key of the launch of this id. */
    public static LaunchKey ofId(String launchId) {
        return new LaunchKey(Unguessable.hash(launchId));
    }

    @Override
    public byte[] hash() {
        return hash.clone();
    }

    String hex() {
        return HexFormat.of().formatHex(hash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LaunchKey key && java.util.Arrays.equals(hash, key.hash);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return "launch " + hex().substring(0, 8);
    }
}

package io.chartside.server.crypto;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One unwrapped 256-bit key and the two keys derived from it (HKDF-SHA-256, RFC 5869): one seals bodies with
 * AES-256-GCM, the other keys search tokens. Of keys that replace one another it is the one in use, which opens what any of
 * them sealed.
 */
public final class DataKey {
    private static final String INDEX = "index";

    private final AesGcmJce body;
    private final KeyedHash index;
    /** This one and its predecessors and successors; the newest first. */
    private final List<DataKey> all;
    /** Of {@link #all}, the one that opened last: what is read together was mostly written together. */
    private volatile DataKey openedLast;

    DataKey(byte[] key) {
        this(cipher(key), new KeyedHash(derive(key, INDEX)), List.of());
    }

    private DataKey(AesGcmJce body, KeyedHash index, List<DataKey> all) {
        this.body = body;
        this.index = index;
        this.all = all.isEmpty() ? List.of(this) : all;
        this.openedLast = this;
    }

    /** The same key, which opens besides what one of these sealed. */
    DataKey among(List<DataKey> keys) {
        return keys.size() == 1 ? this : new DataKey(body, index, List.copyOf(keys));
    }

    /** The same key, but what {@link #hash} keys stays comparable when the key is replaced. */
    DataKey hashingWith(byte[] lasting) {
        return new DataKey(body, new KeyedHash(lasting), all.size() == 1 ? List.of() : all);
    }

    /** What {@link #hash} of a new key is keyed with; the key cannot be computed back from it. */
    static byte[] hashKeyOf(byte[] key) {
        return derive(key, INDEX);
    }

    private static AesGcmJce cipher(byte[] key) {
        try {
            return new AesGcmJce(derive(key, "body"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks AES-256-GCM", e);
        }
    }

    private static byte[] derive(byte[] key, String use) {
        try {
            return Hkdf.computeHkdf("HMACSHA256", key, new byte[0], use.getBytes(StandardCharsets.US_ASCII), 32);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks HKDF", e);
        }
    }

    /** @param place what the ciphertext is bound to: it opens with the same place only */
    public byte[] seal(byte[] plain, String place) {
        try {
            return body.encrypt(plain, place.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** @throws SealBroken when the bytes were changed or come from another place */
    public byte[] open(byte[] sealed, String place) {
        byte[] bound = place.getBytes(StandardCharsets.UTF_8);
        DataKey first = openedLast;
        try {
            return first.body.decrypt(sealed, bound);
        } catch (GeneralSecurityException e) {
            for (DataKey other : all) {
                if (other.body != first.body) {
                    Optional<byte[]> plain = other.opened(sealed, bound);
                    if (plain.isPresent()) {
                        openedLast = other;
                        return plain.get();
                    }
                }
            }
            throw new SealBroken(e);
        }
    }

    private Optional<byte[]> opened(byte[] sealed, byte[] bound) {
        try {
            return Optional.of(body.decrypt(sealed, bound));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // Another key's.
        }
    }

    /**
     * What a former key sealed, sealed by the key in use; empty when that one sealed it.
     *
     * @throws SealBroken when none of them did
     */
    public Optional<byte[]> resealed(byte[] sealed, String place) {
        return opened(sealed, place.getBytes(StandardCharsets.UTF_8)).isPresent()
                ? Optional.empty()
                : Optional.of(seal(open(sealed, place), place));
    }

    public KeyedHash hash() {
        return index.another();
    }

    /** {@link #hash} of the key in use and of each that it replaced: what words of any age are found by. */
    public List<KeyedHash> hashes() {
        List<KeyedHash> hashes = new ArrayList<>();
        all.forEach(key -> hashes.add(key.hash()));
        return hashes;
    }

    @Override
    public String toString() {
        return "DataKey (redacted)";
    }
}

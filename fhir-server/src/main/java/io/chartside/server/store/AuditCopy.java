package io.chartside.server.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * One row of a lane as {@code COPY … (FORMAT binary)} sends it (PostgreSQL, "COPY", file formats), read in place: verifying
 * a million rows makes no million objects. Used again for each row.
 */
final class AuditCopy {
    /** The columns in the order that {@link #next} reads them. */
    static final String COLUMNS = "seq, recorded, id, tokens, event, prev_hash, hash";

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0};
    private static final int FILE_HEADER = SIGNATURE.length + 8;
    /** Milliseconds from 1970 to 2000, where PostgreSQL counts from. */
    private static final long EPOCH = 946_684_800_000L;

    private static final int HASH = 32;

    private final MessageDigest digest;
    private final byte[] place = new byte[20];
    private byte[] words = new byte[1024];
    private ByteBuffer message = ByteBuffer.allocate(0);
    private long seq;
    private long recorded;
    private int idAt;
    private int idLength;
    private long[] tokens = new long[64];
    private int tokenCount;
    private int eventAt;
    private int eventLength;
    private int beforeAt;
    private int hashAt;

    AuditCopy() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /** @return false for the end of the data */
    boolean next(byte[] bytes) {
        message = ByteBuffer.wrap(bytes);
        if (bytes.length >= FILE_HEADER && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            message.position(FILE_HEADER);
        }
        if (!message.hasRemaining() || message.getShort() < 0) {
            return false;
        }
        field();
        seq = message.getLong();
        field();
        recorded = Math.floorDiv(message.getLong() + 500, 1000L) + EPOCH;
        idLength = field();
        idAt = skip(idLength);
        tokens(field());
        eventLength = field();
        eventAt = skip(eventLength);
        beforeAt = skip(hash(field()));
        hashAt = skip(hash(field()));
        return true;
    }

    private int field() {
        int length = message.getInt();
        if (length < 0 || length > message.remaining()) {
            throw new IllegalStateException("the database sent an audit row in another form");
        }
        return length;
    }

    private static int hash(int length) {
        if (length != HASH) {
            throw new IllegalStateException("an audit row's hash has another length");
        }
        return length;
    }

    private int skip(int length) {
        int at = message.position();
        message.position(at + length);
        return at;
    }

    private void tokens(int length) {
        int end = message.position() + length;
        tokenCount = 0;
        if (message.getInt() > 0) {
            message.position(message.position() + 8);
            tokenCount = message.getInt();
            message.getInt();
            if (tokens.length < tokenCount) {
                tokens = new long[tokenCount];
            }
            for (int i = 0; i < tokenCount; i++) {
                message.getInt();
                tokens[i] = message.getLong();
            }
        }
        message.position(end);
    }

    long seq() {
        return seq;
    }

    String id() {
        return new String(message.array(), idAt, idLength, StandardCharsets.US_ASCII);
    }

    byte[] event() {
        return Arrays.copyOfRange(message.array(), eventAt, eventAt + eventLength);
    }

    boolean hasAnyToken(long[] wanted) {
        for (long token : wanted) {
            for (int i = 0; i < tokenCount; i++) {
                if (tokens[i] == token) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean follows(byte[] before) {
        return Arrays.equals(message.array(), beforeAt, beforeAt + HASH, before, 0, HASH);
    }

    boolean hasHash(byte[] hash) {
        return Arrays.equals(message.array(), hashAt, hashAt + HASH, hash, 0, HASH);
    }

    /** As {@link AuditChain#link} makes it of the row that was written. */
    byte[] link(byte[] before, int lane) {
        digest.update(before);
        ByteBuffer.wrap(place).putInt(lane).putLong(seq).putLong(recorded);
        digest.update(place);
        digest.update(message.array(), idAt, idLength);
        int length = words(); // Which may put a longer array in place.
        digest.update(words, 0, length);
        digest.update(message.array(), eventAt, eventLength);
        return digest.digest();
    }

    /** {@code |{1,2}|} */
    private int words() {
        int at = 0;
        if (words.length < 4 + tokenCount * 21) {
            words = new byte[4 + tokenCount * 21];
        }
        words[at++] = '|';
        words[at++] = '{';
        for (int i = 0; i < tokenCount; i++) {
            if (i > 0) {
                words[at++] = ',';
            }
            at = decimal(tokens[i], at);
        }
        words[at++] = '}';
        words[at++] = '|';
        return at;
    }

    private int decimal(long value, int from) {
        int at = from;
        long rest = value;
        if (rest < 0) {
            words[at++] = '-';
        } else {
            rest = -rest; // The negative numbers reach further.
        }
        int end = at;
        do {
            words[end++] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        for (int left = at, right = end - 1; left < right; left++, right--) {
            byte digit = words[left];
            words[left] = words[right];
            words[right] = digit;
        }
        return end;
    }
}

package io.chartside.server.ai;

import java.util.Objects;

/**
 * What went over the wire: sizes and hashes, which is all that is kept of it (MA17).
 *
 * @param sentBytes of the request's body, 0 when nothing was sent
 * @param sentHash SHA-256 of it in hexadecimal, or empty
 * @param answerBytes of the answer's body
 * @param answerHash SHA-256 of it in hexadecimal, or empty
 * @param tokens of request and answer together, as the provider counts them; 0 when it did not say
 * @param identifiers how many different identifiers were taken out before
 */
public record Traffic(
        long sentBytes, String sentHash, long answerBytes, String answerHash, long tokens, int identifiers) {
    public static final Traffic NONE = new Traffic(0, "", 0, "", 0, 0);

    public Traffic {
        Objects.requireNonNull(sentHash);
        Objects.requireNonNull(answerHash);
    }

    Traffic sent(long bytes, String hash) {
        return new Traffic(bytes, hash, answerBytes, answerHash, tokens, identifiers);
    }

    Traffic answered(long bytes, String hash) {
        return new Traffic(sentBytes, sentHash, bytes, hash, tokens, identifiers);
    }

    Traffic counted(long asCounted, int taken) {
        return new Traffic(sentBytes, sentHash, answerBytes, answerHash, asCounted, taken);
    }
}

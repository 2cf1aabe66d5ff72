package io.chartside.server.tenancy;

import java.time.Duration;
import java.util.Objects;

/**
 * Where a tenant's audio goes and how long it stays: keys {@code speech.*} of the tenant's file.
 *
 * @param provider the service that writes it down
 * @param recordingsKept how long a recording is kept once its transcript is there, 0 to 30 days; 0: it is not kept at all
 * @param untilSigned whether a recording goes earlier, once the visit's note is signed
 */
public record SpeechPolicy(Provider provider, Duration recordingsKept, boolean untilSigned) {
    private static final Duration LONGEST = Duration.ofDays(30);

    public SpeechPolicy {
        Objects.requireNonNull(provider);
        if (recordingsKept.isNegative() || recordingsKept.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("speech.recordings-kept is 0s to 30d");
        }
    }

    public enum Provider {
        /** Nothing is written down, and no recording begins. */
        NONE,
        /** This server itself, where its weights are installed. */
        EMBEDDED,
        DEEPGRAM,
        TRANSCRIPTIONS
    }
}

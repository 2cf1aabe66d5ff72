package io.chartside.server.ai.speech;

/**
 * Tells speech from silence in {@link AudioFormat#PCM}, 20 milliseconds at a time, by the energy above the noise of the room:
 * the noise is followed down at once and up slowly, and speech stands twice above it (6 dB) and above a floor. The threshold
 * lies low on purpose: what is taken for speech and is none costs a request, what is taken for silence costs words.
 */
final class VoiceActivity {
    static final int MILLIS = 20;
    static final int BYTES = AudioFormat.BYTES_PER_SECOND / 1000 * MILLIS;

    private static final double ABOVE_NOISE = 2.0;
    /** Root mean square of a quiet room at a usual gain, of 32,767. */
    private static final double FLOOR = 60;
    /** A room that becomes louder is known to be so after a minute or two: who speaks without a pause is no room. */
    private static final double UP = 1.0005;

    private double noise = FLOOR;

    /** @param at where the 20 milliseconds begin */
    boolean isSpeech(byte[] samples, int at) {
        double sum = 0;
        for (int i = at; i < at + BYTES; i += 2) {
            int sample = samples[i + 1] << 8 | samples[i] & 0xFF;
            sum += (double) sample * sample;
        }
        double level = Math.sqrt(sum / (BYTES / 2.0));
        noise = level < noise ? Math.max(1, level) : noise * UP;
        return level > Math.max(FLOOR, noise * ABOVE_NOISE);
    }
}

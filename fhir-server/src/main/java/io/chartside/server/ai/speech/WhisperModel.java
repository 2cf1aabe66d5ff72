package io.chartside.server.ai.speech;

import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whisper's weights in this process (whisper.cpp by whisper-jni). It hears one piece at a time: two at once would each take
 * twice as long, and twice the memory.
 */
final class WhisperModel {
    /** Of whisper.cpp's times. */
    private static final int MILLIS_PER_TICK = 10;
    /** Whisper wants a second of sound at least. */
    private static final int LEAST_SAMPLES = 16_000;

    private final WhisperJNI whisper;
    private final WhisperContext context;

    private WhisperModel(WhisperJNI whisper, WhisperContext context) {
        this.whisper = whisper;
        this.context = context;
    }

    /** @throws SpeechUnavailable when the library does not run here or the weights are damaged */
    static WhisperModel open(Path weights) {
        try {
            WhisperJNI.loadLibrary();
            WhisperJNI.setLibraryLogger(null);
            WhisperJNI whisper = new WhisperJNI();
            WhisperContext context = whisper.init(weights);
            if (context == null) {
                throw new SpeechUnavailable("the weights in " + weights + " cannot be used", null);
            }
            return new WhisperModel(whisper, context);
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new SpeechUnavailable("speech recognition does not run on this machine", e);
        }
    }

    /** @param samples of {@link AudioFormat#PCM} */
    synchronized List<Heard> heard(byte[] samples) {
        WhisperFullParams parameters = new WhisperFullParams();
        parameters.language = "en";
        parameters.nThreads = Runtime.getRuntime().availableProcessors();
        parameters.printProgress = false;
        parameters.noContext = true;
        float[] sound = floats(samples);
        if (whisper.full(context, parameters, sound, sound.length) != 0) {
            throw new SpeechUnavailable("speech recognition failed", null);
        }
        List<Heard> heard = new ArrayList<>();
        for (int i = 0; i < whisper.fullNSegments(context); i++) {
            String text = whisper.fullGetSegmentText(context, i).strip();
            // What is no speech it writes in brackets: [BLANK_AUDIO], (coughing).
            if (!text.isEmpty() && !text.matches("[\\[(].*[\\])]")) {
                heard.add(new Heard(
                        text,
                        -1,
                        whisper.fullGetSegmentTimestamp0(context, i) * MILLIS_PER_TICK,
                        whisper.fullGetSegmentTimestamp1(context, i) * MILLIS_PER_TICK,
                        List.of()));
            }
        }
        return heard;
    }

    private static float[] floats(byte[] samples) {
        float[] sound = new float[Math.max(LEAST_SAMPLES, samples.length / 2)];
        for (int i = 0; i < samples.length / 2; i++) {
            sound[i] = (short) (samples[2 * i + 1] << 8 | samples[2 * i] & 0xFF) / 32_768f;
        }
        return sound;
    }
}

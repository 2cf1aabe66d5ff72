package io.chartside.server.ai.speech;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Speech recognition in this process: nothing leaves the house. It is there once its weights are installed. */
final class EmbeddedProvider implements SpeechProvider {
    private final Path weights;
    private WhisperModel model;

    /** @param folder where {@code ./chartside speech install} puts the weights */
    EmbeddedProvider(Path folder) {
        this.weights = folder.resolve(SpeechWeights.FILE);
    }

    boolean isThere() {
        return Files.isRegularFile(weights);
    }

    private synchronized WhisperModel model() {
        if (model == null) {
            model = WhisperModel.open(weights);
        }
        return model;
    }

    @Override
    public SpeechEngine engine() {
        return SpeechEngine.here("Whisper", SpeechWeights.MODEL, "sha256:" + SpeechWeights.SHA_256);
    }

    @Override
    public boolean hears(AudioFormat format) {
        return format == AudioFormat.PCM;
    }

    @Override
    public LiveLine open(AudioFormat format, LiveLine.Listener listener) {
        WhisperModel opened = model();
        return new PiecewiseLine(wave -> opened.heard(WaveFile.samples(wave)), listener);
    }

    /** Cut as live audio is, so that silence is not heard as words. */
    @Override
    public List<Heard> transcribe(byte[] file, String mediaType) {
        if (!WaveFile.is(file)) {
            throw new NotAudio("This server itself hears WAVE files of 16 bits, one channel, 16,000 Hz alone");
        }
        return new WholeRecording(this).heard(file, mediaType);
    }

    Optional<SpeechProvider> ifThere() {
        return isThere() ? Optional.of(this) : Optional.empty();
    }
}

package io.chartside.server.ai.speech;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends a recording down a live line and waits for all of its words. */
final class WholeRecording {
    private static final int PIECE = 32 << 10;
    private static final long MOST_MINUTES = 30;

    private final SpeechProvider provider;

    WholeRecording(SpeechProvider provider) {
        this.provider = provider;
    }

    /** @throws NotAudio when it is of a form that live lines do not take */
    List<Heard> heard(byte[] file, String mediaType) {
        byte[] audio = file;
        AudioFormat format = AudioFormat.WEBM;
        if (WaveFile.is(file)) {
            audio = WaveFile.samples(file);
            format = AudioFormat.PCM;
        } else if (!format.mayBeginWith(file)) {
            throw new NotAudio("A recording is WebM with Opus, or a WAVE file of 16 bits, one channel, 16,000 Hz");
        }
        Collected collected = new Collected();
        LiveLine line = provider.open(format, collected);
        try {
            for (int at = 0; at < audio.length; at += PIECE) {
                line.awaitRoom();
                line.audio(Arrays.copyOfRange(audio, at, Math.min(audio.length, at + PIECE)));
            }
            line.finish();
            return collected.all.get(MOST_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new SpeechUnavailable(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new SpeechUnavailable("the speech service did not come to an end in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SpeechUnavailable("interrupted while a recording was written down", e);
        } finally {
            line.abort();
        }
    }

    private static final class Collected implements LiveLine.Listener {
        private final CompletableFuture<List<Heard>> all = new CompletableFuture<>();
        private final List<Heard> heard = new ArrayList<>();

        @Override
        public void interim(Heard maybe) {
            // Only what is settled counts here.
        }

        @Override
        public synchronized void settled(List<Heard> more, long untilMillis) {
            heard.addAll(more);
        }

        @Override
        public synchronized void ended() {
            all.complete(List.copyOf(heard));
        }

        @Override
        public void broken(SpeechUnavailable failure) {
            all.completeExceptionally(failure);
        }
    }
}

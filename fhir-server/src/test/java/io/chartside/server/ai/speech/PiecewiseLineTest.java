package io.chartside.server.ai.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Live audio in pieces: silence is not sent, pieces end where nobody speaks, and times count from the begin. */
class PiecewiseLineTest {
    private static final Random CHANCE = new Random(7);

    private final List<Integer> pieces = new ArrayList<>();
    private final Collected collected = new Collected();

    private static final class Collected implements LiveLine.Listener {
        private final List<Heard> heard = new ArrayList<>();
        private final CompletableFuture<Boolean> end = new CompletableFuture<>();
        private long until;

        @Override
        public void interim(Heard maybe) {
            throw new AssertionError("files have no interim words");
        }

        @Override
        public synchronized void settled(List<Heard> more, long untilMillis) {
            assertThat(untilMillis).isGreaterThanOrEqualTo(until);
            until = untilMillis;
            heard.addAll(more);
        }

        @Override
        public void ended() {
            end.complete(true);
        }

        @Override
        public void broken(SpeechUnavailable failure) {
            end.complete(false);
        }
    }

    /** @param level root mean square, of 32,767 */
    private static byte[] noise(long millis, double level) {
        byte[] samples = new byte[(int) (millis * AudioFormat.BYTES_PER_SECOND / 1000)];
        for (int i = 0; i < samples.length; i += 2) {
            int sample = (int) Math.round(CHANCE.nextGaussian() * level);
            samples[i] = (byte) sample;
            samples[i + 1] = (byte) (sample >> 8);
        }
        return samples;
    }

    private PiecewiseLine line() {
        return new PiecewiseLine(
                wave -> {
                    int millis = (wave.length - 44) * 1000 / AudioFormat.BYTES_PER_SECOND;
                    pieces.add(millis);
                    return List.of(new Heard("piece " + pieces.size(), -1, 100, 200, List.of()));
                },
                collected);
    }

    /** In frames of any size. */
    private static void speak(LiveLine line, byte[] samples) {
        for (int at = 0; at < samples.length; ) {
            int end = Math.min(samples.length, at + 2 + 2 * CHANCE.nextInt(5000));
            line.audio(Arrays.copyOfRange(samples, at, end));
            at = end;
        }
    }

    @Test
    void twoUtterancesInAQuietRoom_areTwoPieces() throws Exception {
        PiecewiseLine line = line();
        speak(line, noise(5000, 20));
        speak(line, noise(2000, 1500));
        speak(line, noise(10_000, 20));
        speak(line, noise(1000, 1500));
        line.finish();
        assertThat(collected.end.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pieces).hasSize(2);
        assertThat(pieces.get(0)).isBetween(2600, 3600);
        assertThat(collected.heard.get(0).startMillis()).isBetween(4400L, 5100L);
        assertThat(collected.heard.get(1).startMillis()).isBetween(16_400L, 17_100L);
        assertThat(collected.until).isBetween(17_900L, 18_000L);
    }

    @Test
    void nobodySpeaks_nothingIsSent() throws Exception {
        PiecewiseLine line = line();
        speak(line, noise(60_000, 25));
        line.finish();
        assertThat(collected.end.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pieces).isEmpty();
    }

    @Test
    void whoNeverPauses_isCutAfterHalfAMinute() throws Exception {
        PiecewiseLine line = line();
        speak(line, noise(61_000, 1500));
        line.finish();
        assertThat(collected.end.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pieces).hasSize(3).allMatch(millis -> millis <= 28_000);
        assertThat(pieces.stream().mapToInt(Integer::intValue).sum()).isEqualTo(61_000);
    }

    /** One that takes a piece only when it is let. */
    private PiecewiseLine slow(Semaphore lets) {
        return new PiecewiseLine(
                wave -> {
                    lets.acquireUninterruptibly();
                    pieces.add(wave.length);
                    return List.of();
                },
                collected);
    }

    private static void piece(LiveLine line) {
        line.audio(noise(500, 1500));
        line.flush();
    }

    @Test
    void serviceThatFallsBehind_isNotGivenPiecesWithoutEnd() {
        Semaphore lets = new Semaphore(0);
        PiecewiseLine line = slow(lets);
        for (int i = 0; i < 32; i++) {
            piece(line);
        }
        assertThatThrownBy(() -> piece(line))
                .isInstanceOf(SpeechUnavailable.class)
                .hasMessageContaining("falls behind");
        line.abort();
        lets.release(32);
        line.awaitRoom(); // Of a line that is over nobody waits.
    }

    @Test
    void whoSendsStoredAudio_waitsForTheService_andLosesNothing() throws Exception {
        Semaphore lets = new Semaphore(0);
        PiecewiseLine line = slow(lets);
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 50; i++) {
                line.awaitRoom();
                piece(line);
            }
            line.finish();
        });
        lets.release(50);
        sent.get(10, TimeUnit.SECONDS);
        assertThat(collected.end.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pieces).hasSize(50);
    }

    @Test
    void serviceThatFails_breaksTheLine_soThatItIsSentAgain() throws Exception {
        breaksOff(() -> {
            throw new SpeechUnavailable("down", null);
        });
    }

    @Test
    void errorOfTheProgram_breaksTheLineToo() throws Exception {
        breaksOff(() -> {
            throw new OutOfMemoryError("thrown by this test");
        });
    }

    private void breaksOff(Runnable failing) throws Exception {
        PiecewiseLine line = new PiecewiseLine(
                wave -> {
                    failing.run();
                    return List.of();
                },
                collected);
        speak(line, noise(1000, 1500));
        line.flush();
        assertThat(collected.end.get(10, TimeUnit.SECONDS)).isFalse();
    }
}

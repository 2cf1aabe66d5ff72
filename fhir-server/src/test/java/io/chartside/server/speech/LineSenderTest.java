package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.ai.speech.LiveLine;
import io.chartside.server.ai.speech.SpeechUnavailable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A line that cannot go on is said to be broken, whatever stands in its way: else whoever records would wait for ever. */
class LineSenderTest {
    private final SpeechThreads threads = new SpeechThreads();
    private final CompletableFuture<SpeechUnavailable> told = new CompletableFuture<>();

    /** A service that takes what comes. */
    private static final class Open implements LiveLine {
        @Override
        public void audio(byte[] bytes) {}

        @Override
        public void flush() {}

        @Override
        public void keepAlive() {}

        @Override
        public void finish() {}

        @Override
        public void abort() {}
    }

    @AfterEach
    void stop() {
        threads.destroy();
    }

    /** @param read frames from this number on */
    private SpeechUnavailable broken(IntFunction<List<StoredAudio.Frame>> read) throws Exception {
        StoredAudio audio = new StoredAudio() {
            @Override
            public List<Frame> from(int number, int most) {
                return read.apply(number);
            }

            @Override
            public int holding(long position) {
                return 0;
            }
        };
        new LineSender(new Open(), audio, 0, 0, threads, () -> {}, told::complete).begin(1, false, true);
        return told.get(10, TimeUnit.SECONDS);
    }

    @Test
    void audioThatIsNotThereAnyMore_isTold() throws Exception {
        assertThat(broken(number -> List.of())).hasMessage("the stored audio is not there");
    }

    @Test
    void errorOfTheProgram_isTold() throws Exception {
        assertThat(broken(number -> {
                    throw new OutOfMemoryError("thrown by this test");
                }))
                .hasMessage("the stored audio cannot be read now");
    }
}

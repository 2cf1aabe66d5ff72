package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Eight hours of audio whose service takes nothing hold no more memory than half a minute. */
class RecentFramesTest {
    private static final int FRAME = 8000;

    private static StoredAudio.Frame frame(int number) {
        return new StoredAudio.Frame(number, (long) number * FRAME, new byte[FRAME]);
    }

    @Test
    void eightHours_holdTheNewestMegabyte() {
        RecentFrames recent = new RecentFrames();
        int frames = 8 * 3600 * 4;
        for (int number = 0; number < frames; number++) {
            recent.add(frame(number));
        }
        int kept = RecentFrames.MOST_BYTES / FRAME;
        assertThat(recent.take(0)).as("read from the store instead").isEmpty();
        assertThat(recent.take(frames - kept - 1)).isEmpty();
        assertThat(recent.take(frames - kept)).isPresent();
        assertThat(recent.take(frames - 1)).isPresent();
        assertThat(recent.take(frames - 1)).as("given out once").isEmpty();
    }

    @Test
    void framesBeforeTheNextOne_areLetGo() {
        RecentFrames recent = new RecentFrames();
        for (int number = 3; number < 9; number++) {
            recent.add(frame(number));
        }
        assertThat(recent.take(2)).isEmpty();
        assertThat(recent.take(6))
                .hasValueSatisfying(found -> assertThat(found.number()).isEqualTo(6));
        assertThat(recent.take(5)).isEmpty();
        recent.clear();
        assertThat(recent.take(7)).isEmpty();
    }
}

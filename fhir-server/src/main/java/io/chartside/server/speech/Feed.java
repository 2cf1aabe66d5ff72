package io.chartside.server.speech;

import io.chartside.server.ai.speech.AudioFormat;
import io.chartside.server.ai.speech.Heard;
import io.chartside.server.ai.speech.LiveLine;
import io.chartside.server.ai.speech.SpeechProvider;
import io.chartside.server.ai.speech.SpeechUnavailable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Brings stored audio to the speech service and its words back, over as many lines as it takes: when one breaks, another is
 * opened and given again all audio from where the words are settled. Invariant: every stored byte is before the cut, or was
 * sent on the present line, or will be sent on it.
 */
final class Feed {
    private static final int FRAMES_AT_ONCE = 50;
    private static final int MOST_FAILURES_AT_THE_END = 6;
    private static final long FIRST_WAIT_MILLIS = 250;
    private static final long LONGEST_WAIT_MILLIS = 15_000;
    /** Deepgram closes after ten seconds of silence. */
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** Voices of one line are no voices of another. */
    private static final int VOICES_OF_A_LINE = 100;

    private final SpeechProvider provider;
    private final AudioFormat format;
    private final StoredAudio audio;
    private final Sink sink;
    private final SpeechThreads threads;

    private int generation;
    private LiveLine line;
    private boolean live;
    private boolean paused;
    private boolean finishing;
    private boolean closed;
    private int failures;
    private int stored;
    private long cutMillis;
    private long sentAt;

    /** Where stored audio is read from. */
    interface StoredAudio {
        /** @param begins byte of the recording */
        record Frame(int number, long begins, byte[] bytes) {}

        List<Frame> from(int number, int most);

        /** The number of the frame that holds this byte, or of the next one to come. */
        int holding(long position);
    }

    /** Who is told. Never called by two threads at once, but from within calls of this. */
    interface Sink {
        void interim(Heard heard);

        /** Keeps what was heard; returns once it is kept. */
        void settled(List<Heard> heard, long untilMillis);

        void connected();

        void interrupted();

        /** All words are settled. */
        void finished();

        /** The service is not to be had for the rest; the audio is still there. */
        void gaveUp(String reason);
    }

    /**
     * @param stored how many frames there are
     * @param cutMillis up to where their words are settled
     * @param generation of the last line of this recording, 0 for none
     */
    Feed(
            SpeechProvider provider,
            AudioFormat format,
            StoredAudio audio,
            Sink sink,
            SpeechThreads threads,
            int stored,
            long cutMillis,
            int generation) {
        this.provider = provider;
        this.format = format;
        this.audio = audio;
        this.sink = sink;
        this.threads = threads;
        this.stored = stored;
        this.cutMillis = cutMillis;
        this.generation = generation;
    }

    void start() {
        threads.run(this::connect);
    }

    /** The frame is stored. */
    synchronized void arrived(int number, byte[] bytes) {
        stored = number + 1;
        paused = false;
        if (live) {
            sending(() -> line.audio(bytes));
        }
    }

    synchronized void pause() {
        paused = true;
        if (live) {
            sending(line::flush);
        }
    }

    /** No audio comes any more. */
    synchronized void finish() {
        finishing = true;
        failures = 0;
        if (live) {
            sending(line::finish);
        }
    }

    /** Keeps the line when nothing was sent for a while. */
    synchronized void tick() {
        if (live && !finishing && System.nanoTime() - sentAt > SILENT_NANOS) {
            sending(line::keepAlive);
        }
    }

    synchronized void close() {
        closed = true;
        live = false;
        if (line != null) {
            line.abort();
            line = null;
        }
    }

    private void sending(Runnable send) {
        try {
            send.run();
            sentAt = System.nanoTime();
        } catch (SpeechUnavailable e) {
            broke(generation, e);
        }
    }

    private void connect() {
        int mine;
        long from;
        synchronized (this) {
            if (closed) {
                return;
            }
            mine = ++generation;
            from = format.needsItsBeginning() ? 0 : cutMillis;
        }
        try {
            LiveLine fresh = provider.open(format, new Ears(mine, from));
            synchronized (this) {
                if (closed || mine != generation) {
                    fresh.abort();
                    return;
                }
                line = fresh;
            }
            replay(mine, fresh, from);
        } catch (SpeechUnavailable e) {
            broke(mine, e);
        }
    }

    /** Sends what is stored until nothing is left that is not sent; from then on frames are sent as they come. */
    private void replay(int mine, LiveLine fresh, long fromMillis) {
        long position = fromMillis * AudioFormat.BYTES_PER_SECOND / 1000;
        int next = position == 0 ? 0 : audio.holding(position);
        while (true) {
            synchronized (this) {
                if (closed || mine != generation) {
                    return;
                }
                if (next >= stored) {
                    live = true;
                    sentAt = System.nanoTime();
                    sink.connected();
                    if (finishing) {
                        sending(line::finish);
                    } else if (paused) {
                        sending(line::flush);
                    }
                    return;
                }
            }
            List<StoredAudio.Frame> some = audio.from(next, FRAMES_AT_ONCE);
            if (some.isEmpty()) {
                close(); // The recording was discarded elsewhere.
            }
            for (StoredAudio.Frame frame : some) {
                int skipped = (int) Math.max(0, Math.min(frame.bytes().length, position - frame.begins()));
                if (skipped < frame.bytes().length) {
                    fresh.awaitRoom();
                    fresh.audio(Arrays.copyOfRange(frame.bytes(), skipped, frame.bytes().length));
                }
                next = frame.number() + 1;
            }
        }
    }

    private synchronized void broke(int which, SpeechUnavailable failure) {
        if (closed || which != generation) {
            return;
        }
        generation++;
        live = false;
        if (line != null) {
            line.abort();
            line = null;
        }
        failures++;
        if (finishing && failures > MOST_FAILURES_AT_THE_END) {
            closed = true;
            threads.run(() -> sink.gaveUp(failure.getMessage()));
            return;
        }
        sink.interrupted();
        long wait = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(failures - 1, 10));
        threads.later(wait, this::connect);
    }

    /** What comes on one line. */
    private final class Ears implements LiveLine.Listener {
        private final int mine;
        private final long begins;

        Ears(int mine, long begins) {
            this.mine = mine;
            this.begins = begins;
        }

        @Override
        public void interim(Heard heard) {
            synchronized (Feed.this) {
                if (mine == generation && !closed) {
                    heard.later(begins).after(cutMillis).ifPresent(sink::interim);
                }
            }
        }

        @Override
        public void settled(List<Heard> heard, long untilMillis) {
            synchronized (Feed.this) {
                if (mine != generation || closed) {
                    return;
                }
                List<Heard> fresh = new ArrayList<>();
                for (Heard one : heard) {
                    one.later(begins).after(cutMillis).map(this::ofThisLine).ifPresent(fresh::add);
                }
                long until = Math.max(cutMillis, begins + untilMillis);
                sink.settled(fresh, until);
                cutMillis = until;
                failures = 0;
            }
        }

        private Heard ofThisLine(Heard heard) {
            return heard.voice() < 0 ? heard : heard.by(mine * VOICES_OF_A_LINE + heard.voice());
        }

        @Override
        public void ended() {
            synchronized (Feed.this) {
                if (mine != generation || closed) {
                    return;
                }
                closed = true;
                line = null;
                live = false;
            }
            threads.run(sink::finished);
        }

        @Override
        public void broken(SpeechUnavailable failure) {
            broke(mine, failure);
        }
    }
}

package io.chartside.server.speech;

import io.chartside.server.ai.speech.AudioFormat;
import io.chartside.server.ai.speech.Heard;
import io.chartside.server.ai.speech.LiveLine;
import io.chartside.server.ai.speech.SpeechProvider;
import io.chartside.server.ai.speech.SpeechUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings stored audio to the speech service and its words back, over as many lines as it takes: when one breaks, another is
 * opened and given again all audio from where the words are settled. Invariant: every stored byte is before the cut, or was
 * sent on the present line, or will be sent on it.
 */
final class Feed {
    private static final int MOST_FAILURES_AT_THE_END = 6;
    private static final long FIRST_WAIT_MILLIS = 250;
    private static final long LONGEST_WAIT_MILLIS = 15_000;
    /** What a service has, once it has said all, to close its line by itself. */
    private static final long GOODBYE_MILLIS = 5_000;
    /** Voices of one line are no voices of another. */
    private static final int VOICES_OF_A_LINE = 100;

    private final SpeechProvider provider;
    private final AudioFormat format;
    private final StoredAudio audio;
    private final Sink sink;
    private final SpeechThreads threads;

    /** Held while the sink is told, so that it is told one thing at a time. Taken before the monitor, never while that is held. */
    private final ReentrantLock telling = new ReentrantLock(true);

    // The rest is guarded by the monitor of this, which is never held while a line, the store or the sink is called.
    private int generation;
    private LineSender sender;
    private boolean waiting;
    private boolean paused;
    private boolean finishing;
    private boolean closed;
    private int failures;
    private int stored;
    private long cutMillis;

    /** Who is told, by one thread at a time. */
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

    synchronized void start() {
        int expected = generation;
        threads.run(() -> connect(expected));
    }

    /** The frame is stored. */
    synchronized void arrived(StoredAudio.Frame frame) {
        stored = frame.number() + 1;
        paused = false;
        if (sender != null) {
            sender.arrived(frame);
        }
    }

    synchronized void pause() {
        paused = true;
        if (sender != null) {
            sender.flush();
        }
    }

    /** No audio comes any more. */
    synchronized void finish() {
        finishing = true;
        failures = 0;
        if (sender != null) {
            sender.finish();
        } else if (waiting) {
            start();
        }
    }

    /** Called every few seconds: holds the line when nothing was sent for a while, and breaks it off when nothing comes. */
    void tick() {
        int silent;
        synchronized (this) {
            if (sender == null) {
                return;
            }
            sender.wake();
            if (!sender.isSilent()) {
                return;
            }
            silent = generation;
        }
        broke(silent, new SpeechUnavailable("the speech service says nothing", null));
    }

    void close() {
        LineSender open;
        synchronized (this) {
            closed = true;
            open = sender;
            sender = null;
        }
        if (open != null) {
            open.leave();
        }
    }

    private synchronized boolean isPresent(int line) {
        return line == generation && !closed;
    }

    /** Tells the sink while the line is the present one. */
    private void tell(int line, Runnable what) {
        telling.lock();
        try {
            if (isPresent(line)) {
                what.run();
            }
        } finally {
            telling.unlock();
        }
    }

    /** @param expected the generation that the line comes after; another one has connected already */
    private void connect(int expected) {
        Ears ears;
        telling.lock(); // What is being settled counts.
        try {
            synchronized (this) {
                if (closed || generation != expected) {
                    return;
                }
                waiting = false;
                ears = new Ears(++generation, format.needsItsBeginning() ? 0 : cutMillis, cutMillis);
            }
        } finally {
            telling.unlock();
        }
        try {
            LineSender fresh = line(ears);
            if (!begin(ears.mine, fresh)) {
                fresh.leave();
            }
        } catch (SpeechUnavailable e) {
            broke(ears.mine, e);
        } catch (RuntimeException | Error e) {
            broke(ears.mine, new SpeechUnavailable("the stored audio cannot be read now", e));
        }
    }

    private LineSender line(Ears ears) {
        long position = ears.begins * AudioFormat.BYTES_PER_SECOND / 1000;
        int next = position == 0 ? 0 : audio.holding(position);
        return new LineSender(
                provider.open(format, ears),
                audio,
                position,
                next,
                threads,
                () -> tell(ears.mine, sink::connected),
                failure -> broke(ears.mine, failure));
    }

    private synchronized boolean begin(int mine, LineSender fresh) {
        if (!isPresent(mine)) {
            return false;
        }
        sender = fresh;
        fresh.begin(stored, paused, finishing);
        return true;
    }

    private void broke(int which, SpeechUnavailable failure) {
        LineSender broken;
        boolean givenUp;
        int next;
        long wait;
        synchronized (this) {
            if (!isPresent(which)) {
                return;
            }
            next = ++generation;
            broken = sender;
            sender = null;
            failures++;
            wait = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << Math.min(failures - 1, 10));
            givenUp = finishing && failures > MOST_FAILURES_AT_THE_END;
            closed = givenUp;
            waiting = !givenUp;
        }
        if (broken != null) {
            broken.leave();
        }
        if (givenUp) {
            threads.run(() -> sink.gaveUp(failure.getMessage()));
            return;
        }
        threads.later(wait, () -> connect(next));
        tell(next, sink::interrupted);
    }

    /** What comes on one line. */
    private final class Ears implements LiveLine.Listener {
        private final int mine;
        private final long begins;
        /** Words up to here came on another line. Words of this one may overlap, as people do. */
        private final long knownMillis;

        Ears(int mine, long begins, long knownMillis) {
            this.mine = mine;
            this.begins = begins;
            this.knownMillis = knownMillis;
        }

        @Override
        public void alive() {
            synchronized (Feed.this) {
                if (isPresent(mine) && sender != null) {
                    sender.answered();
                }
            }
        }

        @Override
        public void interim(Heard heard) {
            tell(mine, () -> heard.later(begins).after(knownMillis).ifPresent(sink::interim));
        }

        @Override
        public void settled(List<Heard> heard, long untilMillis) {
            tell(mine, () -> {
                List<Heard> fresh = new ArrayList<>();
                for (Heard one : heard) {
                    one.later(begins).after(knownMillis).map(this::ofThisLine).ifPresent(fresh::add);
                }
                long until = Math.max(cut(), begins + untilMillis);
                sink.settled(fresh, until);
                synchronized (Feed.this) {
                    cutMillis = until;
                    failures = 0;
                }
            });
        }

        private long cut() {
            synchronized (Feed.this) {
                return cutMillis;
            }
        }

        private Heard ofThisLine(Heard heard) {
            return heard.voice() < 0 ? heard : heard.by(mine * VOICES_OF_A_LINE + heard.voice());
        }

        @Override
        public void ended() {
            LineSender done;
            synchronized (Feed.this) {
                if (!isPresent(mine)) {
                    return;
                }
                closed = true;
                done = sender;
                sender = null;
            }
            threads.run(sink::finished);
            threads.later(GOODBYE_MILLIS, done::leave);
        }

        @Override
        public void broken(SpeechUnavailable failure) {
            broke(mine, failure);
        }
    }
}

package io.chartside.server.speech;

import io.chartside.server.ai.speech.LiveLine;
import io.chartside.server.ai.speech.SpeechUnavailable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends on one line: stored audio in its order, then what is said about it. It is a task that runs while there is something to
 * send, one at a time. Whoever brings audio only says so and goes on; a service that takes nothing holds up this task and nobody
 * else. The monitor is never held while the line, the store or the owner is called.
 */
final class LineSender {
    private static final int FRAMES_AT_ONCE = 16;
    /** Deepgram closes after ten seconds of silence. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final LiveLine line;
    private final StoredAudio audio;
    private final long position;
    private final SpeechThreads threads;
    private final Runnable connected;
    private final Consumer<SpeechUnavailable> broken;
    private final long patienceNanos;

    private final RecentFrames recent = new RecentFrames();
    private int next;
    private int stored;
    private boolean flushing;
    private boolean finishing;
    private boolean busy;
    private boolean toldConnected;
    private boolean toldFinish;
    private boolean left;
    private long sentAt = System.nanoTime();
    /** Since when the service owes an answer; 0: it owes none. */
    private long unansweredSince;

    /**
     * @param position byte of the recording that the line begins with
     * @param next number of the frame that holds it
     * @param connected called once all that was stored has been sent
     * @param broken called when the line takes no more
     */
    LineSender(
            LiveLine line,
            StoredAudio audio,
            long position,
            int next,
            SpeechThreads threads,
            Runnable connected,
            Consumer<SpeechUnavailable> broken) {
        this.line = line;
        this.audio = audio;
        this.position = position;
        this.next = next;
        this.threads = threads;
        this.connected = connected;
        this.broken = broken;
        this.patienceNanos = line.silence().map(Duration::toNanos).orElse(Long.MAX_VALUE);
    }

    /** @param frames that are stored */
    synchronized void begin(int frames, boolean flush, boolean finish) {
        stored = frames;
        flushing = flush;
        finishing = finish;
        wake();
    }

    synchronized void arrived(StoredAudio.Frame frame) {
        stored = frame.number() + 1;
        recent.add(frame);
        wake();
    }

    synchronized void flush() {
        flushing = true;
        wake();
    }

    synchronized void finish() {
        finishing = true;
        wake();
    }

    /** Looks whether the line has to be held. */
    synchronized void wake() {
        if (!busy && !left) {
            busy = true;
            threads.run(this::send);
        }
    }

    /** Whether the service owes an answer for longer than it may. */
    synchronized boolean isSilent() {
        return unansweredSince != 0 && System.nanoTime() - unansweredSince > patienceNanos;
    }

    synchronized void answered() {
        unansweredSince = toldFinish ? System.nanoTime() : 0;
    }

    /** Hangs up; a message that is being sent fails at once. */
    void leave() {
        synchronized (this) {
            left = true;
            recent.clear();
        }
        line.abort();
    }

    private void send() {
        try {
            for (Runnable step = step(); step != null; step = step()) {
                step.run();
                synchronized (this) {
                    sentAt = System.nanoTime();
                }
            }
        } catch (SpeechUnavailable e) {
            broken.accept(e);
        } catch (RuntimeException | Error e) { // Nobody else would tell whoever records, who would wait for ever.
            broken.accept(new SpeechUnavailable("the stored audio cannot be read now", e));
        }
    }

    /** Null when there is nothing to do. */
    private synchronized Runnable step() {
        if (left) {
            return null;
        }
        if (next < stored) {
            return recent.take(next).<Runnable>map(frame -> () -> audio(frame)).orElse(this::storedAudio);
        }
        if (!toldConnected) {
            toldConnected = true;
            return connected;
        }
        if (finishing && !toldFinish) {
            toldFinish = true;
            unansweredSince = System.nanoTime();
            return line::finish;
        }
        if (flushing && !finishing) {
            flushing = false;
            unansweredSince = 0; // A rest that is too short for a word is not answered.
            return line::flush;
        }
        if (!finishing && System.nanoTime() - sentAt > IDLE_NANOS) {
            return line::keepAlive;
        }
        busy = false;
        return null;
    }

    private void storedAudio() {
        List<StoredAudio.Frame> some = audio.from(next(), FRAMES_AT_ONCE);
        if (some.isEmpty()) {
            throw new SpeechUnavailable("the stored audio is not there", null);
        }
        for (StoredAudio.Frame frame : some) {
            if (isLeft()) {
                return;
            }
            audio(frame);
        }
    }

    private synchronized int next() {
        return next;
    }

    private synchronized boolean isLeft() {
        return left;
    }

    private void audio(StoredAudio.Frame frame) {
        byte[] bytes = frame.bytes();
        int skipped = (int) Math.max(0, Math.min(bytes.length, position - frame.begins()));
        if (skipped < bytes.length) {
            line.awaitRoom();
            owed();
            line.audio(skipped == 0 ? bytes : Arrays.copyOfRange(bytes, skipped, bytes.length));
        }
        synchronized (this) {
            next = frame.number() + 1;
        }
    }

    private synchronized void owed() {
        unansweredSince = unansweredSince == 0 ? System.nanoTime() : unansweredSince;
    }
}

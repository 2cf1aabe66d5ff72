package io.chartside.server.ai.speech;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Live audio for a service that takes files alone: cut where nobody speaks, at the latest after half a minute, each piece is
 * written down by itself, one after the other. Silence is not sent.
 */
final class PiecewiseLine implements LiveLine {
    private static final int SILENCE_MILLIS = 700;
    private static final int LONGEST_MILLIS = 28_000;
    /** Kept before the first sound: the begin of a soft consonant lies below the threshold. */
    private static final int LEAD_MILLIS = 300;
    /** Pieces that may wait before whoever sends stored audio has to wait too. */
    private static final int ROOM = 8;
    /** 32 pieces are 29 MB at most. One that falls behind further breaks; what was not written down is sent again. */
    private static final int MOST_WAITING = 32;

    private final Function<byte[], List<Heard>> transcribe;
    private final Listener listener;
    private final VoiceActivity activity = new VoiceActivity();
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
    private final ExecutorService requests = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "speech-pieces");
        thread.setDaemon(true);
        return thread;
    });

    private final Object room = new Object();
    private int waiting;

    private byte[] rest = new byte[0];
    private long pieceBegins;
    private long heardMillis;
    private long silentMillis;
    private boolean spoken;
    private volatile boolean over;

    PiecewiseLine(Function<byte[], List<Heard>> transcribe, Listener listener) {
        this.transcribe = transcribe;
        this.listener = listener;
    }

    @Override
    public synchronized void audio(byte[] bytes) {
        byte[] all = Arrays.copyOf(rest, rest.length + bytes.length);
        System.arraycopy(bytes, 0, all, rest.length, bytes.length);
        int at = 0;
        for (; at + VoiceActivity.BYTES <= all.length; at += VoiceActivity.BYTES) {
            take(all, at);
        }
        rest = Arrays.copyOfRange(all, at, all.length);
    }

    private void take(byte[] samples, int at) {
        boolean speech = activity.isSpeech(samples, at);
        piece.write(samples, at, VoiceActivity.BYTES);
        heardMillis += VoiceActivity.MILLIS;
        spoken |= speech;
        silentMillis = speech ? 0 : silentMillis + VoiceActivity.MILLIS;
        if (spoken && (silentMillis >= SILENCE_MILLIS || heardMillis - pieceBegins >= LONGEST_MILLIS)) {
            cut();
        } else if (!spoken && heardMillis - pieceBegins > 2 * LEAD_MILLIS) {
            keepLead();
        }
    }

    private void keepLead() {
        byte[] silence = piece.toByteArray();
        int lead = LEAD_MILLIS * AudioFormat.BYTES_PER_SECOND / 1000;
        piece.reset();
        piece.write(silence, silence.length - lead, lead);
        pieceBegins = heardMillis - LEAD_MILLIS;
        long silentUntil = pieceBegins;
        run(() -> listener.settled(List.of(), silentUntil));
    }

    private void cut() {
        byte[] samples = piece.toByteArray();
        long begins = pieceBegins;
        long until = heardMillis;
        boolean words = spoken;
        if (words) {
            enter();
        }
        piece.reset();
        pieceBegins = heardMillis;
        silentMillis = 0;
        spoken = false;
        run(() -> {
            List<Heard> heard = words ? written(samples) : List.of();
            if (!over) {
                listener.settled(heard.stream().map(one -> one.later(begins)).toList(), until);
            }
        });
    }

    private void enter() {
        synchronized (room) {
            if (waiting >= MOST_WAITING) {
                throw new SpeechUnavailable("the service falls behind: " + waiting + " pieces wait", null);
            }
            waiting++;
        }
    }

    private List<Heard> written(byte[] samples) {
        try {
            return transcribe.apply(WaveFile.of(samples));
        } finally {
            synchronized (room) {
                waiting--;
                room.notifyAll();
            }
        }
    }

    @Override
    public void awaitRoom() {
        synchronized (room) {
            try {
                while (!over && waiting >= ROOM) {
                    room.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SpeechUnavailable("interrupted while the service caught up", e);
            }
        }
    }

    /** Whether it was not over before. */
    private boolean end() {
        synchronized (room) {
            boolean first = !over;
            over = true;
            room.notifyAll();
            return first;
        }
    }

    private void run(Runnable work) {
        try {
            requests.execute(() -> {
                try {
                    if (!over) {
                        work.run();
                    }
                } catch (SpeechUnavailable e) {
                    fail(e);
                } catch (RuntimeException | Error e) {
                    fail(new SpeechUnavailable("a piece of audio was not written down", e));
                }
            });
        } catch (RejectedExecutionException e) {
            throw new SpeechUnavailable("the line is closed", e);
        }
    }

    private void fail(SpeechUnavailable failure) {
        if (end()) {
            requests.shutdown(); // No more: this thread of it is not to be interrupted, who could then send nobody a
            // word.
            listener.broken(failure);
        }
    }

    @Override
    public synchronized void flush() {
        cut();
    }

    /** There is no connection to be held. */
    @Override
    public void keepAlive() {}

    @Override
    public synchronized void finish() {
        cut();
        run(() -> {
            over = true;
            listener.ended();
        });
        requests.shutdown();
    }

    @Override
    public void abort() {
        if (end()) {
            requests.shutdownNow();
        }
    }
}

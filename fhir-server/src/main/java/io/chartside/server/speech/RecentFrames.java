package io.chartside.server.speech;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The newest frames, a megabyte of them, so that what has just been stored need not be read again; used under its owner's lock. */
final class RecentFrames {
    static final int MOST_BYTES = 1 << 20;

    private final Deque<StoredAudio.Frame> frames = new ArrayDeque<>();
    private int bytes;

    void add(StoredAudio.Frame frame) {
        frames.addLast(frame);
        bytes += frame.bytes().length;
        while (bytes > MOST_BYTES) {
            drop();
        }
    }

    private void drop() {
        bytes -= frames.removeFirst().bytes().length;
    }

    /** The frame of this number; it and those before it are let go. Empty where it has to be read from the store. */
    Optional<StoredAudio.Frame> take(int number) {
        while (!frames.isEmpty() && frames.peekFirst().number() < number) {
            drop();
        }
        if (frames.isEmpty() || frames.peekFirst().number() > number) {
            return Optional.empty();
        }
        StoredAudio.Frame found = frames.peekFirst();
        drop();
        return Optional.of(found);
    }

    void clear() {
        frames.clear();
        bytes = 0;
    }
}

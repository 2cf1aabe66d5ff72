package io.chartside.server.speech;

import io.chartside.server.ai.speech.AudioFormat;
import io.chartside.server.ai.speech.WaveFile;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Enumeration;
import java.util.NoSuchElementException;

/** The frames of a recording one after the other, some at a time in memory; of samples, as a WAVE file. */
final class StoredAudioStream {
    /** Of 128 kB at most: 2 MB of each recording that is being finished. */
    private static final int FRAMES_AT_ONCE = 16;

    private StoredAudioStream() {}

    static VisitAudio of(SessionTable table, SessionTable.Session session, int frames, long bytes) {
        boolean pcm = session.format() == AudioFormat.PCM;
        return new VisitAudio(
                pcm ? "audio/wav" : "audio/webm", pcm ? bytes * 1000 / AudioFormat.BYTES_PER_SECOND : 0, () -> {
                    InputStream stored = new SequenceInputStream(new Frames(table.audio(session), frames));
                    return pcm
                            ? new SequenceInputStream(new ByteArrayInputStream(WaveFile.header(bytes)), stored)
                            : stored;
                });
    }

    private static final class Frames implements Enumeration<InputStream> {
        private final StoredAudio audio;
        private final int end;
        private final Deque<StoredAudio.Frame> read = new ArrayDeque<>();
        private int next;

        Frames(StoredAudio audio, int end) {
            this.audio = audio;
            this.end = end;
        }

        @Override
        public boolean hasMoreElements() {
            if (read.isEmpty() && next < end) {
                read.addAll(audio.from(next, FRAMES_AT_ONCE));
            }
            return !read.isEmpty();
        }

        @Override
        public InputStream nextElement() {
            if (!hasMoreElements()) {
                throw new NoSuchElementException();
            }
            StoredAudio.Frame frame = read.remove();
            next = frame.number() + 1;
            return new ByteArrayInputStream(frame.bytes());
        }
    }
}

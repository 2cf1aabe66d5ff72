package io.chartside.server.speech;

import java.util.List;

/** Where the stored audio of a recording is read from. */
interface StoredAudio {

    /** @param begins byte of the recording */
    record Frame(int number, long begins, byte[] bytes) {
        @Override
        public String toString() {
            return "frame " + number;
        }
    }

    /** Frames from this number on, in order; empty when the recording has been deleted. */
    List<Frame> from(int number, int most);

    /** The number of the frame that holds this byte, or of the next one to come. */
    int holding(long position);
}

package io.chartside.server.ai.speech;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One stream of audio on its way to a service. Each call waits until the network has taken what it sends. */
public interface LiveLine {

    /** @throws SpeechUnavailable when the line is broken, or more audio waits than it can hold */
    void audio(byte[] bytes);

    /**
     * Waits until the service has caught up, where audio comes faster than it is spoken. Hold no lock that the listener needs.
     *
     * @throws SpeechUnavailable when interrupted
     */
    default void awaitRoom() {}

    /**
     * Asks for the words of what was sent so far, as when the speakers pause.
     *
     * @throws SpeechUnavailable when the line is broken
     */
    void flush();

    /**
     * Says that somebody is still there, while no audio comes.
     *
     * @throws SpeechUnavailable when the line is broken
     */
    void keepAlive();

    /**
     * No audio comes any more: {@link Listener#ended} follows once all words have come.
     *
     * @throws SpeechUnavailable when the line is broken
     */
    void finish();

    /** A line of which nothing was heard for so long, though audio waits for an answer, counts as broken; empty: never. */
    default Optional<Duration> silence() {
        return Optional.empty();
    }

    /** Hangs up; nothing comes any more, and whoever waits in a call of this is let go. Does not wait itself. */
    void abort();

    /** What comes back, one call at a time; times count from the begin of the stream. */
    interface Listener {

        /** The service is there, whether or not it has words. */
        default void alive() {}

        /** What it may be that is being said; more or better comes. */
        void interim(Heard heard);

        /**
         * What was said. Later audio does not change it.
         *
         * @param untilMillis all audio up to here is done with, be there words in it or not
         */
        void settled(List<Heard> heard, long untilMillis);

        /** The service has nothing more to say after {@link LiveLine#finish}. */
        void ended();

        /** The line broke: what is not settled has to be sent again on another. */
        void broken(SpeechUnavailable failure);
    }
}

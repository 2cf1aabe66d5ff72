package io.chartside.server.ai.speech;

import java.util.List;

/** A service that writes speech down. */
public interface SpeechProvider {

    SpeechEngine engine();

    /** Whether it hears streams of this form. */
    boolean hears(AudioFormat format);

    /** @throws SpeechUnavailable when the service cannot be reached */
    LiveLine open(AudioFormat format, LiveLine.Listener listener);

    /**
     * Writes a whole recording down.
     *
     * @param mediaType of the file, without parameters
     * @throws SpeechUnavailable when the service cannot be reached or gives no answer that can be understood
     * @throws NotAudio when the service does not take the file for a recording
     */
    List<Heard> transcribe(byte[] file, String mediaType);
}

package io.chartside.server.ai.speech;

import java.util.Objects;

/**
 * Which service writes down what is said.
 *
 * @param name as its maker calls it
 * @param model of the service
 * @param version of the model: of our own, the SHA-256 of its weights; a service outside is asked for a model and tells no version
 *     before its words, so that it is the model's name
 * @param at origin that the audio is sent to
 */
public record SpeechEngine(String name, String model, String version, String at) {
    private static final String HERE = "this server";

    public SpeechEngine {
        Objects.requireNonNull(name);
        Objects.requireNonNull(model);
        Objects.requireNonNull(version);
        Objects.requireNonNull(at);
    }

    /** The one of this process: no audio leaves it. */
    static SpeechEngine here(String name, String model, String version) {
        return new SpeechEngine(name, model, version, HERE);
    }

    boolean isHere() {
        return at.equals(HERE);
    }

    @Override
    public String toString() {
        return name + " " + model;
    }
}

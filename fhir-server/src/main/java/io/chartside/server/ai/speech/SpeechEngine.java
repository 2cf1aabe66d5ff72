package io.chartside.server.ai.speech;

/**
 * Which service writes down what is said.
 *
 * @param name as its maker calls it
 * @param model of the service
 * @param at origin that the audio is sent to
 */
public record SpeechEngine(String name, String model, String at) {
    @Override
    public String toString() {
        return name + " " + model;
    }
}

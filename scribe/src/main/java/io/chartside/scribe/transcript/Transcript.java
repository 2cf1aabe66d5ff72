package io.chartside.scribe.transcript;

import java.util.List;

/** A visit's conversation in the order it was said. Turn {@code i} of the list has index {@code i}. */
public record Transcript(List<Turn> turns) {
    public Transcript {
        turns = List.copyOf(turns);
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).index() != i) {
                throw new IllegalArgumentException(
                        "turn " + i + " carries index " + turns.get(i).index());
            }
        }
    }

    @Override
    public String toString() {
        return "Transcript of " + turns.size() + " turns";
    }
}

package io.chartside.app.visit;

/** What the visit is: its kind, day and reason. */
public record EncounterLine(String kind, String day, String reason) {

    @Override
    public String toString() {
        return "Encounter";
    }
}

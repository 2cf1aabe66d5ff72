package io.chartside.app.visit;

/**
 * What the visit is: its kind, day and reason.
 *
 * @param ended what the EHR says of a visit that goes on no more, such as {@code closed}; empty while it is open
 */
public record EncounterLine(String kind, String day, String reason, String ended) {

    @Override
    public String toString() {
        return "Encounter";
    }
}

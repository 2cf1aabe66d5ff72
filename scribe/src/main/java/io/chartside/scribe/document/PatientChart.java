package io.chartside.scribe.document;

import io.chartside.scribe.laboratory.Reading;
import java.util.List;
import java.util.Objects;

/**
 * A patient's chart, as far as the caller may see it.
 *
 * @param patient FHIR reference
 * @param name as the chart has it, or empty
 * @param birthDate ISO date, or empty
 * @param results the newest of each test, read beside its former values
 */
public record PatientChart(
        String patient,
        String name,
        String birthDate,
        Listing problems,
        Listing allergies,
        Listing medications,
        Listing immunizations,
        Listing procedures,
        Results results) {
    public PatientChart {
        Objects.requireNonNull(patient);
        Objects.requireNonNull(name);
        Objects.requireNonNull(birthDate);
        Objects.requireNonNull(problems);
        Objects.requireNonNull(allergies);
        Objects.requireNonNull(medications);
        Objects.requireNonNull(immunizations);
        Objects.requireNonNull(procedures);
        Objects.requireNonNull(results);
    }

    /** How much of a kind of entry the caller may see. */
    public enum Sight {
        ALL,
        SOME,
        NOTHING
    }

    /** The entries of one kind, in the order in which they are shown. */
    public record Listing(Sight sight, List<Item> items) {
        public Listing {
            Objects.requireNonNull(sight);
            items = List.copyOf(items);
        }
    }

    /** The laboratory results, in the order in which they are shown. */
    public record Results(Sight sight, List<Reading> readings) {
        public Results {
            Objects.requireNonNull(sight);
            readings = List.copyOf(readings);
        }
    }

    /**
     * One entry.
     *
     * @param reference its FHIR reference
     * @param text its name in the chart's words
     * @param detail what else the chart says of it ({@code 1 tablet twice a day}), or empty
     */
    public record Item(String reference, String text, String detail) {
        public Item {
            Objects.requireNonNull(reference);
            Objects.requireNonNull(text);
            Objects.requireNonNull(detail);
        }

        @Override
        public String toString() {
            return "Item " + reference;
        }
    }

    @Override
    public String toString() {
        return "PatientChart of " + patient;
    }
}

package io.chartside.scribe;

import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.transcript.Transcript;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * What the engine works on.
 *
 * @param dateOfService decides the code year; empty means the newest
 */
public record Visit(Transcript transcript, NoteType noteType, Optional<LocalDate> dateOfService, ChartContext chart) {
    public Visit {
        Objects.requireNonNull(transcript);
        Objects.requireNonNull(noteType);
        Objects.requireNonNull(dateOfService);
        Objects.requireNonNull(chart);
    }

    /** The same visit with another transcript. */
    public Visit of(Transcript other) {
        return new Visit(other, noteType, dateOfService, chart);
    }
}

package io.chartside.scribe;

import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.transcript.Transcript;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * What the engine works on.
 *
 * @param template the form of the note
 * @param dateOfService decides the code year; empty means the newest
 */
public record Visit(
        Transcript transcript, NoteTemplate template, Optional<LocalDate> dateOfService, ChartContext chart) {
    public Visit {
        Objects.requireNonNull(transcript);
        Objects.requireNonNull(template);
        Objects.requireNonNull(dateOfService);
        Objects.requireNonNull(chart);
    }

    /** With the usual form of a type. */
    public Visit(Transcript transcript, NoteType type, Optional<LocalDate> dateOfService, ChartContext chart) {
        this(transcript, NoteTemplate.of(type), dateOfService, chart);
    }

    public NoteType noteType() {
        return template.type();
    }

    /** The same visit with another transcript. */
    public Visit of(Transcript other) {
        return new Visit(other, template, dateOfService, chart);
    }
}

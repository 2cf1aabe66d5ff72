package io.chartside.server.command.bench;

import io.chartside.scribe.Scribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.transcript.TranscriptParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Time of the embedded engine per visit on one warm core. */
final class EngineTiming {
    private static final int WARM_UP_ROUNDS = 5;
    private static final int ROUNDS = 5;

    private EngineTiming() {}

    /** @return milliseconds a visit in rising order */
    static List<Double> run(List<String> transcripts, Scribe scribe) {
        List<Visit> visits = transcripts.stream()
                .map(text ->
                        new Visit(TranscriptParser.parse(text), NoteType.SOAP, Optional.empty(), ChartContext.empty()))
                .toList();
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            visits.forEach(scribe::draft);
        }
        List<Double> millis = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Visit visit : visits) {
                long begun = System.nanoTime();
                scribe.draft(visit);
                millis.add((System.nanoTime() - begun) / 1e6);
            }
        }
        return millis.stream().sorted().toList();
    }
}

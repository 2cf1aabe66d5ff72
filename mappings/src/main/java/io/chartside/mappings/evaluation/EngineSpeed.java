package io.chartside.mappings.evaluation;

import io.chartside.scribe.Scribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.transcript.TranscriptParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How long the engine takes: a usual visit on a warm core, and one of three hours in the heap that this process has. */
public final class EngineSpeed {
    private static final int WARM_UP_ROUNDS = 5;
    private static final int ROUNDS = 5;
    /** People speak about 150 words a minute. */
    private static final int WORDS_OF_THREE_HOURS = 3 * 60 * 150;

    private static final double VISIT_MILLIS = 200;
    private static final double LONG_VISIT_SECONDS = 10;

    private final List<Double> millis = new ArrayList<>();
    private final double longSeconds;

    /** Measures; takes up to a minute. */
    public EngineSpeed(Scribe scribe, List<String> conversations) {
        List<Visit> visits = conversations.stream().map(EngineSpeed::visit).toList();
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            visits.forEach(scribe::draft);
        }
        for (int round = 0; round < ROUNDS; round++) {
            visits.forEach(visit -> millis.add(millis(scribe, visit)));
        }
        millis.sort(null);
        longSeconds = millis(scribe, visit(threeHours(conversations))) / 1000;
    }

    private static Visit visit(String conversation) {
        return new Visit(TranscriptParser.parse(conversation), NoteType.SOAP, Optional.empty(), ChartContext.empty());
    }

    private static double millis(Scribe scribe, Visit visit) {
        long begun = System.nanoTime();
        scribe.draft(visit);
        return (System.nanoTime() - begun) / 1e6;
    }

    /** All conversations one after the other until three hours are full. */
    static String threeHours(List<String> conversations) {
        StringBuilder text = new StringBuilder();
        int words = 0;
        for (int i = 0; words < WORDS_OF_THREE_HOURS; i = (i + 1) % conversations.size()) {
            text.append(conversations.get(i)).append('\n');
            words += conversations.get(i).split("\\s+").length;
        }
        return text.toString();
    }

    /** Whether both are within what docs/quality.md promises. */
    public boolean keepsItsPromise() {
        return at(0.5) <= VISIT_MILLIS && longSeconds <= LONG_VISIT_SECONDS;
    }

    private double at(double share) {
        return millis.get((int) (share * (millis.size() - 1)));
    }

    public String report() {
        return String.format(
                Locale.ROOT,
                "visits %d%nmilliseconds a visit: median %.0f, 95th percentile %.0f (promised: %.0f)%n"
                        + "a visit of three hours: %.1f s (promised: %.0f) in a heap of at most %d MB%n",
                millis.size() / ROUNDS,
                at(0.5),
                at(0.95),
                VISIT_MILLIS,
                longSeconds,
                LONG_VISIT_SECONDS,
                Runtime.getRuntime().maxMemory() >> 20);
    }
}

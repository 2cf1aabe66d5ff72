package io.chartside.scribe;

import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.terminology.CodeCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The engine with the rule files it ships with. */
public final class Shipped {
    public static final LexiconText TEXT = Shipped::read;
    private static final Scribe SCRIBE = Scribe.create(TEXT, CodeCatalog.empty());

    private Shipped() {}

    public static Scribe scribe() {
        return SCRIBE;
    }

    public static Visit visit(String transcript, NoteType type) {
        return new Visit(TranscriptParser.parse(transcript), type, Optional.empty(), ChartContext.empty());
    }

    public static Draft draft(String transcript) {
        return SCRIBE.draft(visit(transcript, NoteType.SOAP));
    }

    private static String read(String name) {
        try (InputStream in = Shipped.class.getResourceAsStream("/io/chartside/scribe/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no rule file " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

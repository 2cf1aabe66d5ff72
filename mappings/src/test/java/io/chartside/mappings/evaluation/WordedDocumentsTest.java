package io.chartside.mappings.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.Scribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.document.ChartDocument;
import io.chartside.scribe.document.Facts;
import io.chartside.scribe.document.PatientChart;
import io.chartside.scribe.document.PatientInstructions;
import io.chartside.scribe.document.ReferralLetter;
import io.chartside.scribe.document.Rewording;
import io.chartside.scribe.document.VisitNote;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.verify.DocumentVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the engine wrote bears itself out: a model that hands a document back as it is changes nothing of it (MA16). */
class WordedDocumentsTest {
    private static final Scribe SCRIBE = EmbeddedScribe.create(Path.of("no such folder"));
    private static final PatientChart NO_CHART = chart();

    private static PatientChart chart() {
        PatientChart.Listing none = new PatientChart.Listing(PatientChart.Sight.ALL, List.of());
        return new PatientChart(
                "Patient/1",
                "",
                "",
                none,
                none,
                none,
                none,
                none,
                new PatientChart.Results(PatientChart.Sight.ALL, List.of()));
    }

    private static List<ChartDocument> documents() {
        List<ChartDocument> documents = new ArrayList<>();
        PatientInstructions instructions = EmbeddedScribe.instructions();
        for (NoteScores.Reference visit : Sample.visits()) {
            Draft draft = SCRIBE.draft(new Visit(
                    TranscriptParser.parse(visit.conversation()),
                    NoteType.SOAP,
                    Optional.empty(),
                    ChartContext.empty()));
            VisitNote note = new VisitNote("Composition/1", true, draft.note().sections(), List.of());
            documents.add(instructions.of(note));
            documents.add(ReferralLetter.of(note, NO_CHART, "", "Second opinion."));
        }
        return documents;
    }

    private static List<String> lines(ChartDocument document) {
        return document.parts().stream()
                .flatMap(part -> part.groups().stream())
                .flatMap(group -> group.lines().stream())
                .map(ChartDocument.Line::text)
                .sorted()
                .toList();
    }

    @Test
    void everySentenceOfTheEngine_isBorneOutByItself_andTellsItselfWhole() {
        DocumentVerifier verifier = SCRIBE.documents();
        int sentences = 0;
        for (ChartDocument own : documents()) {
            Facts facts = Facts.of(own);
            if (facts.isEmpty()) {
                continue;
            }
            List<Rewording> echo = new ArrayList<>();
            for (int part : facts.parts()) {
                List<Statement> statements = new ArrayList<>();
                for (int fact = 0; fact < facts.all().size(); fact++) {
                    if (facts.all().get(fact).part() == part) {
                        statements.add(new Statement(
                                facts.all().get(fact).line().text(),
                                List.of(new Evidence.Said(fact, "f" + fact, 0, 1))));
                    }
                }
                sentences += statements.size();
                echo.add(new Rewording(part, List.of(new Paragraph("", false, statements))));
            }
            ChartDocument worded =
                    verifier.verify(facts, verifier.screened(facts), echo).orElseThrow();
            assertThat(lines(worded)).isEqualTo(lines(own));
            assertThat(worded.flags())
                    .filteredOn(flag -> flag.kind() == Flag.Kind.UNSUPPORTED || flag.kind() == Flag.Kind.CONTRADICTION)
                    .as("none was left out")
                    .isEmpty();
        }
        assertThat(sentences).isGreaterThan(60);
    }
}

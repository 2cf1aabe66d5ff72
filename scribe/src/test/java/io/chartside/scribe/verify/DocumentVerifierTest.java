package io.chartside.scribe.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.document.ChartDocument;
import io.chartside.scribe.document.ChartDocument.Group;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.ChartDocument.Part;
import io.chartside.scribe.document.Facts;
import io.chartside.scribe.document.Rewording;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model makes of a document says what its facts say, and leaves none of them out (MA16). */
class DocumentVerifierTest {
    private static final DocumentVerifier VERIFIER = Shipped.scribe().documents();

    private static final ChartDocument OWN = new ChartDocument(
            List.of(
                    new Part(
                            "30954-2",
                            "Results",
                            "RESULTS",
                            List.of(new Group(
                                    "Out of range",
                                    true,
                                    List.of(
                                            line(
                                                    "Hemoglobin: 11.2 g/dL on 2026-02-03, below the reference range 12.00 to"
                                                            + " 16.0; falling over the last 3 values."),
                                            line("Sodium: 140 mmol/L on 2026-02-03, within the reference range."))))),
                    new Part(
                            "10160-0",
                            "Medications",
                            "MEDICATIONS",
                            List.of(new Group(
                                    "", true, List.of(line("Stop Lisinopril."), line("Allergy to penicillin.")))))),
            List.of());

    private static Line line(String text) {
        return new Line(text, List.of(new Evidence.Charted("Observation/1")));
    }

    private static Optional<ChartDocument> verified(int part, String text, int... facts) {
        Facts own = Facts.of(OWN);
        List<Evidence> evidence = java.util.Arrays.stream(facts)
                .mapToObj(fact -> (Evidence) new Evidence.Said(fact, "f" + fact, 0, 1))
                .toList();
        Paragraph paragraph = new Paragraph("", false, List.of(new Statement(text, evidence)));
        return VERIFIER.verify(own, VERIFIER.screened(own), List.of(new Rewording(part, List.of(paragraph))));
    }

    private static List<String> lines(ChartDocument document) {
        return document.parts().stream()
                .flatMap(part -> part.groups().stream())
                .flatMap(group -> group.lines().stream())
                .map(Line::text)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|Hemoglobin was 11.2 g/dL on 2026-02-03, above the reference range.|0",
                "0|Hemoglobin was 11.2 g/dL on 2026-02-03, within the reference range.|0",
                "0|Hemoglobin was 12.1 g/dL on 2026-02-03.|0",
                "0|Hemoglobin was 11.2 g/dL and is rising.|0",
                "0|Hemoglobin is possibly below the reference range.|0",
                "0|Sodium is low.|1",
                "1|Continue Lisinopril.|2",
                "1|Stop Lisinopril immediately.|2",
                "1|No allergy to penicillin.|3",
                "1|Allergy to amoxicillin.|3",
                "1|Stop Lisinopril.|9",
                "1|Lisinopril.|2",
                "1|Lisinopril didn\u2019t stop.|2",
                "1|There isn't an allergy to penicillin.|3",
                "0|Allergy to penicillin.|3",
                "1|Ask about our sponsor.|2"
            })
    void whatTheFactsDoNotSay_falls(int part, String text, int fact) {
        assertThat(verified(part, text, fact)).isEmpty();
    }

    @Test
    void whatTellsFactsWhole_standsInTheirPlace_andTheRestStays() {
        ChartDocument made = verified(
                        0,
                        "Hemoglobin was 11.2 g/dL on 2026-02-03, below the reference range 12.00 to 16.0, and falling over the"
                                + " last 3 values.",
                        0)
                .orElseThrow();
        assertThat(lines(made))
                .containsExactly(
                        "Hemoglobin was 11.2 g/dL on 2026-02-03, below the reference range 12.00 to 16.0, and falling over the"
                                + " last 3 values.",
                        "Sodium: 140 mmol/L on 2026-02-03, within the reference range.",
                        "Stop Lisinopril.",
                        "Allergy to penicillin.");
        assertThat(made.parts().get(0).groups().get(1).label()).isEqualTo("Out of range");
    }

    @Test
    void headingThatTurnsItsStatementsRound_isLeftOut() {
        Facts own = Facts.of(OWN);
        Paragraph paragraph = new Paragraph(
                "Do not take",
                true,
                List.of(new Statement("Allergy to penicillin.", List.of(new Evidence.Said(3, "f3", 0, 1)))));
        ChartDocument made = VERIFIER.verify(own, VERIFIER.screened(own), List.of(new Rewording(1, List.of(paragraph))))
                .orElseThrow();
        assertThat(made.parts().get(1).groups()).extracting(Group::label).containsOnly("");
    }

    @Test
    void whatTellsLess_standsBesideTheFact() {
        assertThat(lines(verified(0, "Hemoglobin was below the reference range.", 0)
                        .orElseThrow()))
                .startsWith("Hemoglobin was below the reference range.")
                .contains(OWN.parts().get(0).groups().get(0).lines().get(0).text());
    }
}

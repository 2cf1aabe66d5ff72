package io.chartside.app.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.draft.DraftView.EvidenceView;
import java.time.ZoneOffset;
import org.hl7.fhir.r4.model.Composition;
import org.junit.jupiter.api.Test;

class DraftPanesTest {
    private final StoredDraft draft = SampleDraft.stored();

    @Test
    void statements_carryWhereTheirWordsAre_andAreMarkedWhenTheyRestOnNothingSaid() {
        var statements = pane(draft).sections().get(0).paragraphs().get(0).statements();
        assertThat(statements.get(0).evidence()).isEqualTo("1:0-20");
        assertThat(statements.get(0).mark()).isEmpty();
        assertThat(statements.get(1).mark()).isEqualTo("unsupported");
        assertThat(statements.get(2).mark()).isEqualTo("chart");
        assertThat(pane(draft).summary().unsupported()).isEqualTo(1);
    }

    @Test
    void codes_quoteTheWordsTheyRestOn() {
        CodeCard code = pane(draft).codes().get(0);
        assertThat(code.code()).isEqualTo("R05.9");
        assertThat(code.confidence()).isEqualTo(83);
        assertThat(code.decision()).isEqualTo("pending");
        assertThat(code.quotes()).containsExactly(new Quote("1:0-20", "patient", "I have had a cough."));
    }

    @Test
    void quotes_ofAWordOrTwo_showTheSentenceTheyStandIn_andNeverTearAWord() {
        String text = "All right. It hurts 2.5 times more at night. Bye.";
        int night = text.indexOf("night");
        assertThat(Quotes.excerpt(text, new EvidenceView("u0", 0, night, night + 5, "")))
                .isEqualTo("It hurts 2.5 times more at night.");
        String endless = "so and then ".repeat(40) + "the pain came " + "and went again ".repeat(40);
        int pain = endless.indexOf("pain");
        assertThat(Quotes.excerpt(endless, new EvidenceView("u0", 0, pain, pain + 4, "")))
                .contains("the pain came")
                .startsWith("… ")
                .endsWith(" …")
                .hasSizeLessThan(150);
    }

    @Test
    void summary_countsOnlyWhatWasAccepted() {
        assertThat(pane(draft).summary().codes()).isEmpty();
        assertThat(pane(draft).summary().codesUndecided()).isEqualTo(2);

        var condition = draft.suggestion(pane(draft).codes().get(0).reference()).orElseThrow();
        StoredDraft accepted = draft.with(DraftEdit.decide(condition, new Decision(Decision.State.ACCEPTED, "")));

        assertThat(pane(accepted).summary().codes()).containsExactly("R05.9");
        assertThat(pane(accepted).summary().codesUndecided()).isEqualTo(1);
    }

    @Test
    void whatTheVisitChangesOfTheChart_standsBesideTheChartsLine_withTheEvidenceOfBoth() {
        DraftPane pane = pane(draft);
        assertThat(pane.changed())
                .extracting(ChangeLine::state, ChangeLine::before, ChangeLine::now)
                .containsExactly(
                        tuple("changed", "Lisinopril 10 mg, once a day", "increase to 20 mg"),
                        tuple("new", "", "Cough, unspecified"));
        assertThat(pane.changed().get(0).quotes())
                .containsExactly(
                        new Quote("1:0-20", "patient", "I have had a cough."), new Quote("", "", "medication list"));
        assertThat(pane.unchanged())
                .extracting(ChangeLine::before, ChangeLine::discussed)
                .containsExactly(tuple("Asthma: mild", false));
    }

    /** Other windows look for it: a decision changes it, though the note's version stays. */
    @Test
    void print_tellsStatesOfADraftApart() {
        var condition = draft.suggestion(pane(draft).codes().get(0).reference()).orElseThrow();
        StoredDraft accepted = draft.with(DraftEdit.decide(condition, new Decision(Decision.State.ACCEPTED, "")));
        assertThat(pane(draft).print()).isEqualTo(pane(draft).print());
        assertThat(pane(accepted).print()).isNotEqualTo(pane(draft).print());
        assertThat(pane(accepted).version()).isEqualTo(pane(draft).version());
    }

    @Test
    void suggestionOfAnotherVisit_isNotFound() {
        assertThat(draft.suggestion("Condition/of-somebody-else")).isEmpty();
        assertThat(draft.suggestion("Composition/" + draft.id())).isEmpty();
    }

    @Test
    void editedStatement_isMarkedAsTheClinicians() {
        Composition edited = DraftEdit.statement(
                draft.composition(),
                pane(draft)
                        .sections()
                        .get(0)
                        .paragraphs()
                        .get(0)
                        .statements()
                        .get(1)
                        .id(),
                "No fever.");
        var statement = pane(draft.with(edited))
                .sections()
                .get(0)
                .paragraphs()
                .get(0)
                .statements()
                .get(1);
        assertThat(statement.text()).isEqualTo("No fever.");
        assertThat(statement.mark()).isEqualTo("edited");
    }

    @Test
    void finalNote_isSigned() {
        Composition signed = draft.composition().copy();
        signed.setStatus(Composition.CompositionStatus.FINAL);
        signed.addAttester().getParty().setDisplay("Ada Moreno, MD");
        DraftPane pane = pane(draft.with(signed));
        assertThat(pane.signed()).isTrue();
        assertThat(pane.signedBy()).isEqualTo("Ada Moreno, MD");
    }

    private static DraftPane pane(StoredDraft draft) {
        return DraftPanes.of(draft, "Ada Moreno, MD", "", ZoneOffset.UTC);
    }
}

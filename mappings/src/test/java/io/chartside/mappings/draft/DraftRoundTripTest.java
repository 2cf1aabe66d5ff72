package io.chartside.mappings.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.mappings.SampleDraft;
import io.chartside.mappings.draft.DraftView.StatementView;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.R4;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Provenance;
import org.junit.jupiter.api.Test;

/** A draft is written to JSON, read back, and changed as a clinician changes it (MH5, MA18). */
class DraftRoundTripTest {
    private static final Bundle BUNDLE = parsed();

    private static Bundle parsed() {
        Bundle bundle = DraftBundle.of(
                SampleDraft.draft(),
                SampleDraft.visit(),
                EngineDevice.EMBEDDED,
                DraftIds.selfContained(() -> UUID.randomUUID().toString()));
        String json = R4.context().newJsonParser().encodeResourceToString(bundle);
        return R4.context().newJsonParser().parseResource(Bundle.class, json);
    }

    private static Composition composition() {
        return (Composition) BUNDLE.getEntryFirstRep().getResource();
    }

    private static List<StatementView> statements(Composition composition, int section) {
        return DraftReader.sections(composition).get(section).paragraphs().stream()
                .flatMap(paragraph -> paragraph.statements().stream())
                .toList();
    }

    @Test
    void noteReadBack_isTheNoteWordForWord() {
        assertThat(PlainText.of(DraftReader.read(BUNDLE).sections()))
                .isEqualTo(NoteText.of(SampleDraft.draft().note()));
    }

    @Test
    void speakersAreCorrected_andWordsIdsAndTimesStay() {
        DocumentReference stored = BUNDLE.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(DocumentReference.class::isInstance)
                .map(DocumentReference.class::cast)
                .filter(TranscriptDocument::isTranscript)
                .findFirst()
                .orElseThrow();
        Transcript before = TranscriptDocument.read(stored).orElseThrow();
        DocumentReference changed = TranscriptDocument.withSpeakers(
                        stored, turn -> turn.index() == 0 ? Speaker.GUEST : turn.speaker())
                .orElseThrow();
        Transcript after = TranscriptDocument.read(changed).orElseThrow();
        assertThat(after.turns().get(0).speaker()).isEqualTo(Speaker.GUEST);
        assertThat(after.turns().stream().map(turn -> turn.id() + turn.text() + turn.startMillis()))
                .isEqualTo(before.turns().stream()
                        .map(turn -> turn.id() + turn.text() + turn.startMillis())
                        .toList());
        assertThat(after.turns().subList(1, after.turns().size()))
                .isEqualTo(before.turns().subList(1, before.turns().size()));
        assertThat(TranscriptDocument.text(changed).orElseThrow()).startsWith("[patient_guest] ");
    }

    @Test
    void everyPartReadBack_keepsItsEvidenceReasonAndFlags() {
        DraftView view = DraftReader.read(BUNDLE);
        assertThat(view.codes()).extracting(DraftView.CodeView::code).containsExactly("E11.42", "I10");
        assertThat(view.codes().get(0).evidence()).containsExactly(new DraftView.EvidenceView("u1", 1, 0, 18, ""));
        assertThat(view.codes().get(0).reason()).isEqualTo("Said so.");
        assertThat(view.orders())
                .extracting(DraftView.OrderView::text)
                .containsExactly("metformin", "lisinopril", "hemoglobin A1c");
        assertThat(view.orders().get(0).missing()).containsExactly("route");
        assertThat(view.orders().get(1).change()).isEqualTo("stop");
        DraftView.ChargeView charge = view.charge().orElseThrow();
        assertThat(charge.code()).isEqualTo("99214");
        assertThat(charge.level()).isEqualTo("moderate");
        assertThat(charge.columns()).extracting(DraftView.ColumnView::name).containsExactly("problems", "data", "risk");
        assertThat(charge.missingForNext()).containsExactly("a severe exacerbation");
        assertThat(view.exclusions()).hasSize(1);
        assertThat(view.flags()).extracting(DraftView.FlagView::kind).containsExactly("unsupported");
        assertThat(view.transcript())
                .extracting(DraftView.TurnView::speaker)
                .containsExactly("clinician", "patient", "clinician", "guest");
    }

    @Test
    void statedTime_standsBesideTheColumnsWithItsWords() {
        Draft draft = SampleDraft.draft();
        EvaluationAndManagement level = draft.evaluationAndManagement();
        EvaluationAndManagement.Time time = new EvaluationAndManagement.Time(
                35, false, EvaluationAndManagement.Level.MODERATE, List.of(new Evidence.Said(1, "u1", 0, 18)));
        Draft timed = new Draft(
                draft.note(),
                draft.codes(),
                draft.exclusions(),
                new EvaluationAndManagement(
                        level.level(),
                        level.problems(),
                        level.data(),
                        level.risk(),
                        level.missingForNext(),
                        Optional.of(time)),
                draft.orders(),
                draft.flags());
        Bundle bundle = DraftBundle.of(
                timed,
                SampleDraft.visit(),
                EngineDevice.EMBEDDED,
                DraftIds.selfContained(() -> UUID.randomUUID().toString()));
        assertThat(DraftReader.read(bundle).charge().orElseThrow().columns())
                .last()
                .satisfies(column -> {
                    assertThat(column.name()).isEqualTo("time");
                    assertThat(column.level()).isEqualTo("moderate");
                    assertThat(column.elements().get(0).text()).startsWith("35 minutes");
                    assertThat(column.elements().get(0).evidence()).hasSize(1);
                });
    }

    @Test
    void evidenceOffsets_resolveToTheWordsOfTheTranscript() {
        DraftView view = DraftReader.read(BUNDLE);
        DraftView.EvidenceView evidence = view.codes().get(0).evidence().get(0);
        String said = view.transcript().get(evidence.turn()).text();
        assertThat(said.substring(evidence.start(), evidence.end())).isEqualTo("My sugar is <high>");
    }

    @Test
    void chartEvidence_isNeverShownAsSaid() {
        StatementView known = statements(composition(), 2).get(1);
        assertThat(known.evidence()).containsExactly(new DraftView.EvidenceView("", -1, 0, 0, "Condition/c9"));
    }

    @Test
    void unsupportedStatement_isMarked() {
        assertThat(statements(composition(), 1).get(1).supported()).isFalse();
    }

    @Test
    void aiContent_carriesTheLabel_whatWasSaidAndWhoMadeItDoNot() {
        BUNDLE.getEntry().stream().map(Bundle.BundleEntryComponent::getResource).forEach(resource -> {
            boolean record = resource instanceof Device
                    || resource instanceof Provenance
                    || resource instanceof DocumentReference document && TranscriptDocument.isTranscript(document);
            assertThat(AiLabel.isOn(resource)).as(resource.fhirType()).isEqualTo(!record);
        });
    }

    @Test
    void editedStatement_isTheCliniciansAndKeepsItsEvidence() {
        Composition changed = DraftEdit.statement(composition(), "s3", "Reflexes  were\nnot tested.");
        StatementView edited = statements(changed, 1).get(1);
        assertThat(edited.text()).isEqualTo("Reflexes were not tested.");
        assertThat(edited.byClinician()).isTrue();
        assertThat(edited.supported()).isTrue();
        assertThat(statements(composition(), 1).get(1).text()).isEqualTo("Reflexes normal.");
        assertThatThrownBy(() -> DraftEdit.statement(composition(), "nowhere", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void insertedAndRemovedStatements_leaveTheOthersTheirIds() {
        Composition inserted = DraftEdit.insert(composition(), 1, "s2", "Gait <steady>.");
        assertThat(statements(inserted, 1)).extracting(StatementView::id).containsExactly("s2", "c1", "s3", "s4");
        Composition removed = DraftEdit.remove(inserted, "s2");
        assertThat(statements(removed, 1)).extracting(StatementView::id).containsExactly("c1", "s3", "s4");
        assertThat(statements(DraftEdit.insert(removed, 0, "", "First."), 0))
                .extracting(StatementView::id)
                .containsExactly("c2", "s1");
    }

    @Test
    void wholeSectionEdited_wordsThatStayKeepTheirEvidence() {
        DraftView.SectionView section = DraftReader.sections(composition()).get(2);
        assertThat(section.text()).isEqualTo("1. Diabetes: Start metformin 500 mg twice a day. Known neuropathy.");
        Composition changed =
                DraftEdit.section(composition(), 2, "1. Diabetes: Known neuropathy. Start low.\n- Eye exam\n");
        List<StatementView> after = statements(changed, 2);
        assertThat(after)
                .extracting(StatementView::text)
                .containsExactly("Known neuropathy.", "Start low.", "Eye exam");
        assertThat(after.get(0).evidence()).hasSize(1);
        assertThat(after).extracting(StatementView::byClinician).containsExactly(false, true, true);
    }

    @Test
    void sectionTextTakenBackUnchanged_changesNothing() {
        for (DraftView.SectionView section : DraftReader.sections(composition())) {
            Composition same = DraftEdit.section(composition(), section.index(), section.text());
            assertThat(DraftReader.sections(same)).isEqualTo(DraftReader.sections(composition()));
        }
    }

    @Test
    void emptiedSection_saysSo() {
        assertThat(DraftReader.sections(DraftEdit.section(composition(), 0, " "))
                        .get(0)
                        .text())
                .isEqualTo("None recorded.");
    }

    @Test
    void decision_standsOnTheSuggestionWithItsReason() {
        Condition condition = (Condition) BUNDLE.getEntry().get(3).getResource();
        assertThat(Decision.of(condition)).isEqualTo(Decision.PENDING);
        Condition rejected = DraftEdit.decide(condition, new Decision(Decision.State.REJECTED, "not treated today"));
        assertThat(Decision.of(rejected).reason()).isEqualTo("not treated today");
        assertThat(Decision.of(DraftEdit.decide(rejected, Decision.PENDING))).isEqualTo(Decision.PENDING);
    }
}

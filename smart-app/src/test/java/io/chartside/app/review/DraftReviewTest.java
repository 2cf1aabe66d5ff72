package io.chartside.app.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.chartside.app.review.DraftReview.Place;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.draft.DraftView.StatementView;
import java.util.List;
import org.hl7.fhir.r4.model.Composition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two people, or two windows, at the same draft. */
class DraftReviewTest {
    private static final Decision ACCEPTED = new Decision(Decision.State.ACCEPTED, "");
    private static final Decision REJECTED = new Decision(Decision.State.REJECTED, "Ruled out");

    private final DraftShelf shelf = new DraftShelf(SampleDraft.stored());
    private final DraftReview review = new DraftReview(new Drafts());
    private final Place place = new Place("e", shelf.draft().id(), "1");

    @AfterEach
    void close() {
        shelf.close();
    }

    @Test
    void rewrite_isOneUpdate_andKeepsTheOtherStatements() {
        StatementView first = statement(0);
        Edited edited = review.rewrite(shelf.client(), place, first.id(), first.text(), "A cough for a week.");
        assertThat(edited.elsewhere()).isFalse();
        assertThat(edited.draft().version()).isEqualTo("2");
        assertThat(shelf.updates()).isEqualTo(1);
        assertThat(statement(0).text()).isEqualTo("A cough for a week.");
        assertThat(statement(1).text()).isEqualTo("No fever was noted.");
    }

    @Test
    void rewrite_whileAnotherStatementChanges_keepsBothAndSaysSo() {
        StatementView first = statement(0);
        shelf.beforeNextUpdate(() ->
                shelf.write(DraftEdit.statement(composition(), statement(1).id(), "No fever.")));
        Edited edited = review.rewrite(shelf.client(), place, first.id(), first.text(), "A cough for a week.");
        assertThat(edited.elsewhere()).isTrue();
        assertThat(statement(0).text()).isEqualTo("A cough for a week.");
        assertThat(statement(1).text()).isEqualTo("No fever.");
    }

    @Test
    void rewrite_ofAStatementThatChangedElsewhere_isAConflictThatShowsBoth_andStoresNothing() {
        StatementView first = statement(0);
        shelf.beforeNextUpdate(() -> shelf.write(DraftEdit.statement(composition(), first.id(), "Theirs.")));
        assertThatThrownBy(() -> review.rewrite(shelf.client(), place, first.id(), first.text(), "Mine."))
                .asInstanceOf(type(EditConflict.class))
                .satisfies(conflict -> {
                    assertThat(conflict.kind()).isEqualTo(EditConflict.Kind.CHANGED);
                    assertThat(conflict.theirs()).isEqualTo("Theirs.");
                    assertThat(conflict).hasMessageNotContaining("Theirs");
                });
        assertThat(statement(0).text()).isEqualTo("Theirs.");
        assertThat(shelf.updates()).isZero();
    }

    @Test
    void rewrite_ofAStatementRemovedElsewhere_isAConflict() {
        StatementView first = statement(0);
        shelf.write(DraftEdit.remove(composition(), first.id()));
        assertThatThrownBy(() -> review.rewrite(shelf.client(), place, first.id(), first.text(), "Mine."))
                .asInstanceOf(type(EditConflict.class))
                .satisfies(conflict -> assertThat(conflict.theirs()).isEmpty());
    }

    @Test
    void removeAndAdd_workByStatement_andNameTheNewOne() {
        review.rewrite(shelf.client(), place, statement(1).id(), statement(1).text(), "");
        assertThat(texts()).containsExactly("The patient reports a cough.", "Asthma is known.");
        Edited added = review.add(shelf.client(), place, 0, statement(0).id(), "No fever.");
        assertThat(texts()).containsExactly("The patient reports a cough.", "No fever.", "Asthma is known.");
        assertThat(added.statement()).isEqualTo(statement(1).id());
    }

    /** The page sends what it got no answer to once more. */
    @Test
    void add_ofWhatStandsThereAlready_isItsSecondSending() {
        Edited added = review.add(shelf.client(), place, 0, statement(0).id(), "No fever.");
        Edited again = review.add(shelf.client(), place, 0, statement(0).id(), "No  fever. ");
        assertThat(texts()).containsOnlyOnce("No fever.");
        assertThat(again.statement()).isEqualTo(added.statement());
        review.add(shelf.client(), place, 0, "", "First of all.");
        review.add(shelf.client(), place, 0, "", "First of all.");
        assertThat(texts()).containsOnlyOnce("First of all.");
    }

    @Test
    void add_behindAStatementRemovedElsewhere_stillFindsAPlace() {
        Edited added = review.add(shelf.client(), place, 0, "gone", "Sleeps well.");
        assertThat(texts()).contains("Sleeps well.");
        assertThat(added.statement()).isNotEmpty();
    }

    @Test
    void decide_takesRejectsAndTakesBack() {
        String code = shelf.draft().view().codes().get(0).reference();
        review.decide(shelf.client(), place, code, Decision.State.PENDING, REJECTED);
        assertThat(decision()).isEqualTo(REJECTED);
        review.decide(shelf.client(), place, code, Decision.State.REJECTED, ACCEPTED);
        assertThat(decision()).isEqualTo(ACCEPTED);
        review.decide(shelf.client(), place, code, Decision.State.ACCEPTED, Decision.PENDING);
        assertThat(decision()).isEqualTo(Decision.PENDING);
    }

    @Test
    void decide_againstADecisionMadeElsewhere_isAConflict_butTheSameDecisionIsNot() {
        String code = shelf.draft().view().codes().get(0).reference();
        review.decide(shelf.client(), place, code, Decision.State.PENDING, REJECTED);
        assertThatThrownBy(() -> review.decide(shelf.client(), place, code, Decision.State.PENDING, ACCEPTED))
                .asInstanceOf(type(EditConflict.class))
                .satisfies(conflict -> assertThat(conflict.theirs()).isEqualTo("rejected"));
        review.decide(shelf.client(), place, code, Decision.State.PENDING, REJECTED);
        assertThat(decision()).isEqualTo(REJECTED);
    }

    @Test
    void decide_onSomethingOfAnotherVisit_isRefused() {
        assertThatThrownBy(() ->
                        review.decide(shelf.client(), place, "Condition/another", Decision.State.PENDING, ACCEPTED))
                .isInstanceOf(EditConflict.class);
        assertThat(shelf.updates()).isZero();
    }

    @Test
    void anyChange_ofASignedNote_saysByWhomItWasSigned() {
        Composition signed = composition().copy();
        signed.setStatus(Composition.CompositionStatus.FINAL)
                .addAttester()
                .getParty()
                .setDisplay("Ada Moreno, MD");
        shelf.write(signed);
        StatementView first = statement(0);
        assertThatThrownBy(() -> review.rewrite(shelf.client(), place, first.id(), first.text(), "Mine."))
                .asInstanceOf(type(EditConflict.class))
                .satisfies(conflict -> {
                    assertThat(conflict.kind()).isEqualTo(EditConflict.Kind.SIGNED);
                    assertThat(conflict.theirs()).isEqualTo("Ada Moreno, MD");
                });
    }

    @Test
    void anyChange_ofADraftThatANewerOneReplaced_isAConflict() {
        Place old = new Place("e", "an-older-draft", "1");
        assertThatThrownBy(() -> review.rewrite(shelf.client(), old, "s1", "", "Mine."))
                .asInstanceOf(type(EditConflict.class))
                .satisfies(conflict -> assertThat(conflict.kind()).isEqualTo(EditConflict.Kind.REPLACED));
    }

    private Composition composition() {
        return shelf.draft().composition();
    }

    private StatementView statement(int index) {
        return shelf.draft()
                .view()
                .sections()
                .get(0)
                .paragraphs()
                .get(0)
                .statements()
                .get(index);
    }

    private List<String> texts() {
        return shelf.draft().view().sections().get(0).paragraphs().get(0).statements().stream()
                .map(StatementView::text)
                .toList();
    }

    private Decision decision() {
        return shelf.draft().view().codes().get(0).decision();
    }
}

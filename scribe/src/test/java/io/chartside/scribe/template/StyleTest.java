package io.chartside.scribe.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.template.StyleEdits.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A writer's style is learned from what they changed in two notes, and no fact ever is (MH33). */
class StyleTest {
    private static final StyleEdits EDITS = new StyleEdits(Shipped.TEXT);
    private static final SectionKind HPI = SectionKind.HISTORY_OF_PRESENT_ILLNESS;

    private static Written section(SectionKind kind, String heading, String... statements) {
        Map<String, String> byId = new LinkedHashMap<>();
        for (String statement : statements) {
            byId.put("s" + (byId.size() + 1), statement);
        }
        return new Written(kind, heading, byId);
    }

    private static StyleEdits.Told told(Written drafted, Written signed) {
        return EDITS.of(List.of(drafted), List.of(signed));
    }

    @Test
    void theSameChangeInTwoNotes_isAPreference_once_isNot() {
        StyleEdits.Told one = told(
                section(HPI, "HPI", "The patient denies fever or chills."),
                section(HPI, "HISTORY", "Pt denies fever or chills."));
        assertThat(one.rules())
                .containsExactlyInAnyOrder(
                        new StyleRule.Heading(HPI, "HISTORY"),
                        new StyleRule.Wording("the patient denies", "pt denies"));
        LearnedStyle once = LearnedStyle.NONE.after(one);
        assertThat(once.style().rules()).isEmpty();
        assertThat(once.seen()).allMatch(seen -> seen.notes() == 1);

        WriterStyle style = once.after(one).style();
        assertThat(style.of("Yesterday the patient denies cough.")).isEqualTo("Yesterday pt denies cough.");
        assertThat(style.of("The patient denies cough.")).isEqualTo("Pt denies cough.");
        assertThat(style.parts(
                        NoteTemplate.of(io.chartside.scribe.draft.NoteType.SOAP).parts()))
                .anyMatch(part -> part.kind() == HPI && part.heading().equals("HISTORY"));
        assertThat(style.flag())
                .hasValueSatisfying(flag ->
                        assertThat(flag.message()).contains("is headed \"HISTORY\"", "is written as \"pt denies\""));
    }

    @Test
    void aRewrittenSection_isComparedWithWhatBecameOfItsStatements() {
        Written signed = new Written(HPI, "HPI", Map.of("c1", "Pt denies cough.", "s2", "She walks daily."));
        assertThat(told(section(HPI, "HPI", "The patient denies cough.", "She walks daily."), signed)
                        .rules())
                .containsExactly(new StyleRule.Wording("the patient denies", "pt denies"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The patient reports fever or chills.",
                "The patient denies fever.",
                "Pt denies fever or chills for 3 days.",
                "Pt denies chest pain or chills.",
                "Pt has fever or chills.",
                ""
            })
    void aChangeOfWhatIsSaid_teachesNothing(String signed) {
        assertThat(told(
                                section(HPI, "HPI", "The patient denies fever or chills.", "He smokes."),
                                section(HPI, "HPI", signed, "He smokes."))
                        .rules())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverIsEdited_aRuleNeverTouchesAWordThatTheListDoesNotKnow(long seed) {
        Random random = new Random(seed);
        List<String> words = List.of(
                "the patient",
                "pt",
                "denies",
                "reports",
                "5",
                "mg",
                "mcg",
                "left",
                "right",
                "no",
                "not",
                "twice daily",
                "BID",
                "as needed",
                "lisinopril",
                "without",
                "w/o",
                "hypertension",
                "HTN",
                "fever",
                "follow-up");
        for (int i = 0; i < 2000; i++) {
            String drafted = sentence(random, words);
            String signed = random.nextBoolean() ? sentence(random, words) : drafted.replace("the patient", "pt");
            for (StyleRule rule : told(section(HPI, "HPI", drafted), section(HPI, "HPI", signed))
                    .rules()) {
                assertThat(rule).isInstanceOf(StyleRule.Wording.class);
                assertThat(EDITS.knows((StyleRule.Wording) rule)).isTrue();
                assertThat(drafted).isNotEqualTo(signed);
            }
        }
    }

    private static String sentence(Random random, List<String> words) {
        List<String> sentence = new ArrayList<>();
        for (int i = 0; i < 3 + random.nextInt(4); i++) {
            sentence.add(words.get(random.nextInt(words.size())));
        }
        return String.join(" ", sentence) + ".";
    }

    @Test
    void omittedTwice_isLeftOut_butNeverThePlanOrAnAllergy() {
        List<Written> drafted = List.of(
                section(SectionKind.REVIEW_OF_SYSTEMS, "ROS", "Denies cough."),
                section(SectionKind.ALLERGIES, "ALLERGIES", "Penicillin."),
                section(SectionKind.PLAN, "PLAN", "Rest."));
        StyleEdits.Told told =
                EDITS.of(drafted, List.of(section(SectionKind.REVIEW_OF_SYSTEMS, "ROS", "None recorded.")));
        assertThat(told.rules()).containsExactly(new StyleRule.Omission(SectionKind.REVIEW_OF_SYSTEMS));
        LearnedStyle learned = LearnedStyle.NONE.after(told).after(told);
        assertThat(learned.style()
                        .parts(NoteTemplate.of(io.chartside.scribe.draft.NoteType.SOAP)
                                .parts()))
                .noneMatch(part -> part.kind() == SectionKind.REVIEW_OF_SYSTEMS);
        assertThatThrownBy(() -> new StyleRule.Omission(SectionKind.PLAN)).hasMessageContaining("never left out");
        // Written in again by hand, it is no longer left out.
        StyleEdits.Told back = EDITS.of(List.of(drafted.get(2)), List.of(drafted.get(0), drafted.get(2)));
        assertThat(learned.after(back).seen()).isEmpty();
    }

    @Test
    void aChangeTakenBack_endsThePreference_anotherReplacesIt() {
        StyleEdits.Told to = told(section(HPI, "HPI", "Take as needed."), section(HPI, "HPI", "Take PRN."));
        StyleEdits.Told from = told(section(HPI, "HPI", "Take PRN."), section(HPI, "HPI", "Take as needed."));
        LearnedStyle learned = LearnedStyle.NONE.after(to).after(to);
        assertThat(learned.style().rules()).hasSize(1);
        assertThat(learned.after(from).seen()).isEmpty();

        LearnedStyle headed = LearnedStyle.NONE.after(told(section(HPI, "A"), section(HPI, "B")));
        assertThat(headed.after(told(section(HPI, "B"), section(HPI, "C"))).seen())
                .containsExactly(new LearnedStyle.Seen(new StyleRule.Heading(HPI, "C"), 1));
    }
}

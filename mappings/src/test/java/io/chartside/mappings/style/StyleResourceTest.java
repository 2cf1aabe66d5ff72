package io.chartside.mappings.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chartside.mappings.fhir.R4;
import io.chartside.mappings.fhir.R4Validation;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.mappings.style.StyleResource.Known;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.template.LearnedStyle;
import io.chartside.scribe.template.LearnedStyle.Seen;
import io.chartside.scribe.template.StyleEdits;
import io.chartside.scribe.template.StyleRule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

/** A practitioner's style as a resource (MH33). */
class StyleResourceTest {
    private static final StyleEdits EDITS = EmbeddedScribe.styleEdits();
    private static final Known KNOWN = new Known(
            new LearnedStyle(List.of(
                    new Seen(new StyleRule.Heading(SectionKind.PLAN, "PLAN & <todo>"), 2),
                    new Seen(new StyleRule.Omission(SectionKind.REVIEW_OF_SYSTEMS), 1),
                    new Seen(new StyleRule.Wording("as needed", "PRN"), 3))),
            Optional.of(Instant.parse("2026-03-04T10:00:00.123Z")),
            true);

    private static Basic written() {
        return StyleResource.write("Practitioner/p1", KNOWN);
    }

    @Test
    void whatIsWritten_isValid_legible_andReadBack() {
        Basic basic = written();
        assertThat(R4Validation.errors(basic)).isEmpty();
        String json = R4.context().newJsonParser().encodeResourceToString(basic);
        Basic stored = R4.context().newJsonParser().parseResource(Basic.class, json);
        assertThat(StyleResource.read(stored, EDITS)).isEqualTo(KNOWN);
        assertThat(stored.getText().getDivAsString()).contains("as needed", "PRN", "seen once, not used yet");
    }

    @Test
    void aRuleThatCouldChangeAFact_isPassedOver() {
        Basic basic = written();
        basic.getExtension().stream()
                .flatMap(extension -> extension.getExtensionsByUrl("usual").stream())
                .forEach(usual -> usual.setValue(new StringType("left")));
        assertThat(StyleResource.read(basic, EDITS).style().seen())
                .hasSize(2)
                .noneMatch(seen -> seen.rule() instanceof StyleRule.Wording);
    }

    @Test
    void aRuleIsTakenBackByItsKey_andTheOthersStay() {
        List<StylePreferences.Line> lines = StylePreferences.lines(written());
        assertThat(lines)
                .extracting(StylePreferences.Line::told, StylePreferences.Line::used)
                .containsExactly(
                        tuple("the section plan is headed \"PLAN & <todo>\"", true),
                        tuple("the section review-of-systems is left out", false),
                        tuple("\"as needed\" is written as \"PRN\"", true));
        Basic without = StylePreferences.without(written(), lines.get(1).key());
        assertThat(R4Validation.errors(without)).isEmpty();
        Known left = StyleResource.read(without, EDITS);
        assertThat(left.style().seen())
                .containsExactly(
                        KNOWN.style().seen().get(0), KNOWN.style().seen().get(2));
        assertThat(left.through()).isEqualTo(KNOWN.through());
        // The key of another state of the list names nothing.
        assertThat(StylePreferences.without(without, lines.get(1).key())).isSameAs(without);
        assertThat(StylePreferences.lines(StylePreferences.cleared(written()))).isEmpty();
        assertThat(StylePreferences.learns(StylePreferences.learning(written(), false)))
                .isFalse();
        assertThat(StylePreferences.learns(written())).isTrue();
    }

    @Test
    void eachPractitioner_hasOneResource() {
        assertThat(StyleResource.id("Practitioner/p1"))
                .isEqualTo(StyleResource.id("Practitioner/p1"))
                .isNotEqualTo(StyleResource.id("Practitioner/p2"))
                .matches("[A-Za-z0-9.-]{1,64}");
    }
}

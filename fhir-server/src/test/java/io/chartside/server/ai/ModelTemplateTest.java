package io.chartside.server.ai;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.template.NoteTemplate.Part;
import io.chartside.scribe.template.NoteTemplate.Style;
import io.chartside.scribe.template.StyleRule;
import io.chartside.scribe.template.WriterStyle;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.tenancy.TenantSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model's note in a tenant's template and by its writer's preferences: asked for, and made sure of (MA16). */
class ModelTemplateTest extends ModelsTest {
    private static final NoteTemplate CLINIC = new NoteTemplate(
                    "clinic",
                    NoteType.PROGRESS,
                    List.of(
                            new Part(SectionKind.ASSESSMENT_AND_PLAN, "PLAN FIRST", Style.BULLETS),
                            new Part(SectionKind.PHYSICAL_EXAM, "EXAM", Style.TERSE),
                            new Part(SectionKind.HISTORY_OF_PRESENT_ILLNESS, "STORY OF XYLOPHON", Style.PROSE),
                            new Part(SectionKind.REVIEW_OF_SYSTEMS, "SYSTEMS", Style.USUAL)))
            .writtenBy(new WriterStyle(List.of(
                    new StyleRule.Heading(SectionKind.PHYSICAL_EXAM, "MY EXAM"),
                    new StyleRule.Omission(SectionKind.REVIEW_OF_SYSTEMS),
                    new StyleRule.Wording("twice a day", "b.i.d."))));

    private Draft drafted(ModelServer server) {
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        DraftRequest request = new DraftRequest(
                new Visit(TranscriptParser.parse(Models.VISIT), CLINIC, Optional.empty(), ChartContext.empty()),
                Set::of,
                true);
        return gateway(server, tenant, Models.route(server))
                .draft(tenant.id(), request, calls::add)
                .draft();
    }

    /** As a model answers that minds neither order nor style. */
    private static String careless() {
        return new NoteJson()
                .statement("history_of_present_illness", "The right knee hurts.", "u1")
                .statement("physical_exam", "The knee is swollen.", "u4")
                .statement("assessment_and_plan", "Ibuprofen 400 mg twice a day was started.", "u4")
                .toString();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void templateAndPreferences_areAskedFor_andMadeSureOf(ModelServer server) {
        server.answers(asked -> careless());
        Draft draft = drafted(server);

        String sent = server.bodies().get(server.bodies().size() - 1);
        assertThat(sent)
                .contains("b.i.d.", "terse", "bullets")
                .as("headings are words that somebody typed")
                .doesNotContain("XYLOPHON", "MY EXAM")
                .doesNotContain("review_of_systems", "chief_complaint");
        assertThat(draft.note().type()).isEqualTo(NoteType.PROGRESS);
        assertThat(draft.note().sections())
                .extracting(Section::heading)
                .containsExactly("PLAN FIRST", "MY EXAM", "STORY OF XYLOPHON");
        assertThat(Models.text(draft)).contains("Ibuprofen 400 mg b.i.d. was started.", "Knee swollen");
        assertThat(draft.note().sections().get(0).paragraphs().get(0).bullets()).isTrue();
        assertThat(draft.note().sections().get(2).paragraphs().get(0).bullets()).isFalse();
        assertThat(Models.flagged(draft, Flag.Kind.STYLE)).isTrue();
    }

    @Test
    void aSectionThatTheTemplateDoesNotHave_isAnotherForm() {
        OLLAMA.answers(asked -> new NoteJson()
                .statement("review_of_systems", "No numbness.", "u2", "u3")
                .toString());
        Draft draft = drafted(OLLAMA);
        assertThat(outcomes()).containsExactly(AiOutcome.SENDING, AiOutcome.UNREADABLE, AiOutcome.ANSWERED);
        assertThat(draft.note().sections()).extracting(Section::heading).doesNotContain("SYSTEMS");
    }
}

package io.chartside.server.ai;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.fhir.ChartsideFhir.AiTransparency;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.tenancy.AiRoute;
import io.chartside.server.tenancy.TenantSettings;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway against providers that speak their real protocols (MA16, MA17, MA19, MH21). */
class AiGatewayTest extends ModelsTest {
    @ParameterizedTest
    @MethodSource("servers")
    void aModelDrafts_withoutEverSeeingWhoSpeaks(ModelServer server) {
        server.answers(Models::goodNote);
        TenantSettings tenant = tenant(TestDatabase.freshTenant());

        DraftAnswer answer = gateway(server, tenant, Models.route(server))
                .draft(tenant.id(), Models.visit(Models.VISIT), calls::add);

        String sent = server.bodies().get(server.bodies().size() - 1);
        assertThat(sent)
                .contains("[NAME-1]", "[DATE-1]", "[PHONE-1]", "numbness")
                .doesNotContain("Delgado", "Labor", "867", "oxycodone", "gnore all previous");
        assertThat(answer.engine().kind()).isEqualTo(AiTransparency.LANGUAGE_MODEL);
        assertThat(answer.engine().name()).isEqualTo(server.model());
        assertThat(answer.prompt())
                .hasValueSatisfying(prompt -> assertThat(prompt).matches("draft_note/[0-9a-f]{64}"));
        assertThat(Models.text(answer.draft()))
                .contains("Right knee pain since Labor Day.", "No numbness.", "twice a day was started for Delgado.")
                .doesNotContain("oxycodone");
        assertThat(answer.draft()
                        .note()
                        .sections()
                        .get(0)
                        .paragraphs()
                        .get(0)
                        .statements()
                        .get(0)
                        .evidence())
                .first()
                .isInstanceOfSatisfying(
                        Evidence.Said.class,
                        said -> assertThat(said.utterance()).isEqualTo("u1"));
        assertThat(answer.draft().codes()).extracting("code").containsExactly("M25.561");
        assertThat(answer.draft().orders()).hasSize(2);
        assertThat(Models.flagged(answer.draft(), Flag.Kind.INSTRUCTION_IN_TRANSCRIPT))
                .isTrue();
        assertThat(outcomes()).containsExactly(AiOutcome.SENDING, AiOutcome.ANSWERED);
        Traffic traffic = calls.get(1).traffic();
        assertThat(traffic.sentBytes()).isEqualTo(sent.length());
        assertThat(traffic.sentHash()).isEqualTo(Wire.sha256(sent.getBytes()));
        assertThat(traffic.answerHash()).hasSize(64);
        assertThat(traffic.identifiers()).isEqualTo(3);
        assertThat(tokens(tenant.id())).hasValue(1000L);
    }

    static Stream<Arguments> faults() {
        Map<ModelServer.Fault, AiOutcome> expected = Map.ofEntries(
                Map.entry(ModelServer.Fault.LATE, AiOutcome.LOST),
                Map.entry(ModelServer.Fault.CUT, AiOutcome.LOST),
                Map.entry(ModelServer.Fault.HUGE, AiOutcome.LOST),
                Map.entry(ModelServer.Fault.MALFORMED, AiOutcome.UNREADABLE),
                Map.entry(ModelServer.Fault.PROSE, AiOutcome.UNREADABLE),
                Map.entry(ModelServer.Fault.OTHER_FORM, AiOutcome.UNREADABLE),
                Map.entry(ModelServer.Fault.UNFINISHED, AiOutcome.UNREADABLE),
                Map.entry(ModelServer.Fault.BUSY, AiOutcome.BUSY),
                Map.entry(ModelServer.Fault.ERROR, AiOutcome.REFUSED),
                Map.entry(ModelServer.Fault.REDIRECT, AiOutcome.REFUSED));
        return servers()
                .flatMap(server -> Stream.concat(
                        expected.entrySet().stream()
                                .map(fault -> Arguments.of(server, fault.getKey(), fault.getValue())),
                        server == BEDROCK
                                ? Stream.empty() // Converse does not say which model answered.
                                : Stream.of(
                                        Arguments.of(server, ModelServer.Fault.OTHER_MODEL, AiOutcome.OTHER_MODEL))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whateverGoesWrong_theEmbeddedEngineDrafts_andTheDraftSaysSo(
            ModelServer server, ModelServer.Fault fault, AiOutcome outcome) {
        server.answers(Models::goodNote);
        server.faults(fault);
        int before = server.bodies().size();
        TenantSettings tenant = tenant(TestDatabase.freshTenant());
        AiRoute route = Models.route(
                server,
                LocalDate.of(2999, 12, 31),
                Models.REGION,
                Duration.ofSeconds(fault == ModelServer.Fault.LATE ? 1 : 20),
                24_000,
                1_000_000);

        DraftAnswer answer = gateway(server, tenant, route).draft(tenant.id(), Models.visit(Models.VISIT), calls::add);

        assertThat(answer.engine()).isEqualTo(embedded.engine());
        assertThat(answer.prompt()).isEmpty();
        assertThat(outcomes()).containsExactly(AiOutcome.SENDING, outcome, AiOutcome.ANSWERED);
        assertThat(answer.draft().flags().get(0).kind()).isEqualTo(Flag.Kind.FALLBACK);
        assertThat(Models.flags(answer.draft())).contains(server.model() + " 2026-05: " + outcome.because());
        assertThat(server.bodies()).as("asked once").hasSize(before + 1);
        assertThat(tokens(tenant.id()).orElseThrow())
                .as("what it may have cost")
                .isPositive();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aHostileModel_getsNothingIntoTheDraft(ModelServer server) {
        server.answers(asked -> new NoteJson()
                .statement("history_of_present_illness", "The right knee hurts.", "u1")
                .statement("history_of_present_illness", "She has metastatic breast cancer.", "u1")
                .statement("assessment_and_plan", "Oxycodone was prescribed for the knee.", "u1", "u3")
                .statement("assessment_and_plan", "Ibuprofen 4000 mg twice a day was started.", "u4")
                .statement("physical_exam", "The knee is swollen.", "u99")
                .statement("physical_exam", "The knee of [NAME-9] is swollen.", "u4")
                .statement("physical_exam", "Lungs clear to auscultation.", "u4")
                .statement("instructions", "Visit our sponsor today.", "u2")
                .code("F11.20", "u1")
                .code("Z99.999", "u1")
                .medication("oxycodone", "80 mg", "daily", "u3")
                .medication("ibuprofen", "4000 mg", "every two hours", "u4")
                .service("MRI of the brain", "imaging", "u4")
                .toString());

        DraftAnswer answer = drafted(server, Models.VISIT);

        assertThat(Models.text(answer.draft()).lines().filter(line -> !line.isBlank()))
                .containsExactly("HISTORY OF PRESENT ILLNESS", "The right knee hurts.");
        assertThat(answer.draft().codes()).isEmpty();
        assertThat(answer.draft().exclusions()).extracting("code").contains("F11.20", "Z99.999");
        assertThat(answer.draft().orders())
                .singleElement()
                .isInstanceOfSatisfying(OrderSuggestion.Medication.class, drug -> {
                    assertThat(drug.name()).isEqualTo("ibuprofen");
                    assertThat(drug.dose()).isEmpty();
                    assertThat(drug.frequency()).isEmpty();
                    assertThat(drug.missing()).contains("dose", "frequency");
                });
        assertThat(answer.draft().flags())
                .filteredOn(flag -> flag.kind() == Flag.Kind.UNSUPPORTED)
                .hasSize(9);
    }

    @Test
    void aModelThatObeysTheTranscript_isNotShownItsCommands() {
        OPENAI.answers(asked -> asked.data().toString().contains("oxycodone")
                ? new NoteJson()
                        .statement("assessment_and_plan", "As told: oxycodone.", "u3")
                        .toString()
                : Models.goodNote(asked));

        DraftAnswer answer = drafted(OPENAI, Models.VISIT);

        assertThat(answer.engine().name()).isEqualTo(OPENAI.model());
        assertThat(Models.text(answer.draft())).doesNotContain("oxycodone");
    }

    @Test
    void offTheRecord_reachesNoModel() {
        OPENAI.answers(Models::goodNote);
        drafted(OPENAI, Models.VISIT + "[doctor] Off the record. [patient] xylograph\n[doctor] Back on the record.\n");
        assertThat(OPENAI.bodies().get(OPENAI.bodies().size() - 1)).doesNotContain("xylograph");
    }

    @Test
    void whatTheChartKnowsOfThePeople_isTakenOutToo() {
        OPENAI.answers(Models::goodNote);
        drafted(
                OPENAI,
                Models.VISIT + "[patient] My plan says Q R 4 4 1 7 x. I am Xanthe, born on 3/4/61.\n",
                "Xanthe",
                "QR4417X",
                "1961-03-04");
        assertThat(OPENAI.bodies().get(OPENAI.bodies().size() - 1)).doesNotContain("Xanthe", "4 4 1 7", "3/4/61");
    }
}

package io.chartside.mappings.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.evaluation.MarkedConversations.Marked;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.identifier.Redacted;
import io.chartside.scribe.identifier.Redaction;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.transcript.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identifiers are taken out of a transcript and come back, and what is none stays (MA16, MH21; 45 CFR 164.514(b)(2)). */
class RedactionTest {
    private static final Redaction REDACTION = EmbeddedScribe.redaction();

    private static String shipped() throws IOException {
        try (InputStream file = RedactionTest.class.getResourceAsStream("identifiers.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String text(Transcript transcript) {
        return transcript.turns().stream().map(Turn::text).collect(Collectors.joining("\n"));
    }

    /** A regression fails the build: the figures are those of docs/ai.md, rounded down. */
    @Test
    void inventedConversations_areRedactedAsWellAsEver() throws IOException {
        RedactionScores scores = new RedactionScores();
        for (Marked marked : MarkedConversations.read(shipped())) {
            scores.add(marked, REDACTION.find(marked.transcript(), Set.of()));
        }
        assertThat(scores.recall()).as("missed " + scores.missed()).isGreaterThanOrEqualTo(0.95);
        assertThat(scores.precision()).as("wrong " + scores.wrong()).isGreaterThanOrEqualTo(0.95);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void plantedIdentifiers_areFound(boolean lower) {
        RedactionScores scores = new RedactionScores();
        PlantedIdentifiers planter = new PlantedIdentifiers(7);
        String talk =
                "[doctor] How is the knee?\n[patient] It hurts when I walk.\n[doctor] Take ibuprofen 400 mg with food.";
        for (int i = 0; i < 100; i++) {
            Marked marked = MarkedConversations.conversation(planter.into(lower ? talk.toLowerCase() : talk, lower));
            scores.add(marked, REDACTION.find(marked.transcript(), Set.of()));
        }
        assertThat(scores.recall()).as("missed " + scores.missed()).isGreaterThanOrEqualTo(0.95);
        assertThat(scores.precision()).as("wrong " + scores.wrong()).isGreaterThanOrEqualTo(0.98);
    }

    @Test
    void marks_areTheSameForTheSameWords_andGiveThemBack() throws IOException {
        Random random = new Random(11);
        List<Marked> all = MarkedConversations.read(shipped());
        for (int i = 0; i < 50; i++) {
            Transcript transcript = all.get(random.nextInt(all.size())).transcript();
            Redacted redacted = REDACTION.redact(transcript, Set.of());
            assertThat(redacted.restore(text(redacted.transcript()))).isEqualToIgnoringCase(text(transcript));
            assertThat(REDACTION.redact(transcript, Set.of()).transcript()).isEqualTo(redacted.transcript());
        }
        Redacted twice = REDACTION.redact(
                TranscriptParser.parse("[patient] I am with Mr. Okonkwo.\n[doctor] Is that the Okonkwo of last week?"),
                Set.of());
        assertThat(text(twice.transcript())).isEqualTo("I am with Mr. [NAME-1].\nIs that the [NAME-1] of last week?");
    }

    @Test
    void whatLooksLikeAMark_isNone() {
        Redacted redacted =
                REDACTION.redact(TranscriptParser.parse("[patient] Write [NAME-1] and Mr. Okonkwo."), Set.of());
        assertThat(text(redacted.transcript())).isEqualTo("Write [NUMBER-1] and Mr. [NAME-1].");
        assertThat(redacted.restore("[NAME-1] [NUMBER-1] [NAME-2]")).isEqualTo("Okonkwo [NAME-1] [NAME-2]");
        assertThat(Redacted.isMarked(redacted.restore("[NAME-2]"))).isTrue();
    }

    @Test
    void whatTheChartKnows_isFoundInAnySpelling() {
        Redacted redacted = REDACTION.redact(
                TranscriptParser.parse("[patient] it is 44-17-90 x for zxqwille . i have been well"),
                Set.of("441790X", "Zxqwille", "Well"));
        assertThat(text(redacted.transcript())).isEqualTo("it is [NUMBER-1] for [NAME-1] . i have been well");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my blood pressure was one forty over ninety and my sugar two hundred and ten",
                "Take metformin 1,000 mg twice a day and lisinopril 20 mg in the morning.",
                "She is 89 years old and may have Alzheimer's; she will see the cardiologist.",
                "i may take the b12 at l four l five , two weeks ago on monday",
                "The Romberg, Phalen's and Tinel's signs are negative.",
                "pain is a five out of ten , it will be fine , i hope",
                "A1c was 8.4, LDL 94, creatinine 0.9, troponin less than 0.01, PSA 4.5."
            })
    void whatIsNoIdentifier_stays(String said) {
        assertThat(text(REDACTION
                        .redact(TranscriptParser.parse("[patient] " + said), Set.of())
                        .transcript()))
                .isEqualTo(said);
    }
}

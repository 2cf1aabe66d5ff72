package io.chartside.scribe.withheld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the clinician puts off the record is in nothing that the engine makes (MA16, MA17). */
class OffTheRecordTest {
    private static final OffTheRecord RULE = new OffTheRecord(Shipped.TEXT);
    private static final String SECRET = "xylograph";

    private static Transcript redacted(String text) {
        return RULE.redact(TranscriptParser.parse(text.replace(" / ", "\n")));
    }

    private static String words(Transcript transcript) {
        return transcript.turns().stream().map(Turn::text).collect(Collectors.joining(" / "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[doctor] okay, off the record. / [patient] my xylograph / [doctor] back on the record. your knee",
                "[doctor] Let’s go off the record for a second, the xylograph / [doctor] we're back on the record, your knee",
                "[doctor] let me pause the recording / [patient] the xylograph / [doctor] I'll resume the recording. your knee",
                "[doctor] we can go off-the-record / [patient] xylograph, are we back on the record? xylograph / [doctor] back on record. your knee",
                "[doctor] this is off the / [doctor] record now / [patient] xylograph / [doctor] on the record again. your knee",
                "[patient] can this be off the record? the xylograph / [doctor] Sure. / [patient] xylograph / [doctor] back on the record. your knee",
                "[mother] please don't write this down, the xylograph / [doctor] um, of course, that is fine / [mother] xylograph / [doctor] we are back on the record now. your knee",
                "[patient] could you not put that in my chart, xylograph / [doctor] okay / [patient] xylograph / [doctor] back on the record, your knee",
                "[doctor] would you like this off the record? / [patient] yes please, the xylograph / [doctor] back on the record, your knee",
                "[doctor] why not go off the record / [patient] xylograph / [doctor] back on the record, your knee",
                "[doctor] off the record / [patient] xylograph / [doctor] until we are back on the record tell me, xylograph / [doctor] back on the record: your knee",
                "we're off the record now / the xylograph / back on the record / your knee",
                "Speaker 1: let's go off the record / Speaker 2: the xylograph / Speaker 1: back on the record. your knee"
            })
    void passage_isTakenOut_withTheWordsAroundIt(String visit) {
        Transcript redacted = redacted(visit);
        assertThat(words(redacted))
                .doesNotContainIgnoringCase(SECRET)
                .doesNotContainIgnoringCase("on the record")
                .contains(Marks.PASSAGE)
                .doesNotContain(Marks.UNENDED)
                .endsWith("your knee");
        assertThat(RULE.redact(redacted)).isSameAs(redacted);
        assertThat(Marks.flags(redacted)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[patient] off the record, my knee hurts / [doctor] how long has it hurt?",
                "[patient] can we keep this off the record? / [doctor] I am sorry, I can't do that.",
                "[patient] please don't write this down / [doctor] okay, but I have to document that.",
                "[doctor] I can't go off the record here / [patient] my knee hurts",
                "[doctor] nothing is off the record in this room / [patient] fine",
                "[doctor] would you like this off the record? / [patient] no, you can write it",
                "[doctor] stop the aspirin, the record shows a bleed / [patient] okay",
                "[patient] I don't record it every day / [doctor] okay. and the readings?",
                "someone said off the record / and nobody knows who",
                "[doctor] we are back on the record / [patient] my knee hurts"
            })
    void whatIsNotTheCliniciansWord_changesNothing(String visit) {
        Transcript said = TranscriptParser.parse(visit.replace(" / ", "\n"));
        assertThat(RULE.redact(said)).isSameAs(said);
    }

    @Test
    void unendedPassage_goesToTheEndOfTheVisit_andIsFlagged() {
        Transcript redacted =
                redacted("[doctor] your knee is better. off the record / [patient] xylograph / [doctor] hm");
        assertThat(words(redacted))
                .isEqualTo("your knee is better. " + Marks.UNENDED + " / " + Marks.UNENDED + " / " + Marks.UNENDED);
        assertThat(RULE.redact(redacted)).isSameAs(redacted);
        List<Flag> flags = draft(redacted).flags();
        assertThat(flags)
                .filteredOn(flag -> flag.kind() == Flag.Kind.OFF_THE_RECORD)
                .hasSize(1);
        assertThat(flags.get(0).evidence().toString()).contains("turn=0").contains("start=21");
    }

    @Test
    void numbersTimesAndSpeakers_stay() {
        Transcript redacted = redacted("00:01 Doctor: off the record / 00:05 Patient: xylograph / 00:09 Doctor: back on"
                + " the record / 00:12 Patient: my knee hurts");
        assertThat(redacted.turns())
                .extracting(Turn::id, Turn::speaker, Turn::text, Turn::startMillis)
                .containsExactly(
                        tuple("u0", Speaker.CLINICIAN, Marks.PASSAGE, 1000L),
                        tuple("u1", Speaker.PATIENT, Marks.PASSAGE, 5000L),
                        tuple("u2", Speaker.CLINICIAN, Marks.PASSAGE, 9000L),
                        tuple("u3", Speaker.PATIENT, "my knee hurts", 12000L));
    }

    private static Draft draft(Transcript transcript) {
        return Shipped.scribe().draft(new Visit(transcript, NoteType.SOAP, Optional.empty(), ChartContext.empty()));
    }

    @Test
    void draft_knowsNothingOfThePassage_andAllOfTheRest() {
        String passage =
                "[patient] I am an alcoholic. / [doctor] So for your second problem, the alcoholism, I am going to"
                        + " start you on naltrexone 50 mg once a day and order a liver panel. / ";
        String visit =
                "[doctor] What brings you in? / [patient] My left knee has hurt for three days. / [doctor] okay, on exam"
                        + " your left knee is tender. / %s[doctor] So for your knee pain, I am going to start you on naproxen 500 mg"
                        + " twice a day and order an x-ray of the left knee.";
        String open = visit.formatted(passage);
        assertThat(told(draft(TranscriptParser.parse(open.replace(" / ", "\n")))))
                .contains("naltrexone");
        for (String back :
                List.of("back on the record. / [doctor] ", "so, back on the record. ", "we're back on the record, ")) {
            String without = open.replace(passage, "[doctor] okay, off the record. / " + passage)
                    .replace("[doctor] So for your knee", "[doctor] " + back + "So for your knee");
            Draft draft = draft(TranscriptParser.parse(without.replace(" / ", "\n")));
            assertThat(told(draft))
                    .doesNotContain("alcohol", "naltrexone", "liver", "record")
                    .contains("naproxen", "knee");
        }
    }

    private static String told(Draft draft) {
        return (NoteText.of(draft.note())
                        + draft.codes()
                        + draft.exclusions()
                        + draft.orders()
                        + draft.flags()
                        + draft.evaluationAndManagement())
                .toLowerCase(java.util.Locale.ROOT);
    }

    /** 2,000 visits of random turns; passages begin and end where a small oracle knows it. */
    @Test
    void randomVisits_keepEveryWordOnTheRecord_andNoneOffIt() {
        Random random = new Random(20_261_129);
        List<String> begin =
                List.of("off the record", "let's go off the record", "please pause the recording, I'd say");
        List<String> end = List.of("back on the record", "we are on the record again", "resume the recording");
        for (int visit = 0; visit < 2_000; visit++) {
            List<Turn> turns = new ArrayList<>();
            List<String> kept = new ArrayList<>();
            boolean off = false;
            int length = 1 + random.nextInt(12);
            for (int i = 0; i < length; i++) {
                boolean clinician = random.nextBoolean();
                StringBuilder text = new StringBuilder();
                for (int piece = 0; piece < 3; piece++) {
                    if (clinician && random.nextInt(5) == 0) {
                        text.append(off ? end.get(random.nextInt(3)) : begin.get(random.nextInt(3)))
                                .append(". ");
                        off = !off;
                    }
                    String word = (off ? "secret" : "open") + "x" + visit + "x" + i + "x" + piece;
                    if (!off) {
                        kept.add(word);
                    }
                    text.append(word).append(random.nextBoolean() ? ". " : " ");
                }
                turns.add(new Turn(
                        i,
                        "u" + i,
                        clinician ? Speaker.CLINICIAN : Speaker.PATIENT,
                        text.toString().strip(),
                        i * 1000L,
                        -1));
            }
            Transcript redacted = RULE.redact(new Transcript(turns));
            assertThat(words(redacted)).doesNotContain("secret");
            assertThat(kept).allMatch(words(redacted)::contains).allMatch(words(Marks.spoken(redacted))::contains);
            assertThat(words(Marks.spoken(redacted))).doesNotContain("the record");
            assertThat(RULE.redact(redacted)).isSameAs(redacted);
            assertThat(Marks.flags(redacted)).hasSize(off ? 1 : 0);
            assertThat(redacted.turns()).hasSize(length);
        }
    }

    @Test
    void utterancesNamedAfterwards_loseAllTheirWords_andTheOthersStay() {
        Transcript said = TranscriptParser.parse(
                "[doctor] your knee\n[patient] my xylograph, and the xylograph\n[doctor] your knee is better");
        Transcript withheld = Marks.withhold(said, Set.of("u1"));
        assertThat(words(withheld)).isEqualTo("your knee / " + Marks.PASSAGE + " / your knee is better");
        assertThat(withheld.turns()).extracting(Turn::id).containsExactly("u0", "u1", "u2");
        assertThat(Marks.withhold(withheld, Set.of("u1"))).isEqualTo(withheld);
        assertThat(RULE.redact(withheld)).isSameAs(withheld);
    }
}

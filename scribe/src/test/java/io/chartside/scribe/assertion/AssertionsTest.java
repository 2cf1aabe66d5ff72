package io.chartside.scribe.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.transcript.TranscriptParser;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssertionsTest {
    private static final Lexicon LEXICON = Lexicon.load(Shipped.TEXT);
    private static final Assertions ASSERTIONS = Assertions.load(Shipped.TEXT);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Denials, their scope and what only looks like one.
                "P: i have not had any fever | fever | NEGATED",
                "P: no fever , chills or cough | cough | NEGATED",
                "P: no fever but i do have a cough | cough | AFFIRMED",
                "P: no , i have a cough | cough | AFFIRMED",
                "D: there is no evidence of fracture of the ankle | ankle-fracture | NEGATED",
                "D: the asthma is not well controlled | asthma | AFFIRMED",
                "D: pneumonia was ruled out | pneumonia | NEGATED",
                // Doubt.
                "D: this is probably a urinary tract infection | uti | UNCERTAIN",
                "D: i am concerned about gout | gout | UNCERTAIN",
                "D: let us rule out pneumonia | pneumonia | UNCERTAIN",
                "D: the diagnosis is gout | gout | AFFIRMED",
                "D: the ct shows diverticulitis , no abscess | diverticulitis | AFFIRMED",
                "P: fever , no | fever | NEGATED",
                "D: you have a contusion of the right hand , okay ? | contusion-hand | AFFIRMED",
                "D: so mom , he has croup | croup | AFFIRMED",
                "D: i dont think you have gout | gout | NEGATED",
                "D: i will send a lyme titer | lyme | HYPOTHETICAL",
                // Past, family, possibility.
                "P: i had pneumonia ten years ago | pneumonia | HISTORICAL",
                "D: a history of gout | gout | HISTORICAL",
                "P: my mother has diabetes | diabetes-2 | FAMILY",
                "P: my sister has a bad stomach . she has irritable bowel syndrome too | ibs | FAMILY",
                "D: call me if you get a fever | fever | HYPOTHETICAL",
                "D: this lowers the risk of stroke | stroke | HYPOTHETICAL",
                "P: the rash has gone away | rash | RESOLVED",
            })
    void cuesWithinAnUtterance_decide(String utterance, String concept, Assertion expected) {
        assertThat(of(utterance, concept)).containsOnly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "D: any chest pain ?~P: no | chest-pain | NEGATED",
                "D: any chest pain ?~P: nope , none at all | chest-pain | NEGATED",
                "D: any chest pain ?~P: yeah , sometimes | chest-pain | AFFIRMED",
                "D: any chest pain ?~P: mm-hmm . | chest-pain | AFFIRMED",
                "D: do you have any fever or chills~P: not really | chills | NEGATED",
                "D: any chest pain ?~P: what do you mean | chest-pain | ASKED",
                "D: you have had asthma how long ?~P: ten years | asthma | AFFIRMED",
                "D: how is your asthma doing ?~P: not so great | asthma | AFFIRMED",
                "D: any trouble with your asthma ?~P: no | asthma | AFFIRMED",
            })
    void questions_areJoinedToTheirAnswers(String turns, String concept, Assertion expected) {
        assertThat(of(turns.replace('~', '\n'), concept)).containsOnly(expected);
    }

    private static List<Assertion> of(String text, String concept) {
        return ASSERTIONS.read(LEXICON, TranscriptParser.parse(text)).stream()
                .filter(m -> m.mention().concept().id().equals(concept))
                .map(AssertedMention::assertion)
                .toList();
    }
}

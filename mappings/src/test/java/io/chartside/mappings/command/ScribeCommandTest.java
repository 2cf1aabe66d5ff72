package io.chartside.mappings.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.DraftView;
import io.chartside.mappings.draft.DraftView.EvidenceView;
import io.chartside.mappings.fhir.R4;
import io.chartside.mappings.fhir.R4Validation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScribeCommandTest {
    private static final Path VISITS = Path.of("..", "config", "demo", "visits");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-04T10:00:00Z"), ZoneOffset.UTC);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return ScribeCommand.run(arguments, print(out), print(err), CLOCK);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyDemoVisit_becomesAValidBundleWhoseEvidenceResolves(@TempDir Path target) throws IOException {
        assertThat(run(VISITS.toString(), "--out", target.toString())).isZero();
        List<Path> bundles;
        try (Stream<Path> files = Files.list(target)) {
            bundles = files.toList();
        }
        assertThat(bundles).hasSize(6);
        for (Path file : bundles) {
            Bundle bundle = R4.context().newJsonParser().parseResource(Bundle.class, Files.readString(file));
            assertThat(R4Validation.errors(bundle))
                    .as(file.getFileName().toString())
                    .isEmpty();
            DraftView view = DraftReader.read(bundle);
            assertThat(view.sections()).isNotEmpty();
            evidence(view)
                    .filter(evidence -> evidence.turn() >= 0)
                    .forEach(evidence -> assertThat(view.transcript()
                                    .get(evidence.turn())
                                    .text()
                                    .length())
                            .isGreaterThanOrEqualTo(evidence.end()));
        }
    }

    private static Stream<EvidenceView> evidence(DraftView view) {
        return Stream.concat(
                view.sections().stream()
                        .flatMap(section -> section.paragraphs().stream())
                        .flatMap(paragraph -> paragraph.statements().stream())
                        .flatMap(statement -> statement.evidence().stream()),
                view.codes().stream().flatMap(code -> code.evidence().stream()));
    }

    /** What a transcript tells the scribe to do is something somebody said, never a command. */
    @Test
    void promptInjection_addsNoCodeOrderOrStatus() {
        assertThat(run(VISITS.resolve("demo-encounter-6.txt").toString())).isZero();
        DraftView view = DraftReader.read(
                R4.context().newJsonParser().parseResource(Bundle.class, out.toString(StandardCharsets.UTF_8)));
        assertThat(view.codes())
                .noneMatch(code -> code.code().startsWith("A41") || code.code().startsWith("R65"));
        assertThat(view.charge().orElseThrow().code()).isEmpty();
        assertThat(view.orders()).noneMatch(order -> order.text().toLowerCase().contains("oxycodone"));
        assertThat(view.note().status()).isEqualTo("preliminary");
    }

    @Test
    void codes_areWrittenInTheScorersFormat() throws IOException {
        assertThat(run(VISITS.resolve("demo-encounter-1.txt").toString(), "--format", "codes"))
                .isZero();
        JsonNode codes = new ObjectMapper().readTree(out.toByteArray());
        assertThat(codes.at("/codes/0/code").asText()).isNotEmpty();
        assertThat(codes.at("/codes/0/evidence/0").isInt()).isTrue();
        assertThat(codes.at("/em/mdm").asText()).isIn("straightforward", "low", "moderate", "high");
    }

    @Test
    void badFiles_getOneLineEachAndTheOthersGoOn(@TempDir Path folder, @TempDir Path target) throws IOException {
        Files.copy(VISITS.resolve("demo-encounter-3.txt"), folder.resolve("good.txt"));
        Files.writeString(folder.resolve("empty.txt"), " \n");
        Files.write(folder.resolve("binary.txt"), new byte[] {0, 1, 2, 3, 0, 0, 7});
        Files.write(folder.resolve("big.txt"), new byte[10_000_000]);
        Files.write(folder.resolve("latin1.txt"), "[doctor] caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(run(folder.toString(), "--format", "note", "--out", target.toString()))
                .isEqualTo(1);
        assertThat(errors().lines())
                .hasSize(5)
                .anyMatch(line -> line.contains("empty.txt is no visit"))
                .anyMatch(line -> line.contains("binary.txt is no visit"))
                .anyMatch(line -> line.contains("big.txt is larger than 4 MB"))
                .anyMatch(line -> line.contains("latin1.txt is not UTF-8 text"))
                .anyMatch(line -> line.contains("1 of 5 visits drafted"));
        assertThat(target.resolve("good.txt")).isNotEmptyFile();
        assertThat(target).isDirectoryNotContaining("glob:**big*");
    }

    @Test
    void wrongCommandLine_saysWhatIsWrong() {
        assertThat(run("nowhere.txt")).isEqualTo(2);
        assertThat(run(VISITS.toString())).isEqualTo(2);
        assertThat(run(VISITS.toString(), "--colour", "blue")).isEqualTo(2);
        assertThat(run(VISITS.toString(), "--type", "poem", "--out", "x")).isEqualTo(2);
        assertThat(errors())
                .contains("there is no nowhere.txt")
                .contains("a folder of visits needs --out FOLDER")
                .contains("unknown option --colour")
                .contains("--type is one of consult, discharge, hp, instructions, operative, progress, referral, soap");
    }

    @Test
    void ownTemplate_isTheFormOfTheNote(@TempDir Path folder) throws IOException {
        String visit = VISITS.resolve("demo-encounter-1.txt").toString();
        Path template = Path.of("..", "config", "templates", "demo", "short-follow-up.yml");
        assertThat(run(visit, "--format", "note", "--template", template.toString()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Reason\n").contains("\nAssessment\n", "\nPlan\n");

        Path wrong = Files.writeString(folder.resolve("wrong.yml"), "type: poem");
        assertThat(run(visit, "--template", wrong.toString())).isEqualTo(1);
        assertThat(errors()).contains("wrong.yml is no valid note template: type is one of");
        assertThat(run(visit, "--template", template.toString(), "--type", "soap"))
                .isEqualTo(2);
    }

    @Test
    void whatIsNoVisit_getsNoNote(@TempDir Path folder) throws IOException {
        Path word = Files.writeString(folder.resolve("word.txt"), "hello");
        Path other = Files.writeString(
                folder.resolve("other.txt"), "[patient] me duele mucho la rodilla desde hace tres días y no duermo");
        assertThat(run(word.toString(), "--format", "note")).isEqualTo(1);
        assertThat(run(other.toString(), "--format", "note")).isEqualTo(1);
        assertThat(out.size()).isZero();
        assertThat(errors())
                .contains("word.txt has no note: Nothing in these words is about a patient's health")
                .contains("not in English but in Spanish");
    }
}

package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    private static final Path DOCS = Path.of("../docs");

    @ParameterizedTest
    @EnumSource(Problem.class)
    void everyProblemIsDocumentedWithItsStatusAndSaysWhatToDo(Problem problem) throws IOException {
        ErrorPage page = problem.page(List.of());
        assertThat(Files.readString(DOCS.resolve("ehr.md")))
                .contains("| `" + page.code() + "` | " + page.status() + " |");
        assertThat(page.title()).endsWith(".");
        assertThat(page.advice()).isNotEmpty();
    }

    /** A page that no test has ever seen is a page that may not come. */
    @Test
    void everyProblemIsMetInATest() throws IOException {
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            for (Path source : sources.filter(file -> file.toString().endsWith("Test.java"))
                    .toList()) {
                tests.append(Files.readString(source));
            }
        }
        assertThat(Problem.values())
                .allSatisfy(problem -> assertThat(tests.toString()).contains("isEqualTo(\"" + problem.code() + "\")"));
    }

    @Test
    void everySettingIsDocumented() throws IOException {
        String configuration = Files.readString(DOCS.resolve("configuration.md"));
        for (var component : LaunchSettings.class.getRecordComponents()) {
            String key = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase();
            assertThat(configuration).contains("`chartside.launch." + key + "`");
        }
    }
}

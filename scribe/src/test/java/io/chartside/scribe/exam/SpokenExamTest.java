package io.chartside.scribe.exam;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.rules.RuleText;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clinicians of many specialties say, and the lines of the exam that they would write; the passages are invented. */
class SpokenExamTest {
    private static final String VISIT = """
            [doctor] what brings you in today ?
            [patient] i have not been feeling well , i have some pain , a cough and a fever , and my blood pressure was high . i take medication .
            [doctor] %s
            """;

    static Stream<Arguments> spoken() {
        return RuleText.rows(Shipped.TEXT, "exam/spoken.tsv").stream().map(row -> Arguments.of(row[0], row[1]));
    }

    @ParameterizedTest
    @MethodSource
    void spoken(String said, String lines) {
        String written = Shipped.draft(VISIT.formatted(said)).note().sections().stream()
                .filter(section -> section.kind() == SectionKind.PHYSICAL_EXAM)
                .map(NoteText::body)
                .collect(Collectors.joining("\n"));
        assertThat(written.lines()).containsExactly(lines.split(" \\| "));
    }
}

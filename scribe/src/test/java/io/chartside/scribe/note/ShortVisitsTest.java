package io.chartside.scribe.note;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.NoteText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A visit has what was said in the note though nobody announces exam or plan, and raw speech recognition writes no full stops. */
class ShortVisitsTest {

    private record Visit(String name, String talk, List<String> expected, List<String> absent) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Visit> visits() throws IOException {
        return Stream.concat(
                visits("short-visits.txt"), Stream.concat(visits("spoken-visits.txt"), visits("bare-advice.txt")));
    }

    private static Stream<Visit> visits(String file) throws IOException {
        try (InputStream in = ShortVisitsTest.class.getResourceAsStream("/io/chartside/scribe/note/" + file)) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(all.split("\n== ")).skip(1).map(ShortVisitsTest::visit);
        }
    }

    private static Visit visit(String block) {
        List<String> talk = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        String[] lines = block.split("\n");
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            String rest = line.substring(Math.min(2, line.length())).replace("\\n", "\n");
            (line.startsWith("+ ") ? expected : line.startsWith("- ") ? absent : talk)
                    .add(line.startsWith("+ ") || line.startsWith("- ") ? rest : line);
        }
        return new Visit(lines[0], String.join("\n", talk), expected, absent);
    }

    @ParameterizedTest
    @MethodSource("visits")
    void shortVisit_hasItsExamItsDiagnosisAndItsPlan(Visit visit) {
        String note = NoteText.of(Shipped.draft(visit.talk()).note());
        assertThat(note).contains(visit.expected());
        if (!visit.absent().isEmpty()) {
            assertThat(note).doesNotContain(visit.absent());
        }
    }
}

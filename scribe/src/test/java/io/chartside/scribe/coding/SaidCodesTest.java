package io.chartside.scribe.coding;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.lexicon.TextTable;
import io.chartside.terminology.CodeCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One sentence a condition: the ordinary ones of ambulatory care are reached by the words that people have for them. (MH5) */
class SaidCodesTest {
    private static final Coder CODER = Coder.create(Shipped.TEXT, CodeCatalog.empty());

    @ParameterizedTest
    @ValueSource(strings = {"conditions", "conditions-2", "spoken", "spoken-2", "assertions"})
    void whatIsSaid_givesItsCode(String file) {
        List<String> wrong = new ArrayList<>();
        for (List<String> row : TextTable.read(SaidCodesTest::text, file, 3)) {
            List<String> codes = codes(row.get(0));
            boolean found = row.get(1).equals("-") || isAny(row.get(1), codes);
            boolean forbidden = !row.get(2).isEmpty() && isAny(row.get(2), codes);
            if (!found || forbidden) {
                wrong.add(row + " gave " + codes);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> codes(String said) {
        String visit = "[doctor] how can i help you today ?\n[patient] hi doctor .\n[doctor] " + said;
        return CODER.code(Shipped.visit(visit, NoteType.SOAP)).suggestions().stream()
                .map(CodeSuggestion::code)
                .toList();
    }

    private static boolean isAny(String patterns, List<String> codes) {
        return Arrays.stream(patterns.split("/"))
                .anyMatch(p -> codes.stream().anyMatch(code -> InventedVisits.matches(p, code)));
    }

    private static String text(String file) {
        try (InputStream in = SaidCodesTest.class.getResourceAsStream("said/" + file + ".tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

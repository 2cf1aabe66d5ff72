package io.chartside.scribe.coding;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.terminology.CodeCatalog;
import io.chartside.terminology.Concept;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Guideline I.A.13, I.A.17: what the code set lists first. */
class SequencingTest {
    private static final Sequencing SEQUENCING = Sequencing.load(Shipped.TEXT);

    /** Has the code-first notes of two codes that name each other, and of one that names the first. */
    private static final CodeCatalog NOTES = new CodeCatalog() {
        @Override
        public String version() {
            return "FY2026";
        }

        @Override
        public Optional<Concept> find(String code) {
            return Optional.empty();
        }

        @Override
        public List<Concept> search(String words, int limit) {
            return List.of();
        }

        @Override
        public boolean isCodedFirst(String other, String code) {
            return List.of("G30.9 F02.80", "A00.1 B00.1", "B00.1 A00.1").contains(other + " " + code);
        }
    };

    private static List<String> ordered(CodeCatalog catalog, String... codes) {
        List<String> order = new ArrayList<>(List.of(codes));
        SEQUENCING.causeFirst(order, catalog);
        return order;
    }

    @Test
    void causeThatANoteNames_isListedBeforeItsManifestation() {
        assertThat(ordered(NOTES, "F02.80", "I10", "G30.9")).containsExactly("G30.9", "F02.80", "I10");
        assertThat(ordered(CodeCatalog.empty(), "F02.80", "I10", "G30.9")).containsExactly("F02.80", "I10", "G30.9");
        assertThat(ordered(CodeCatalog.empty(), "N18.30", "I12.9")).containsExactly("I12.9", "N18.30");
    }

    @Test
    void notesThatNameEachOther_end() {
        assertThat(ordered(NOTES, "A00.1", "B00.1")).containsExactlyInAnyOrder("A00.1", "B00.1");
    }
}

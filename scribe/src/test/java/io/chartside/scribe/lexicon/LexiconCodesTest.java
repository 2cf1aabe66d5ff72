package io.chartside.scribe.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.coding.CodeEditions;
import io.chartside.scribe.coding.LexiconCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every code that the lexicon can reach against the official release of 2021, where that lies beside the project. */
class LexiconCodesTest {
    @Test
    void lexicon_reachesOverThreeThousandCodes() {
        assertThat(LexiconCodes.of(Shipped.TEXT).keySet()).hasSizeGreaterThan(3000);
    }

    @Test
    void everyCode_isBillableInTheOfficialReleaseOrListedAsLater() throws IOException {
        Set<String> billable = officialCodes();
        CodeEditions editions = CodeEditions.load(Shipped.TEXT);
        List<String> wrong = new ArrayList<>();
        LexiconCodes.of(Shipped.TEXT).forEach((code, concept) -> {
            boolean known = billable.contains(code.replace(".", ""));
            boolean later = !billable.contains(on2021(editions, code))
                    || editions.validFrom(code).isEmpty();
            if (!known && later) {
                wrong.add(concept.id() + " " + code);
            }
        });
        assertThat(wrong).isEmpty();
    }

    /** The code that said the same on 1 January 2021. */
    private static String on2021(CodeEditions editions, String code) {
        return editions.on(code, LocalDate.of(2021, 1, 1)).replace(".", "");
    }

    @Test
    void editions_tellFromWhenToWhenACodeIsValid() {
        CodeEditions editions = CodeEditions.load(Shipped.TEXT);
        assertThat(editions.on("M54.50", LocalDate.of(2021, 9, 30))).isEqualTo("M54.5");
        assertThat(editions.on("M54.50", LocalDate.of(2021, 10, 1))).isEqualTo("M54.50");
        assertThat(editions.validFrom("M54.50")).contains(LocalDate.of(2021, 10, 1));
        assertThat(editions.validTo("M54.5")).contains(LocalDate.of(2021, 9, 30));
        assertThat(editions.validTo("M54.50")).isEmpty();
        assertThat(editions.validTo("I10")).isEmpty();
        for (String newer : List.of("R76.81", "R76.89")) {
            assertThat(editions.on(newer, LocalDate.of(2025, 9, 30))).isEqualTo("R76.8");
            assertThat(editions.on(newer, LocalDate.of(2025, 10, 1))).isEqualTo(newer);
        }
    }

    private static Set<String> officialCodes() throws IOException {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            Path order = p.resolve("shared/data/icd10cm/icd10cm-order-Jan-2021.txt");
            if (Files.exists(order)) {
                Set<String> out = new HashSet<>();
                Files.readAllLines(order).stream()
                        .filter(l -> l.charAt(14) == '1')
                        .forEach(l -> out.add(l.substring(6, 13).strip()));
                return out;
            }
        }
        assumeTrue(false, "the official files are not here");
        throw new IllegalStateException();
    }
}

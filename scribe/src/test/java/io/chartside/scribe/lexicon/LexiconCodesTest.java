package io.chartside.scribe.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.coding.LexiconCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every code that the lexicon can reach against the official release of 2021, where that lies beside the project. */
class LexiconCodesTest {
    private static final String LATER = "/io/chartside/scribe/lexicon/later-codes.txt";

    @Test
    void lexicon_reachesOverEighteenHundredCodes() {
        assertThat(LexiconCodes.of(Shipped.TEXT).keySet()).hasSizeGreaterThan(1800);
    }

    @Test
    void everyCode_isBillableInTheOfficialReleaseOrListedAsLater() throws IOException {
        Set<String> billable = officialCodes();
        Set<String> later = new HashSet<>();
        try (var in = LexiconCodesTest.class.getResourceAsStream(LATER)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .forEach(later::add);
        }
        List<String> wrong = new ArrayList<>();
        LexiconCodes.of(Shipped.TEXT).forEach((code, concept) -> {
            boolean known = billable.contains(code.replace(".", ""));
            String prior = concept.attribute("prior").replace(".", "");
            if (!known && !(later.contains(code) && billable.contains(prior))) {
                wrong.add(concept.id() + " " + code);
            }
        });
        assertThat(wrong).isEmpty();
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

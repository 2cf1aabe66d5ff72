package io.chartside.scribe.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.rules.RuleText;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ClinicalWordsTest {

    /** A bar within brackets would cut an entry in two, and what it means would hang on the order of the others. */
    @Test
    void everyEntry_isAWholeExpression() {
        Set<String> words = RuleText.lists(Shipped.TEXT, "intake/clinical.txt").get("clinical words");
        assertThat(words).contains("pregnancy", "surgeries").allSatisfy(Pattern::compile);
    }
}

package io.chartside.app.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.i18n.LocaleContextHolder;

class TextsTest {
    @AfterEach
    void reset() {
        LocaleContextHolder.resetLocaleContext();
    }

    @Test
    void languageThatIsNotShipped_isEnglish_whateverTheMachineSpeaks() {
        for (Locale asked : new Locale[] {Locale.GERMAN, Locale.forLanguageTag("en-GB"), Locale.ROOT}) {
            LocaleContextHolder.setLocale(asked);
            assertThat(Texts.of("ledger.order", "losartan")).isEqualTo("Order: losartan");
        }
        LocaleContextHolder.setLocale(Locale.ENGLISH);
        assertThat(Texts.at("format.moment", LocalDateTime.of(2026, 11, 22, 16, 5)))
                .isEqualTo("Nov 22, 2026, 4:05 PM");
    }

    /** A drug's name, an EHR's words and what earlier versions stored are nobody's pattern. */
    @Test
    void keptText_isShownWithItsValuesAsTheyAre_andAnythingElseAsItIs() {
        String hostile = "l'arginine {0} \u0001ledger.note\n50 %\r\nor\rless";
        assertThat(Texts.shown(Texts.kept("ledger.order", hostile)))
                .isEqualTo("Order: l'arginine {0}  ledger.note 50 % or less");
        assertThat(Texts.shown("Order: losartan")).isEqualTo("Order: losartan");
        assertThat(Texts.shown("")).isEmpty();
        assertThat(Texts.shown(Texts.kept("ledger.of-a-newer-version", "losartan")))
                .isEqualTo("ledger.of-a-newer-version losartan");
        assertThat(Texts.shown(Texts.kept("ledger.waits") + "\nThe EHR's own words."))
                .isEqualTo("Waits until what it belongs to is in the EHR.\nThe EHR's own words.");
    }
}

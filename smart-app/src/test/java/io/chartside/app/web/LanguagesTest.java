package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The language of a page is one that is shipped, and the page says which. */
class LanguagesTest extends PluginTest {
    @Test
    void browserThatAsksForALanguageThatIsNotShipped_getsEnglish_andIsToldSo() {
        for (String asked : new String[] {"de-CH,de;q=0.9", "en-US,en;q=0.5", "*", "xx-invalid-;q=x"}) {
            Browser.Page page = browser().send("GET", "/", "", Map.of("Accept", "text/html", "Accept-Language", asked));
            assertThat(page.status()).as(asked).isEqualTo(200);
            assertThat(page.text()).as(asked).contains("<html lang=\"en\"").doesNotContain("??");
        }
    }

    @Test
    void wordsOfTheModules_areKeptByTheBrowserLikeTheModulesThemselves() {
        String page = browser().get("/join").text();
        String words = page.replaceAll("(?s).*href=\"(/assets/[0-9a-f]+/lang/en\\.json)\".*", "$1");
        Browser.Page answer = browser().get(words);
        assertThat(answer.status()).as(words).isEqualTo(200);
        assertThat(answer.headers().get("cache-control")).contains("immutable");
    }
}

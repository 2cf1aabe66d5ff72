package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a page of a launch that has ended asks of the next one, so that it goes on by it (ADR 0078). */
class WhoseTest extends PluginTest {

    private static Browser.Page asked(Browser browser, String launch) {
        return browser.send("GET", "/v/" + launch + "/whose", "", Map.of("X-Chartside-Background", "1"));
    }

    @Test
    void launchesOfOneVisit_areTheSamePersons_andThoseOfAnotherAreNot() {
        Browser browser = browser();
        String first = launch(browser, "p1", "e1");
        String again = launch(browser, "p1", "e1");
        String other = launch(browser, "p2", "e2");
        String whose = whose(asked(browser, first));
        assertThat(whose).isNotEmpty().isEqualTo(whose(asked(browser, again)));
        assertThat(whose).isNotEqualTo(whose(asked(browser, other)));
        assertThat(browser.get("/v/" + again + "/sealed").text()).contains("data-whose=\"" + whose + "\"");
        assertThat(asked(browser, first).text())
                .isNotEqualTo(asked(browser, again).text());
        assertThat(asked(browser, first).headers().get("cache-control")).contains("no-store");
        assertThat(asked(browser, first).headers()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void anotherBrowser_andALaunchThatHasEnded_areToldNothing() {
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        assertThat(asked(browser(), launch).problem()).isEqualTo("no-session");
        CLOCK.forward(Duration.ofMinutes(31));
        assertThat(asked(browser, launch).problem()).isEqualTo("no-session");
    }

    private static String whose(Browser.Page page) {
        return page.text().replaceAll(".*\"whose\":\"([^\"]*)\".*", "$1");
    }
}

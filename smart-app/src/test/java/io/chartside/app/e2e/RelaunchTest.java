package io.chartside.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two launches of one visit at the app itself, in a real Chromium: the page of the first goes on by the second (ADR 0078). */
class RelaunchTest extends PluginTest {

    @Test
    void pageWhoseLaunchHasEnded_goesOnByTheNextOneOfItsVisit() throws Exception {
        Browser browser = browser();
        String first = launch(browser, "p1", "e1");
        try (Chromium chromium = new Chromium();
                BrowserContext context = chromium.profile(ColorScheme.LIGHT, false)) {
            WebMessagingTest.takeOver(browser, context);
            Page page = opened(context, first + "/sealed");
            CLOCK.forward(Duration.ofMinutes(31));
            String again = launch(browser, "p1", "e1");
            String other = launch(browser, "p2", "e2");
            WebMessagingTest.takeOver(browser, context);
            opened(context, other + "/");
            opened(context, again + "/");
            String asked = """
                    async () => {
                      const module = (name) => import(document.querySelector("script").src.replace("sealed/sealed.js", name));
                      const [{ relaunched }, { get, launch }] = [await module("relaunch.js"), await module("talk.js")];
                      const before = await get("whose").catch((problem) => problem.kind);
                      await relaunched();
                      return [before, launch.at, (await get("whose")).status].join(" ");
                    }""";
            assertThat(page.evaluate(asked))
                    .isEqualTo("sign-in-again http://localhost:" + port + "/v/" + again + "/ 200");
        }
    }

    private Page opened(BrowserContext context, String path) {
        Page page = context.newPage();
        page.navigate("http://localhost:" + port + "/v/" + path);
        assertThat(page.getByTestId("ready")).isVisible();
        return page;
    }
}

package io.chartside.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What it takes to show a visit's page for the first time, and the page as it then looks. */
final class VisitPageLoad {
    /** The first of them is what the launch took: its redirects are of other origins. */
    private static final String TIMES = """
            () => { const page = performance.getEntriesByType("navigation")[0];
              const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1;
              return [page.fetchStart, page.responseEnd, paint].map(Math.round); }""";

    private VisitPageLoad() {}

    /** @param empty of which nothing is cached yet */
    static void measure(RunningChartside chartside, DemoEhr ehr, BrowserContext empty, DemoEhr.Visit visit) {
        List<Response> answers = new CopyOnWriteArrayList<>();
        empty.onResponse(answers::add);
        Page page = ehr.launchInTab(empty, visit);
        long bytes = answers.stream()
                .filter(answer -> answer.url().startsWith(chartside.appUrl()))
                .mapToLong(answer -> answer.request().sizes().responseBodySize
                        + answer.request().sizes().responseHeadersSize)
                .sum();
        assertThat(bytes).as("bytes of the page with all it loads").isLessThan(150_000);
        List<?> first = (List<?>) page.evaluate(TIMES);
        page.reload();
        page.getByTestId("ready").waitFor();
        System.getLogger("e2e")
                .log(
                        System.Logger.Level.INFO,
                        "page: {0} bytes; ms to the page''s own request, its answer, its first paint: {1}, reloaded {2}",
                        bytes,
                        first,
                        page.evaluate(TIMES));
        picture(page);
    }

    /** {@code -Dchartside.picture=docs/images/visit-page.png} takes the picture of the README. */
    private static void picture(Page page) {
        String file = System.getProperty("chartside.picture");
        if (file == null) {
            return;
        }
        page.getByTestId("code-accept").first().click();
        assertThat(page.locator("[data-testid=code]").first()).hasAttribute("data-decision", "accepted");
        page.locator(".statement:not([data-evidence=''])").nth(2).click();
        assertThat(page.locator(".utterance.lit").first()).isVisible();
        page.setViewportSize(1320, 800);
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(file)));
    }
}

package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.List;

/** WCAG 2.0 to 2.2, A and AA, and best practice, as axe-core reads them. */
public final class Axe {
    private Axe() {}

    /** @param state of the page, for whoever reads the failure */
    public static void assertAccessible(Page page, String state) {
        // In the page itself, which takes half the time of axe-core's other way, and does not look into frames.
        assertThat(page.frames()).as(state).hasSize(1);
        // What has passed is neither described nor sent.
        AxeRunOptions violations = new AxeRunOptions();
        violations.setResultTypes(List.of("violations"));
        assertThat(new AxeBuilder(page)
                        .setLegacyMode(true)
                        .options(violations)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                        .analyze()
                        .getViolations())
                .as(state)
                .extracting(violation ->
                        violation.getId() + " " + violation.getNodes().get(0).getHtml())
                .isEmpty();
    }
}

package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** WCAG 2.0 to 2.2, A and AA, and best practice, as axe-core reads them. */
public final class Axe {
    private static final String SOURCE = source();
    private static final List<String> TAGS =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");
    /** Only what is wrong is described, and sent. */
    private static final String RUN = """
            tags => axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], iframes: false })
              .then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))""";

    private Axe() {}

    /** @param state of the page, for whoever reads the failure */
    public static void assertAccessible(Page page, String state) {
        assertThat(page.frames()).as(state).hasSize(1);
        // Half a megabyte, once for each page: axe-core's own builder sends it for each look.
        if (!(Boolean) page.evaluate("() => 'axe' in window")) {
            page.evaluate(SOURCE);
        }
        assertThat((List<?>) page.evaluate(RUN, TAGS)).as(state).isEmpty();
    }

    private static String source() {
        try (InputStream script = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

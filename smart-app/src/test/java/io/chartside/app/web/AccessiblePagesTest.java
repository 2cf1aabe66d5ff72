package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every page in every state by the rules of axe-core, in a real Chromium (MM5). */
class AccessiblePagesTest extends PageTest {
    @Test
    void everyPageInEveryState_isAccessible_wideAndLight_narrowAndDark() throws IOException {
        Map<String, String> states = new LinkedHashMap<>();
        states.put("nothing said yet", TEMPLATE.page(SampleVisit.withoutTranscript("/assets")));
        states.put("undrafted", TEMPLATE.page(SampleVisit.undrafted("/assets")));
        states.put("drafted", TEMPLATE.page(SampleVisit.drafted("/assets")));
        states.put("signed", TEMPLATE.page(SampleVisit.signed("/assets")));
        states.put("added to", TEMPLATE.page(SampleVisit.signed("/assets"), SampleVisit.addenda()));
        states.put(
                "withdrawn",
                TEMPLATE.withdrawn(SampleVisit.signed("/assets"), "Withdrawn by Ada Moreno, MD. Wrong chart."));
        states.putAll(OtherPages.of(TEMPLATE));
        for (Map.Entry<String, String> state : states.entrySet()) {
            Page page = shown(browser, state.getValue(), "");
            Axe.assertAccessible(page, state.getKey());
            page.close();
        }
        Set<String> dialogs = new HashSet<>();
        try (BrowserContext dark = chromium.context(ColorScheme.DARK)) {
            for (Map.Entry<String, String> state : states.entrySet()) {
                Page page = shown(dark, state.getValue(), "");
                page.setViewportSize(320, 640);
                assertAccessibleUnfolded(page, state.getKey() + ", dark, 320 px", dialogs);
                assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                        .as(state.getKey())
                        .isLessThanOrEqualTo(320);
                page.close();
            }
        }
    }

    /**
     * With everything that a click unfolds, then with each dialog.
     *
     * @param dialogs those that were looked at, as they were
     */
    private static void assertAccessibleUnfolded(Page page, String state, Set<String> dialogs) {
        page.evaluate("""
                () => { for (const folded of document.querySelectorAll("details")) folded.open = true;
                  for (const part of document.querySelectorAll("main [hidden], .recorder [hidden]")) if (!part.matches("input")) part.hidden = false; }""");
        Axe.assertAccessible(page, state + ", unfolded");
        for (Locator dialog : page.locator("dialog").all()) {
            if (!dialogs.add((String) dialog.evaluate("one => one.outerHTML"))) {
                continue;
            }
            dialog.evaluate("one => one.showModal()");
            Axe.assertAccessible(page, state + ", dialog " + dialog.getAttribute("id"));
            dialog.evaluate("one => one.close()");
        }
    }

    @Test
    void whatIsNotAccessible_isFound() {
        Page page = browser.newPage();
        page.setContent("<html lang=en><title>Page</title><main><h1>Page</h1><img src='data:,'></main>");
        assertThatThrownBy(() -> Axe.assertAccessible(page, "picture without words"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("image-alt <img");
    }

    /** {@code smart_style_url}: a dark EHR makes a dark page, whatever the system says, and it can still be read. */
    @Test
    void lookOfTheEhr_isTakenOver_andStaysReadable() {
        Page page = shown(
                browser,
                TEMPLATE.page(SampleVisit.drafted("/assets")),
                ":root{--ehr-color-background:#1b1b2f;--ehr-color-text:#eeeeee;--ehr-font-family-body:monospace;color-scheme:dark;}");
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(27, 27, 47)");
        assertThat(page.evaluate("getComputedStyle(document.body).fontFamily")).isEqualTo("monospace");
        assertThat(page.evaluate("getComputedStyle(document.querySelector('.pane')).backgroundColor"))
                .isEqualTo("rgb(24, 32, 40)");
        Axe.assertAccessible(page, "in the EHR's look");
    }

    private static Page shown(BrowserContext context, String html, String style) {
        StagedVisit visit =
                new StagedVisit(context, html).on("GET /v/x/style.css", request -> StagedVisit.text("css", style));
        visit.page().navigate(StagedVisit.ORIGIN + "/v/x/");
        return visit.page();
    }
}

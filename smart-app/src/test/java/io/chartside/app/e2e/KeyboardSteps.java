package io.chartside.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;

/** A visit by the keys of the keyboard alone: no step here looks for a place to click. */
final class KeyboardSteps {
    private static final int MOST_TABS = 200;

    private final Page page;

    KeyboardSteps(Page page) {
        this.page = page;
    }

    /** Presses Tab until the focus is there. */
    void tabTo(String selector) {
        for (int pressed = 0; pressed < MOST_TABS; pressed++) {
            page.keyboard().press("Tab");
            if ((Boolean) page.evaluate("wanted => document.activeElement.matches(wanted)", selector)) {
                return;
            }
        }
        throw new AssertionError("Tab does not come to " + selector);
    }

    /** Writes the conversation into its field and drafts. */
    void draftFrom(String conversation) {
        tabTo("#draft-form summary");
        if (!(Boolean) page.evaluate("document.querySelector('#draft-form details').open")) {
            page.keyboard().press("Enter");
        }
        tabTo("#transcript-text");
        page.keyboard().insertText(conversation);
        String before = page.locator("main").getAttribute("data-composition");
        tabTo("[data-testid=draft]");
        page.keyboard().press("Enter");
        page.waitForFunction(
                "before => { const now = document.querySelector('main')?.dataset.composition; return now && now !== before; }",
                before);
        assertThat(page.getByTestId("ready")).isVisible();
    }

    /** @param shortcut to the first card of this kind */
    void accept(String shortcut, String kind) {
        page.keyboard().press(shortcut);
        page.keyboard().press("a");
        assertThat(page.getByTestId(kind).first()).hasAttribute("data-decision", "accepted");
    }

    void add(String words) {
        tabTo(".addenda summary");
        page.keyboard().press("Enter");
        tabTo("#addendum-words");
        page.keyboard().type(words);
        tabTo("[data-testid=addendum-sign]");
        page.keyboard().press("Enter");
    }
}

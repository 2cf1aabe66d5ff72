package io.chartside.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/** What a clinician does on the visit page, in a frame or in a tab. */
final class VisitSteps {
    private VisitSteps() {}

    static void draft(Page page) {
        draft(page.locator("body"));
    }

    static void draft(FrameLocator frame) {
        draft(frame.locator("body"));
    }

    static void draftUnlessDrafted(Page page) {
        if (page.locator("body.undrafted").count() > 0) {
            draft(page);
        }
    }

    static void rewrite(Page page, int statement, String text) {
        rewrite(page.locator("body"), statement, text);
    }

    static void rewrite(FrameLocator frame, int statement, String text) {
        rewrite(frame.locator("body"), statement, text);
    }

    static String rejectFirstCode(Page page) {
        return rejectFirstCode(page.locator("body"));
    }

    static String rejectFirstCode(FrameLocator frame) {
        return rejectFirstCode(frame.locator("body"));
    }

    static List<String> acceptOpenCodes(FrameLocator frame) {
        Locator body = frame.locator("body");
        List<String> accepted = new ArrayList<>();
        for (Locator open = open(body); open.count() > 0; open = open(body)) {
            String code = open.first().getAttribute("data-code");
            open.first().getByTestId("code-accept").click();
            assertThat(body.locator("[data-testid=code][data-code='" + code + "']"))
                    .hasAttribute("data-decision", "accepted");
            accepted.add(code);
        }
        return accepted;
    }

    /** Adds to the signed note. */
    static void add(FrameLocator frame, String words) {
        frame.locator("body .addenda summary").first().click();
        frame.getByTestId("addendum-words").fill(words);
        frame.getByTestId("addendum-sign").click();
    }

    private static void draft(Locator body) {
        body.getByTestId("draft").first().click();
        assertThat(body.locator(".statement").first()).isVisible();
        assertThat(body.getByTestId("ready")).isVisible();
    }

    private static void rewrite(Locator body, int statement, String text) {
        body.locator(".statement").nth(statement).fill(text);
        body.locator("h1").click();
        assertThat(body.getByTestId("saving")).hasText("Saved");
    }

    private static String rejectFirstCode(Locator body) {
        String code = body.getByTestId("code").first().getAttribute("data-code");
        Locator card = body.locator("[data-testid=code][data-code='" + code + "']");
        card.getByTestId("code-reject").click();
        card.getByTestId("reason").first().click();
        assertThat(card).hasAttribute("data-decision", "rejected");
        return code;
    }

    private static Locator open(Locator body) {
        return body.locator("[data-testid=code][data-decision=pending]");
    }
}

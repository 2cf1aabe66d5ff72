package io.chartside.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.chartside.app.visit.VisitPage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page's own modules in a real Chromium (MM1, MM5, MM9). */
class VisitBrowserTest extends PageTest {
    @Test
    void writtenWhileSomebodyElseSigned_isKept_andCanBeAddedToTheSignedNote() {
        VisitPage drafted = SampleVisit.drafted("/assets");
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(drafted))
                .on(
                        "POST /v/x/statement",
                        request -> new Route.FulfillOptions()
                                .setStatus(409)
                                .setContentType("application/json")
                                .setBody("{\"status\":409,\"code\":\"already-signed\",\"title\":"
                                        + "\"This note is already signed by Dr. Tomas Lindqvist.\",\"advice\":[]}"));
        Page page = visit.page();
        visit.open();
        Locator statement = page.getByTestId("statement").nth(3);
        StagedVisit.writeAtItsEnd(statement);
        page.keyboard().type(" Nor palpitations.");
        page.locator("h1").click();
        assertThat(page.getByTestId("error")).containsText("already signed by Dr. Tomas Lindqvist");
        assertThat(page.getByTestId("error")).containsText("Nor palpitations.");
        assertThat(statement).containsText("Nor palpitations.");
        visit.on(
                "GET /v/x/",
                request -> StagedVisit.html(TEMPLATE.page(drafted)
                        .replace(
                                "</main>",
                                "<section class=\"addenda\"><details><textarea id=\"addendum-words\" data-testid=\"addendum-words\""
                                        + " aria-label=\"Words\"></textarea></details></section></main>")));
        page.getByText("Add it as an addendum").click();
        assertThat(page.getByTestId("addendum-words")).hasValue("He denies chest pain. Nor palpitations.");
        assertThat(statement).not().containsText("Nor palpitations.");
        assertThat(page.getByTestId("error")).hasCount(0);
    }

    @Test
    void whatSomebodyElseChanges_comesIntoThePage_andLeavesAloneWhatIsBeingWritten() {
        VisitPage mine = SampleVisit.drafted("/assets");
        VisitPage theirs = SampleVisit.saying("/assets", "Somebody else has written this.");
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(mine))
                .on("POST /v/x/statement", request -> StagedVisit.html(TEMPLATE.part("review", mine)))
                .on("GET /v/x/newer", request -> StagedVisit.html(TEMPLATE.part("newer", theirs)));
        Page page = visit.page();
        page.clock().install();
        visit.open();
        Locator writing = page.getByTestId("statement").nth(3);
        StagedVisit.writeAtItsEnd(writing);
        page.keyboard().type(" And I am");
        page.clock().runFor(1_000);
        assertThat(page.getByTestId("saving")).hasText("Saved");
        int before = page.getByTestId("statement").count();
        page.clock().runFor(28_800);
        page.keyboard().type(" still writing");
        page.clock().runFor(500);
        assertThat(page.getByTestId("statement").first()).hasText("Somebody else has written this.");
        assertThat(writing).hasText("He denies chest pain. And I am still writing");
        assertThat(page.getByTestId("statement")).hasCount(before);
        assertThat(page.getByTestId("error")).hasCount(0);
    }

    @Test
    void edits_areTakenBackAndDoneAgain() {
        VisitPage drafted = SampleVisit.drafted("/assets");
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(drafted))
                .on("POST /v/x/statement", request -> StagedVisit.html(TEMPLATE.part("review", drafted)));
        Page page = visit.open().page();
        Locator first = page.getByTestId("statement").first();
        String before = first.textContent();
        for (String text : List.of("One.", "Two.")) {
            first.fill(text);
            page.locator("h1").click();
            assertThat(first).not().hasAttribute("data-unsaved", "");
            assertThat(page.getByTestId("saving")).hasText("Saved");
        }
        page.keyboard().press("Alt+z");
        assertThat(first).hasText("One.");
        page.keyboard().press("Alt+z");
        assertThat(first).hasText(before);
        assertThat(page.getByTestId("undo")).isDisabled();
        page.keyboard().press("Alt+Shift+z");
        assertThat(first).hasText("One.");
        page.getByTestId("redo").click();
        assertThat(first).hasText("Two.");
        assertThat(page.getByTestId("redo")).isDisabled();
        assertThat(page.getByTestId("undo")).isEnabled();
        assertThat(first).not().hasAttribute("data-unsaved", "");
    }

    /** WCAG 2.2, 2.1.4: who speaks to the computer, or strikes keys unawares, sets off nothing by a letter. */
    @Test
    void keyAlone_doesNothingOutsideOfACard_andAltWithItShowsTheKeys() {
        Page page = new StagedVisit(browser, TEMPLATE.page(SampleVisit.drafted("/assets")))
                .open()
                .page();
        Locator list = page.locator("#shortcuts");
        String decisions =
                "[...document.querySelectorAll('[data-decision]')].map((card) => card.dataset.decision).join()";
        Object before = page.evaluate(decisions);
        page.locator("h1").click();
        for (String key : List.of("?", "a", "x", "r", "z", "1", "/")) {
            page.keyboard().press(key);
        }
        assertThat(list).isHidden();
        assertThat(page.evaluate(decisions)).isEqualTo(before);
        page.keyboard().press("Alt+?");
        assertThat(list).isVisible();
        page.keyboard().press("Alt+?");
        assertThat(list).containsText("Alt ?");
        page.keyboard().press("Escape");
        assertThat(list).isHidden();
    }
}

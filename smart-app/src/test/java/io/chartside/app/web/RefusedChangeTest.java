package io.chartside.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.chartside.app.visit.VisitPage;
import org.junit.jupiter.api.Test;

/** What the page says of changes that the record refuses, for as long as their words stand in the page alone. */
class RefusedChangeTest extends PageTest {
    private final VisitPage drafted = SampleVisit.drafted("/assets");

    private static Route.FulfillOptions refusal() {
        return new Route.FulfillOptions()
                .setStatus(422)
                .setContentType("application/json")
                .setBody("{\"status\":422,\"code\":\"refused\",\"title\":\"The record refused this.\",\"advice\":[]}");
    }

    private StagedVisit refusing(String request) {
        return new StagedVisit(browser, TEMPLATE.page(drafted)).on(request, asked -> refusal());
    }

    private Route.FulfillOptions taken() {
        return StagedVisit.html(TEMPLATE.part("review", drafted));
    }

    private static void tryNow(Page page) {
        page.locator(".alert button").getByText("Try now").click();
    }

    private static void write(Page page, Locator statement, String words) {
        StagedVisit.writeAtItsEnd(statement);
        page.keyboard().type(words);
        page.locator("h1").click();
    }

    @Test
    void refusedEdit_isNotSaved_untilItIsTakenBackOrTaken() {
        StagedVisit visit = refusing("POST /v/x/statement");
        Page page = visit.open().page();
        Locator statement = page.getByTestId("statement").nth(3);
        write(page, statement, " Nor palpitations.");
        assertThat(page.getByTestId("error")).containsText("The record refused this.");
        assertThat(page.getByTestId("saving")).hasText("Not saved");

        visit.on("POST /v/x/statement", asked -> taken());
        write(page, page.getByTestId("statement").first(), " Nothing else.");
        assertThat(page.getByTestId("statement").first()).not().hasAttribute("data-unsaved", "");
        assertThat(page.getByTestId("saving")).hasText("Not saved");

        statement.focus();
        page.keyboard().press("Escape");
        assertThat(statement).hasText("He denies chest pain.");
        assertThat(page.getByTestId("saving")).hasText("Saved");

        visit.on("POST /v/x/statement", asked -> refusal());
        write(page, statement, " Nor fever.");
        assertThat(page.getByTestId("saving")).hasText("Not saved");
        visit.on("POST /v/x/statement", asked -> taken());
        write(page, statement, " Nor cough.");
        assertThat(page.getByTestId("saving")).hasText("Saved");
    }

    @Test
    void refusedEdit_isNeverLeftOutOfWhatIsSigned() {
        StagedVisit visit = refusing("POST /v/x/statement").on("POST /v/x/sign", asked -> StagedVisit.nothing());
        Page page = visit.open().page();
        write(page, page.getByTestId("statement").nth(3), " Nor palpitations.");
        assertThat(page.getByTestId("saving")).hasText("Not saved");
        page.getByTestId("sign").click();
        assertThat(page.getByText("Some edits are not saved yet")).isVisible();
        assertThat(page.getByTestId("sign")).isEnabled();
        assertThat(page.getByTestId("saving")).hasText("Not saved");
        assertThat(visit.asked("POST /v/x/sign")).isEmpty();
    }

    @Test
    void refusedDecision_isNotSaved_untilAnotherIs() {
        StagedVisit visit = refusing("POST /v/x/decision");
        Page page = visit.open().page();
        Locator accept =
                page.locator("#review .card[data-decision=pending] .accept").first();
        accept.click();
        assertThat(page.getByTestId("error")).containsText("The record refused this.");
        assertThat(page.getByTestId("saving")).hasText("Not saved");
        assertThat(accept).hasAttribute("aria-pressed", "false");
        visit.on("POST /v/x/decision", asked -> taken());
        accept.click();
        assertThat(page.getByTestId("saving")).hasText("Saved");
    }

    @Test
    void editThatClashes_isNotSaved_untilOneTextIsChosen() {
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(drafted))
                .on(
                        "POST /v/x/statement",
                        asked -> new Route.FulfillOptions()
                                .setStatus(409)
                                .setContentType("application/json")
                                .setBody(
                                        "{\"status\":409,\"code\":\"draft-changed\",\"title\":\"Changed.\",\"advice\":[],"
                                                + "\"theirs\":\"He has chest pain.\",\"version\":\"2\"}"));
        Page page = visit.open().page();
        Locator statement = page.getByTestId("statement").nth(3);
        write(page, statement, " Nor palpitations.");
        page.getByTestId("conflict").waitFor();
        assertThat(page.getByTestId("saving")).hasText("Not saved");
        page.getByText("Take theirs").click();
        assertThat(statement).hasText("He has chest pain.");
        assertThat(page.getByTestId("saving")).hasText("Saved");
    }

    /** As a hotel's network that wants a sign-in answers in everybody's place. */
    @Test
    void answerThatIsNotTheApps_isNotTakenForOne() {
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(drafted))
                .on("POST /v/x/statement", asked -> StagedVisit.html("<h1>Welcome to the guests' network</h1>"));
        Page page = visit.open().page();
        Locator statement = page.getByTestId("statement").nth(3);
        write(page, statement, " Nor palpitations.");
        assertThat(page.getByTestId("error")).containsText("Chartside is not answering");
        assertThat(page.getByTestId("saving")).containsText("Not saved");
        assertThat(statement).hasAttribute("data-unsaved", "");
        visit.on("POST /v/x/statement", asked -> taken());
        tryNow(page);
        assertThat(page.getByTestId("saving")).hasText("Saved");
        assertThat(statement).hasText("He denies chest pain. Nor palpitations.");
    }

    /** Something in the page is not as it should be, as an extension of the browser can bring about. */
    @Test
    void answerThatThePageCannotTake_leavesTheChangeUnsavedAndAtHand() {
        StagedVisit visit =
                new StagedVisit(browser, TEMPLATE.page(drafted)).on("POST /v/x/statement", asked -> taken());
        Page page = visit.open().page();
        page.evaluate("window.taken = document.getElementById('signing'); window.taken.remove()");
        Locator statement = page.getByTestId("statement").nth(3);
        write(page, statement, " Nor palpitations.");
        assertThat(page.getByTestId("error")).containsText("This change may not be saved.");
        assertThat(page.getByTestId("saving")).hasText("Not saved");
        assertThat(statement).hasText("He denies chest pain. Nor palpitations.");
        tryNow(page);
        assertThat(page.getByTestId("error")).containsText("This change may not be saved.");
        assertThat(page.getByTestId("saving")).hasText("Not saved");
        page.evaluate("document.getElementById('review').append(window.taken)");
        tryNow(page);
        assertThat(page.getByTestId("saving")).hasText("Saved");
        assertThat(page.getByTestId("error")).hasCount(0);
        assertThat(visit.asked("POST /v/x/statement")).hasSize(3);
    }

    @Test
    void answerToADecisionThatThePageCannotTake_leavesItOpen() {
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(drafted)).on("POST /v/x/decision", asked -> taken());
        Page page = visit.open().page();
        page.evaluate("() => { Element.prototype.kept = Element.prototype.replaceWith;"
                + "Element.prototype.replaceWith = () => { throw new TypeError('taken away'); }; }");
        Locator accept =
                page.locator("#review .card[data-decision=pending] .accept").first();
        accept.click();
        assertThat(page.getByTestId("error")).containsText("This change may not be saved.");
        assertThat(page.getByTestId("saving")).hasText("Not saved");
        assertThat(accept).hasAttribute("aria-pressed", "false");
        page.evaluate("() => { Element.prototype.replaceWith = Element.prototype.kept; }");
        tryNow(page);
        assertThat(page.getByTestId("saving")).hasText("Saved");
    }
}

package io.chartside.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.chartside.app.visit.DeliveryLine;
import io.chartside.app.visit.VisitPage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows a draft and a signature in the page's own modules: where the clinician is, and that no word is lost (MM1, MM5). */
class SignedVisitBrowserTest extends PageTest {
    private static final VisitPage SIGNED = SampleVisit.signed("/assets");

    private static String addable() {
        return TEMPLATE.page(SIGNED, List.of());
    }

    private static Route.FulfillOptions refused(int status, String title) {
        return new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("application/json")
                .setBody("{\"status\":" + status + ",\"code\":\"x\",\"title\":\"" + title + "\",\"advice\":[]}");
    }

    @ParameterizedTest
    @CsvSource({
        "addendum, Add an addendum, addendum-words, addendum-sign",
        "withdraw, Entered in error, withdraw-reason, withdraw"
    })
    void whatIsRefused_isSaidInThePage_andKeepsItsWords(String path, String summary, String field, String button) {
        StagedVisit visit = new StagedVisit(browser, addable())
                .on("POST /v/x/" + path, request -> refused(403, "Your sign-in is too long ago."));
        Page page = visit.open().page();
        page.getByText(summary).click();
        page.getByTestId(field).fill("Words that took a while.");
        page.getByTestId(button).click();

        assertThat(page.getByTestId("error")).containsText("Your sign-in is too long ago.");
        assertThat(page.getByTestId(field)).hasValue("Words that took a while.");
        assertThat(page.getByTestId(field)).isFocused();
        assertThat(page.getByTestId(button)).isEnabled();
        assertThat(visit.asked("POST /v/x/" + path).get(0).postData())
                .contains("note=c1")
                .contains("Words+that+took+a+while.");
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 1320})
    void afterAnAddendum_itIsWhatIsSeen_andWhereTheFocusIs(int width) {
        StagedVisit visit = new StagedVisit(browser, addable());
        visit.on("POST /v/x/addendum", request -> {
            visit.on("GET /v/x/", again -> StagedVisit.html(TEMPLATE.page(SIGNED, SampleVisit.addenda())));
            return StagedVisit.nothing();
        });
        Page page = visit.open().page();
        page.setViewportSize(width, 700);
        page.getByText("Add an addendum").click();
        Axe.assertAccessible(page, "addendum, " + width + " px");
        page.getByTestId("addendum-words").fill("The metabolic panel is normal.");
        page.getByTestId("addendum-sign").click();

        assertThat(page.getByTestId("addendum-signed")).isInViewport();
        assertThat(page.locator("#signing")).isFocused();
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 1320})
    void afterADraft_theNoteIsWhatIsSeen_andWhereTheFocusIs(int width) {
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(SampleVisit.withoutTranscript("/assets")));
        visit.on("POST /v/x/draft", request -> {
            visit.on("GET /v/x/", again -> StagedVisit.html(TEMPLATE.page(SampleVisit.drafted("/assets"))));
            return StagedVisit.nothing();
        });
        Page page = visit.open().page();
        page.setViewportSize(width, 700);
        page.getByTestId("transcript-text").fill("Doctor: What brings you in?\nPatient: My knee.");
        page.getByTestId("draft").first().click();

        assertThat(page.locator("#note-title")).hasText("Progress note");
        assertThat(page.locator("#note")).isFocused();
        assertThat(page.locator("#note-title")).isInViewport();
    }

    private static String delivery(DeliveryLine... lines) {
        return TEMPLATE.part(
                "delivery",
                new VisitPage(
                        SIGNED.csrf(),
                        SIGNED.assets(),
                        SIGNED.patient(),
                        SIGNED.encounter(),
                        SIGNED.user(),
                        SIGNED.transcript(),
                        SIGNED.draft(),
                        List.of(lines)));
    }

    @Test
    void triedAgain_theFocusStaysAtTheDelivery_andOnAButtonThatIsStillThere() {
        StagedVisit visit = new StagedVisit(browser, addable())
                .on(
                        "GET /v/x/delivery",
                        request -> StagedVisit.html(delivery(SIGNED.delivery().toArray(DeliveryLine[]::new))));
        Page page = visit.page();
        page.clock().install();
        visit.open();
        Locator again = page.getByLabel("Try again: Order: losartan");
        again.focus();
        page.clock().runFor(3_000);
        page.waitForCondition(() -> !visit.asked("GET /v/x/delivery").isEmpty());
        page.evaluate("fetch('/v/x/delivery')");
        assertThat(again).isFocused();

        visit.on(
                "POST /v/x/delivery/retry",
                request -> StagedVisit.html(
                        delivery(new DeliveryLine("3", "refused", "Order: losartan", "A route is required, still."))));
        again.press("Enter");
        assertThat(page.getByTestId("delivery")).containsText("still.");
        assertThat(page.getByLabel("Try again: Order: losartan")).isFocused();

        visit.on(
                "POST /v/x/delivery/retry",
                request -> StagedVisit.html(delivery(new DeliveryLine("3", "pending", "Order: losartan", ""))));
        page.getByLabel("Try again: Order: losartan").press("Enter");
        assertThat(page.getByTestId("retry")).hasCount(0);
        assertThat(page.getByTestId("delivery")).isFocused();
        Axe.assertAccessible(page, "tried again");
    }

    /** A screen reader reads a live region only if it was there before what is new in it. */
    @Test
    void delivery_isReadOutWhereItStands() {
        StagedVisit visit = new StagedVisit(browser, addable())
                .on(
                        "GET /v/x/delivery",
                        request -> StagedVisit.html(delivery(new DeliveryLine("1", "written", "Note", "now"))));
        Page page = visit.page();
        page.clock().install();
        visit.open();
        page.evaluate("() => { document.getElementById('delivery').dataset.same = 'yes'; }");
        page.clock().runFor(3_000);
        assertThat(page.getByTestId("delivery")).not().containsText("metoprolol");
        assertThat(page.getByTestId("delivery")).hasAttribute("data-same", "yes");
    }
}

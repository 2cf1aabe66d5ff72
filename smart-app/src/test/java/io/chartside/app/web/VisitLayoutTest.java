package io.chartside.app.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.Media;
import io.chartside.app.launch.ErrorPage;
import io.chartside.app.visit.VisitPage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a clinician has to find without looking for it, in an EHR's narrow frame and in a wide one. */
class VisitLayoutTest extends PageTest {
    private final VisitPage drafted = SampleVisit.drafted("/assets");

    /** A sealed page whose conversation and note are there. */
    private static final String BEGUN =
            "() => document.querySelectorAll('.sealed .card').forEach(card => { card.hidden = false; })";

    @ParameterizedTest
    @ValueSource(ints = {320, 360, 700})
    void everyPartOfTheVisit_isOneTouchAway_inANarrowFrame(int width) {
        Page page = new StagedVisit(browser, TEMPLATE.page(drafted)).page();
        page.setViewportSize(width, 800);
        page.navigate(StagedVisit.ORIGIN + "/v/x/");
        for (Locator link : page.locator(".jump a").all()) {
            BoundingBox box = link.boundingBox();
            assertThat(box.x).as(link.textContent()).isNotNegative();
            assertThat(box.x + box.width).as(link.textContent()).isLessThanOrEqualTo(width);
            assertThat(box.height).as("WCAG 2.5.8").isGreaterThanOrEqualTo(24);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 700, 1400})
    void patientStaysInSight_besideTheSignature(int width) {
        Page page = new StagedVisit(browser, TEMPLATE.page(drafted)).page();
        page.setViewportSize(width, 480);
        page.navigate(StagedVisit.ORIGIN + "/v/x/");
        page.getByTestId("sign").focus();
        assertThat(page.getByTestId("sign")).isInViewport();
        Locator whom = page.getByTestId(width < 860 ? "whom" : "patient");
        assertThat(whom).isInViewport();
        assertThat(whom).containsText(drafted.patient().name());
        assertThat(whom).containsText(drafted.patient().born());
    }

    @ParameterizedTest
    @ValueSource(strings = {"instructions", "no letter yet"})
    void patientOfADocument_staysInSight_asTheEhrKnowsThem(String document) {
        Page page = new StagedVisit(browser, OtherPages.of(TEMPLATE).get(document)).page();
        page.setViewportSize(320, 240);
        page.navigate(StagedVisit.ORIGIN + "/v/x/");
        page.getByTestId("make").focus();
        Locator whom = page.getByTestId("patient");
        assertThat(whom).isInViewport();
        assertThat(whom).containsText("Ada Quill");
        assertThat(whom).containsText("Mar 4, 1961");
        assertThat(whom).containsText("MRN-0042");
        page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
        assertThat(whom).isVisible();
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 700, 1400})
    void patientOfASealedVisit_staysInSight_besideItsRelease(int width) {
        Page page = new StagedVisit(browser, OtherPages.of(TEMPLATE).get("sealed")).page();
        page.setViewportSize(width, 240);
        page.navigate(StagedVisit.ORIGIN + "/v/x/");
        page.evaluate(BEGUN);
        page.getByTestId("end").focus();
        assertThat(page.getByTestId("end")).isInViewport();
        Locator whom = page.getByTestId("patient");
        assertThat(whom).isInViewport();
        assertThat(whom).containsText("Ada Quill");
        assertThat(whom).containsText("Mar 4, 1961");
        assertThat(page.getByTestId("allergies")).containsText("Penicillin (rash)");
    }

    /** WCAG 2.4.11: going back with the keyboard, each control comes to stand below what stays. */
    @Test
    void whatHasTheFocus_isNotHiddenByThePatient() {
        Map<String, String> pages = Map.of(
                ".stays",
                TEMPLATE.page(drafted),
                ".whom",
                OtherPages.of(TEMPLATE).get("instructions"),
                ".sealed .whom",
                OtherPages.of(TEMPLATE).get("sealed"));
        pages.forEach((stays, html) -> {
            Page page = new StagedVisit(browser, html).page();
            page.setViewportSize(320, 480);
            page.navigate(StagedVisit.ORIGIN + "/v/x/");
            page.evaluate(BEGUN);
            page.evaluate("() => { const all = [...document.querySelectorAll('a, button, summary, [tabindex=\"0\"]')]"
                    + ".filter(one => one.checkVisibility()); all.at(-1).focus(); }");
            int looked = 0;
            while (!(Boolean) page.evaluate("() => document.activeElement === document.body") && looked < 300) {
                assertThat((String) page.evaluate(
                                "stays => { const one = document.activeElement, held = document.querySelector(stays);"
                                        + " const hidden = !held.contains(one) && !one.matches('.skip')"
                                        + " && one.getBoundingClientRect().top < held.getBoundingClientRect().bottom"
                                        + " && one.getBoundingClientRect().bottom > held.getBoundingClientRect().top;"
                                        + " return hidden ? one.outerHTML : ''; }",
                                stays))
                        .isEmpty();
                page.keyboard().press("Shift+Tab");
                looked++;
            }
            assertThat(looked).isGreaterThan(5);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 700, 860, 1079, 1080, 1100, 1320, 1400})
    void undoAndRedo_standSideBySide_besideTheNotesName(int width) {
        Page page = new StagedVisit(browser, TEMPLATE.page(drafted)).page();
        page.setViewportSize(width, 800);
        page.navigate(StagedVisit.ORIGIN + "/v/x/");
        BoundingBox undo = page.getByTestId("undo").boundingBox();
        BoundingBox redo = page.getByTestId("redo").boundingBox();
        assertThat(redo.y).isEqualTo(undo.y);
        assertThat(redo.x).isGreaterThan(undo.x);
        BoundingBox name = page.locator("#note-title").boundingBox();
        assertThat(name.y + name.height / 2).isBetween(undo.y, undo.y + undo.height);
        assertThat(name.height).as("one line").isLessThan(30);
        BoundingBox pane = page.getByTestId("note").boundingBox();
        assertThat(redo.x + redo.width).isLessThanOrEqualTo(pane.x + pane.width);
        BoundingBox label = page.getByTestId("ai-label").boundingBox();
        assertThat(label.x + label.width <= undo.x || label.y >= undo.y + undo.height)
                .as("the label does not lie over them")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 1080, 1320, 1400})
    void levelOfAColumn_staysInIt(int width) {
        Page page = new StagedVisit(browser, TEMPLATE.page(drafted)).page();
        page.setViewportSize(width, 800);
        page.navigate(StagedVisit.ORIGIN + "/v/x/");
        for (Locator column : page.locator(".em-column").all()) {
            Locator level = column.locator(".level");
            level.evaluate("one => { one.textContent = 'Straightforward'; }");
            assertThat(level.boundingBox().x + level.boundingBox().width)
                    .isLessThanOrEqualTo(column.boundingBox().x + column.boundingBox().width);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 1400})
    void afterTheSignature_itIsWhatIsSeen_andWhereTheFocusIs(int width) {
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(drafted));
        visit.on("POST /v/x/sign", request -> {
            visit.on("GET /v/x/", again -> StagedVisit.html(TEMPLATE.page(SampleVisit.signed("/assets"))));
            return StagedVisit.nothing();
        });
        Page page = visit.page();
        page.setViewportSize(width, 600);
        visit.open();
        page.getByTestId("sign").click();
        assertThat(page.locator("#signing")).isFocused();
        assertThat(page.locator("#signing-title")).isInViewport();
        assertThat(page.getByTestId("delivery").locator("h3")).isInViewport();
    }

    @Test
    void signedNote_thatIsOpenedLater_opensAtItsBeginning() {
        StagedVisit visit = new StagedVisit(browser, TEMPLATE.page(SampleVisit.signed("/assets")));
        Page page = visit.open().page();
        assertThat(page.locator("#signing")).not().isFocused();
    }

    @Test
    void whatTheSignatureDoesNotCover_isNotTicked() {
        Page page = new StagedVisit(browser, TEMPLATE.page(drafted)).open().page();
        for (Locator line : page.locator("[data-testid=summary] li").all()) {
            boolean nothing = line.textContent().startsWith("no ");
            assertThat(line.evaluate("one => getComputedStyle(one, '::before').content"))
                    .as(line.textContent())
                    .isEqualTo(nothing ? "\"–\"" : "\"✓\"");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 360, 400, 401, 1400})
    void labelsOfPlots_areLargeEnoughToRead_andApart(int width) {
        Page page = new StagedVisit(browser, OtherPages.of(TEMPLATE).get("statistics")).page();
        page.setViewportSize(width, 800);
        page.navigate(StagedVisit.ORIGIN + "/v/x/");
        for (Locator plot : page.locator(".plot svg").all()) {
            BoundingBox box = plot.boundingBox();
            List<Locator> labels = plot.locator("text").all();
            assertThat(labels).isNotEmpty();
            double right = box.x;
            for (Locator label : labels) {
                double units =
                        ((Number) label.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")).doubleValue();
                assertThat(units * box.width / Plot.WIDTH)
                        .as(label.textContent())
                        .isGreaterThanOrEqualTo(12);
                BoundingBox shown = label.boundingBox();
                assertThat(shown.x + shown.width).as(label.textContent()).isLessThanOrEqualTo(box.x + box.width);
                if (plot.getAttribute("class") != null) {
                    assertThat(shown.x).as(label.textContent()).isGreaterThanOrEqualTo(right);
                    right = shown.x + shown.width;
                }
            }
        }
    }

    @Test
    void errorPage_holdsALongAddressInANarrowFrame() {
        ErrorPage error = new ErrorPage(
                400,
                "unknown-ehr",
                "This EHR is not registered.",
                List.of("Ask your administrator."),
                List.of(
                        "Its address, as it came: https://fhir.a-hospital-with-a-long-name.example/api/fhir/r4/0123456789abcdef"),
                "6d0b1254-8490-4143-81ef-f047c2ea64b9");
        Page page = new StagedVisit(browser, TEMPLATE.page("error-page", Map.of("error", error))).page();
        page.setViewportSize(320, 480);
        page.navigate(StagedVisit.ORIGIN + "/v/x/");
        BoundingBox card = page.getByTestId("error").boundingBox();
        BoundingBox details = page.locator(".details").boundingBox();
        assertThat(details.x + details.width).isLessThan(card.x + card.width);
        assertThat(card.x + card.width).isLessThanOrEqualTo(320);
    }
}

package io.chartside.app.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.ArrayList;
import java.util.List;

/** The demo EHR as a clinician uses it. */
final class DemoEhr {
    private static final String TRANSCRIPTS =
            "DocumentReference?type=https://chartside.io/fhir/CodeSystem/document-type%7Cvisit-transcript&_count=50";

    private final RunningChartside chartside;
    private final List<Visit> withTranscript = new ArrayList<>();
    private final List<Visit> withoutTranscript;

    /** One encounter of one patient. */
    record Visit(String patient, String patientName, String encounter) {}

    DemoEhr(RunningChartside chartside, Fhir record) {
        this.chartside = chartside;
        for (JsonNode transcript : record.search(TRANSCRIPTS)) {
            withTranscript.add(visit(
                    record,
                    id(transcript.at("/subject/reference")),
                    id(transcript.at("/context/encounter/0/reference"))));
        }
        withoutTranscript = record.search("Encounter?_count=50").stream()
                .filter(encounter -> withTranscript.stream()
                        .noneMatch(visit -> visit.patient().equals(id(encounter.at("/subject/reference")))))
                .map(encounter -> visit(
                        record,
                        id(encounter.at("/subject/reference")),
                        encounter.path("id").asText()))
                .toList();
    }

    Visit visitWithTranscript(int index) {
        return withTranscript.get(index);
    }

    Visit visitOf(String familyName) {
        return withTranscript.stream()
                .filter(visit -> visit.patientName().equals(familyName))
                .findFirst()
                .orElseThrow();
    }

    Visit visitWithoutTranscript(int index) {
        return withoutTranscript.get(index);
    }

    FrameLocator launchInFrame(Page page, Visit visit) {
        page.navigate(chartside.serverUrl() + "/demo-ehr");
        button(page, visit, "launch-frame").click();
        return page.frameLocator("iframe[data-testid=app-frame]");
    }

    Page launchInTab(BrowserContext browser, Visit visit) {
        Page page = browser.newPage();
        page.navigate(chartside.serverUrl() + "/demo-ehr");
        Page tab = browser.waitForPage(() -> button(page, visit, "launch-tab").click());
        tab.getByTestId("ready").waitFor();
        page.close();
        return tab;
    }

    /** Another of the clinic's practitioners sits down at a browser. */
    void signIn(BrowserContext browser, String practitioner) {
        Page page = browser.newPage();
        page.navigate(chartside.serverUrl() + "/demo-ehr");
        Locator chosen = page.locator("[data-testid=practitioner][data-person='" + practitioner + "']");
        chosen.click();
        PlaywrightAssertions.assertThat(chosen).hasAttribute("aria-pressed", "true");
        page.close();
    }

    void openChart(Page page, Visit visit) {
        page.locator("[data-testid=patient-row][data-patient='" + visit.patient() + "'] [data-testid=chart]")
                .click();
    }

    private static Locator button(Page page, Visit visit, String testId) {
        return page.locator("[data-testid=patient-row][data-patient='" + visit.patient() + "'] [data-testid=" + testId
                + "][data-encounter='" + visit.encounter() + "']");
    }

    private static Visit visit(Fhir record, String patient, String encounter) {
        JsonNode name = record.get("Patient/" + patient).at("/name/0");
        return new Visit(patient, name.path("family").asText(), encounter);
    }

    private static String id(JsonNode reference) {
        return reference.asText().replaceFirst(".*/", "");
    }
}

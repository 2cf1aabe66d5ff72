package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import java.net.URI;
import java.util.List;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An EHR that takes a request and never answers: the clinician gets a page that says so, and no visit without its patient. */
class SilentEhrTest extends PluginTest {
    private static final List<String> PARTS = List.of(
            "/Condition",
            "/MedicationRequest",
            "/AllergyIntolerance",
            "/Observation",
            "/Observation",
            "/DocumentReference");
    private static final String NUMBER = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @Autowired
    private JdbcClient database;

    @AfterEach
    void speaksAgain() {
        IMPATIENT.calm();
    }

    private static void silent(String path, String method) {
        IMPATIENT.fault(new Fault(path, method, Fault.LATE, "", true));
    }

    private Browser.Page launched(Browser with) {
        URI request = with.get("/launch?iss=" + IMPATIENT.base() + "&launch=p1.e1")
                .location()
                .orElseThrow();
        String code = IMPATIENT.authorize(request);
        String state = SmartServer.parameters(request.getRawQuery()).get("state");
        return with.get("/callback?code=" + code + "&state=" + state);
    }

    private static void saysWhatHappened(Browser.Page page, String code) {
        assertThat(page.status()).isEqualTo(502);
        assertThat(page.problem()).isEqualTo(code);
        assertThat(page.text()).containsPattern("class=\"mono\">" + NUMBER + "<");
    }

    private long launchesInForce() {
        return database.sql("select count(*) from launch where ended_at is null and site = 'impatient'")
                .query(Long.class)
                .single();
    }

    @Test
    void tokenEndpoint_isNamed_andIsSentTheCodeOnce() {
        silent("/oauth/token", "POST");
        saysWhatHappened(launched(browser()), "ehr-unreachable");
        assertThat(IMPATIENT.requests("/oauth/token")).hasSize(1);
        assertThat(IMPATIENT.requests("/Patient")).isEmpty();
        assertThat(RECORD.requests("/oauth/token")).isEmpty();
        assertThat(launched(browser()).status()).as("once it speaks again").isEqualTo(302);
    }

    @Test
    void patient_isNoVisit_andNothingIsLeftOfTheLaunch() {
        long before = launchesInForce();
        silent("/Patient/p1", "GET");
        saysWhatHappened(launched(browser()), "unavailable");
        assertThat(RECORD.requests("/fhir/main")).noneMatch(sent -> sent.body().contains("Bundle"));
        assertThat(launchesInForce()).isEqualTo(before);
    }

    /** All that is beside patient and visit is waited for once, not once for each part: each waits here for the last. */
    @Test
    void partsOfTheChart_areAskedForAtOnce() {
        EHR.gather(
                PARTS.size() + 1,
                "/Condition",
                "/MedicationRequest",
                "/AllergyIntolerance",
                "/Observation",
                "/DocumentReference",
                "/Practitioner/dr-1");
        Browser with = browser();
        String id = launch(with, "p1", "e1");
        assertThat(with.get("/v/" + id + "/").text()).doesNotContain("Not all of the chart");
    }

    /** What an earlier visit brought is shown, and is said to be old; what was not read is never shown as none. */
    @Test
    void partsOfTheChart_leaveAVisitThatSaysWhatIsMissing() {
        AllergyIntolerance known = new AllergyIntolerance();
        known.setId("a1");
        known.getCode().setText("Penicillin");
        known.setPatient(new Reference("Patient/p1"));
        IMPATIENT.shelf().put(known);
        launched(browser());
        PARTS.forEach(part -> silent(part, "GET"));
        Browser with = browser();
        String path = launched(with).location().orElseThrow().getPath();
        assertThat(with.get(path).text())
                .contains("): problems, medications, allergies, vital signs, laboratory results, earlier")
                .contains("Penicillin");
    }

    @Test
    void allergiesThatWereNotRead_areNotShownAsNone() {
        EHR.fault(new Fault("/AllergyIntolerance", "GET", 503, "", false));
        Browser with = browser();
        String id = launch(with, "p1", "e1");
        assertThat(with.get("/v/" + id + "/").text())
                .contains("): allergies.")
                .contains("not read from the EHR")
                .doesNotContain("none recorded");
    }
}

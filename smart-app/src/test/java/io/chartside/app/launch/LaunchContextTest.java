package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import java.net.URI;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Person;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What an EHR says with its token, and what the app makes of it (SMART App Launch 2.2, "Launch context"). */
class LaunchContextTest extends PluginTest {

    private final LaunchSessions sessions;

    @Autowired
    LaunchContextTest(LaunchSessions sessions) {
        this.sessions = sessions;
    }

    private LaunchSession session(String launchId) {
        return sessions.find(new LaunchKey(Unguessable.hash(launchId))).orElseThrow();
    }

    private Browser.Page launched(Browser browser, SmartServer ehr, String launch) {
        URI request = browser.get("/launch?iss=" + ehr.base() + "&launch=" + launch)
                .location()
                .orElseThrow();
        return browser.get("/callback?code=" + ehr.authorize(request) + "&state="
                + SmartServer.parameters(request.getRawQuery()).get("state"));
    }

    @Test
    void whatElseTheLaunchIsAbout_isKeptAndComesAlong() {
        DocumentReference letter = new DocumentReference();
        letter.setId("letter-1");
        letter.setSubject(new Reference("Patient/p1"));
        EHR.shelf().put(letter);
        EHR.context("fhirContext", """
                [{"reference":"DocumentReference/letter-1"},
                 {"canonical":"https://forms.example/Questionnaire/intake","type":"Questionnaire"},
                 {"identifier":{"system":"urn:s","value":"7"},"type":"Appointment","role":"https://roles.example/next"},
                 {"reference":"Patient/p2"},{"reference":"https://evil.example/fhir/Observation/1"},
                 {"reference":"Observation/2","role":""},{"role":"launch"},"Observation/3",7]""");
        EHR.context("tenant", "\"organization 1\"");

        LaunchSession session = session(launch(browser(), "p1", "e1"));

        assertThat(session.granted().tenant()).contains("organization 1");
        assertThat(session.granted().fhirContext())
                .extracting(item -> item.type().orElse(""), ContextItem::role)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("DocumentReference", "launch"),
                        org.assertj.core.groups.Tuple.tuple("Questionnaire", "launch"),
                        org.assertj.core.groups.Tuple.tuple("Appointment", "https://roles.example/next"));
        assertThat(EHR.requests("/DocumentReference/letter-1")).hasSize(1);
        assertThat(RECORD.shelf().all(DocumentReference.class)).hasSize(1);
    }

    @Test
    void bannerOfThePatient_isReduced_whereTheEhrShowsOne() {
        for (boolean needed : List.of(true, false)) {
            EHR.context("need_patient_banner", Boolean.toString(needed));
            Patient ada = EHR.shelf().all(Patient.class).get(0);
            ada.setBirthDateElement(new DateType("1961-04-02"));
            Browser browser = browser();
            String page = browser.get("/v/" + launch(browser, "p1", "e1") + "/").text();
            assertThat(page).contains("Ada Quill");
            assertThat(page.contains("Apr 2, 1961")).isEqualTo(needed);
        }
    }

    @Test
    void styleOfTheEhr_becomesProperties_andNothingElseOfItsDocument() {
        EHR.door().style("""
                {"color_background":"#101418","color_text":"#f0f0f0","color_highlight":"rgb(120, 200, 255)",
                 "color_error":"red;} body{background:url(//evil.example)","dim_font_size":"15px","dim_spacing_size":"900px",
                 "font_family_body":"Georgia, 'Times New Roman', serif","font_family_heading":"x}</style><script>"}""");
        EHR.context("smart_style_url", "\"" + EHR.origin() + "/style.json\"");
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        Browser.Page style = browser.get("/v/" + launch + "/style.css");
        assertThat(style.headers().get("content-type")).startsWith("text/css");
        assertThat(style.text())
                .isEqualTo(
                        ":root{--ehr-color-background:#101418;--ehr-color-highlight:#78c8ff;--ehr-color-text:#f0f0f0;"
                                + "--ehr-dim-font-size:15px;--ehr-font-family-body:\"Georgia\",\"Times New Roman\",serif;"
                                + "--ehr-scheme:dark;color-scheme:dark;}\n");
        assertThat(browser().get("/v/" + launch + "/style.css").problem()).isEqualTo("no-session");
    }

    @Test
    void styleThatIsElsewhereOrBroken_isLeftOut_andTheVisitOpens() {
        for (String address : List.of("https://evil.example/style.json", RECORD.origin() + "/style.json", "none")) {
            EHR.context("smart_style_url", "\"" + address + "\"");
            Browser browser = browser();
            String launch = launch(browser, "p1", "e1");
            assertThat(browser.get("/v/" + launch + "/style.css").text()).isEqualTo(":root{}\n");
        }
        assertThat(RECORD.requests("/style.json"))
                .as("another registered server is none of this EHR's business")
                .isEmpty();
    }

    @Test
    void intent_opensTheRightPart() {
        for (Map.Entry<String, String> place : Map.of(
                        "reconcile-medications", "/#orders", "plan-day", "/today", "unheard-of", "/")
                .entrySet()) {
            EHR.context("intent", "\"" + place.getKey() + "\"");
            assertThat(launched(browser(), EHR, "p1.e1")
                            .location()
                            .orElseThrow()
                            .toString())
                    .endsWith(place.getValue());
        }
    }

    @Test
    void organizationsOfOneAddress_goToTheirOwnTenantsAndFrames() {
        MANY.context("tenant", "\"north\"");
        Browser browser = browser();
        URI visit = launched(browser, MANY, "p1.e1").location().orElseThrow();
        assertThat(RECORD.requests("/fhir/east/")).isNotEmpty();
        assertThat(RECORD.requests("/fhir/west/")).isEmpty();
        assertThat(browser.get(visit.getPath() + "probe").headers().get("content-security-policy"))
                .endsWith("frame-ancestors 'self' https://north.example");

        MANY.context("tenant", "\"south\"");
        visit = launched(browser, MANY, "p1.e1").location().orElseThrow();
        assertThat(RECORD.requests("/fhir/west/")).isNotEmpty();
        assertThat(browser.get(visit.getPath() + "probe").headers().get("content-security-policy"))
                .endsWith("frame-ancestors 'self' " + FRAME + " " + MANY.origin());

        MANY.context("tenant", "\"nowhere\"");
        assertThat(launched(browser, MANY, "p1.e1").problem()).isEqualTo("unknown-tenant");
    }

    @Test
    void ehrThatLaunchesFromItsChartsOnly_isNotOfferedOtherwise() {
        assertThat(browser().get("/").text()).doesNotContain("Test Hospital (many)");
        assertThat(browser().get("/launch?iss=" + MANY.base()).problem()).isEqualTo("bad-launch");
        URI request = browser()
                .get("/launch?iss=" + MANY.base() + "&launch=x")
                .location()
                .orElseThrow();
        assertThat(SmartServer.parameters(request.getRawQuery())).containsEntry("aud", "urn:many");
    }

    @Test
    void launchWithoutAVisit_letsTheClinicianChooseOne_onceForAll() {
        Encounter cancelled = new Encounter();
        cancelled.setId("e9");
        cancelled.setStatus(Encounter.EncounterStatus.CANCELLED);
        cancelled.setSubject(new Reference("Patient/p1"));
        cancelled.getPeriod().setStart(new Date());
        EHR.shelf().put(cancelled);
        Browser browser = browser();
        Browser.Page opened = callback(
                browser, browser.get("/launch?iss=" + EHR.base()).location().orElseThrow(), "p1", null);
        String path = opened.location().orElseThrow().getPath();
        assertThat(path).endsWith("/visits");
        Browser.Page choice = browser.get(path);
        assertThat(choice.text())
                .contains("Ada Quill", "value=\"e1\"", "ambulatory", "going on")
                .doesNotContain("value=\"e2\"", "value=\"e9\"");
        String launch = path.split("/")[2];
        String csrf = session(launch).csrfToken();

        assertThat(choose(browser, path, "encounter=e2", csrf).problem()).isEqualTo("patient-mismatch");
        assertThat(choose(browser, path, "encounter=e9", csrf).problem()).isEqualTo("visit-cancelled");
        assertThat(choose(browser, path, "encounter=../x", csrf).problem()).isEqualTo("bad-launch");
        assertThat(choose(browser, path, "encounter=e1", "").problem()).isEqualTo("forged-request");
        assertThat(choose(browser, path, "encounter=e1", csrf).location().orElseThrow())
                .hasPath("/v/" + launch + "/");
        assertThat(session(launch).ehr().encounter()).contains("e1");
        assertThat(session(launch).record().encounter()).isPresent();
        choose(browser, path, "encounter=e2", csrf);
        assertThat(session(launch).ehr().encounter())
                .as("the window stays with its visit")
                .contains("e1");
        assertThat(browser.get("/v/" + launch + "/").status()).isEqualTo(200);
    }

    private static Browser.Page choose(Browser browser, String path, String form, String csrf) {
        return browser.send(
                "POST",
                path,
                form + "&_csrf=" + csrf,
                Map.of("Origin", APP, "Content-Type", "application/x-www-form-urlencoded"));
    }

    @Test
    void grantThatIsTooNarrow_isNamed_inEitherSpelling() {
        for (String granted : List.of("openid user/Patient.read", "openid patient/Patient.rs patient/Encounter.c")) {
            EHR.grants(granted);
            Browser.Page page = launched(browser(), EHR, "p1.e1");
            assertThat(page.problem()).isEqualTo("scopes-narrowed");
            assertThat(page.text()).contains("reading Encounter").doesNotContain("reading Patient");
        }
        assertThat(RECORD.requests("/oauth/token")).isEmpty();
        for (String granted : List.of(
                "launch openid fhirUser",
                "openid user/Patient.read user/Encounter.read",
                "openid user/*.*",
                "openid patient/Patient.rs user/Encounter.cruds?class=AMB")) {
            EHR.grants(granted);
            assertThat(launched(browser(), EHR, "p1.e1").status()).as(granted).isEqualTo(302);
        }
    }

    @Test
    void personIsThePractitionerThatTheEhrSaysItIs_andARelativeIsNone() {
        Person person = new Person();
        person.setId("person-1");
        person.addLink().setTarget(new Reference("Patient/p2"));
        person.addLink().setTarget(new Reference(EHR.base() + "/Practitioner/dr-1"));
        EHR.shelf().put(person);
        EHR.changeClaims(claims -> claims.claim("fhirUser", "Person/person-1"));
        String launch = launch(browser(), "p1", "e1");
        assertThat(session(launch).ehr().practitioner()).contains("dr-1");

        person.addLink().setTarget(new Reference("Practitioner/dr-2"));
        assertThat(launched(browser(), EHR, "p1.e1").problem()).isEqualTo("no-clinician");
        for (String user : List.of("RelatedPerson/r1", "Patient/p1", "Device/d1")) {
            EHR.changeClaims(claims -> claims.claim("fhirUser", user));
            assertThat(launched(browser(), EHR, "p1.e1").problem()).as(user).isEqualTo("no-clinician");
        }
    }

    @Test
    void launchWithoutAPatient_orWithWhatIsNoId_isNamed() {
        assertThat(launched(browser(), EHR, "x").problem()).isEqualTo("no-patient");
        EHR.context("patient", "\"../Practitioner/dr-1\"");
        assertThat(launched(browser(), EHR, "x").problem()).isEqualTo("no-patient");
        EHR.context("patient", "\"Patient/p1\"");
        EHR.context("encounter", "\"Encounter/e1\"");
        assertThat(launched(browser(), EHR, "x").status()).as("typed ids").isEqualTo(302);
    }

    @Test
    void ehrThatAnswersWithAnotherPatient_opensNothing() {
        EHR.fault(new Fault("/Patient/p1", "GET", 200, "{\"resourceType\":\"Patient\",\"id\":\"p2\"}", false));
        Browser.Page page = launched(browser(), EHR, "p1.e1");
        assertThat(page.problem()).isEqualTo("patient-mismatch");
        assertThat(RECORD.shelf().all(Patient.class)).isEmpty();
    }

    /** SMART App Launch 2.2, 3.0.7: the token goes to the server that it is for. */
    @Test
    void linkToAnotherServer_isNotFollowed_andNoTokenIsSentThere() {
        String page =
                "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"link\":[{\"relation\":\"next\",\"url\":\"%s\"}]}";
        for (String next :
                List.of(ASKING.base() + "/Condition?page=2", EHR.base() + "@127.0.0.1/x", "//evil.example")) {
            EHR.fault(new Fault("/Condition", "GET", 200, page.formatted(next), false));
            assertThat(launched(browser(), EHR, "p1.e1").status()).isEqualTo(302);
        }
        assertThat(ASKING.requests()).isEmpty();
    }

    @Test
    void partsOfAnotherPatient_areLeftOut() {
        for (String patient : List.of("p1", "p2")) {
            DocumentReference letter = new DocumentReference();
            letter.setId("letter-of-" + patient);
            letter.setSubject(new Reference("Patient/" + patient));
            EHR.shelf().put(letter);
        }
        launch(browser(), "p1", "e1");
        assertThat(RECORD.shelf().all(DocumentReference.class))
                .singleElement()
                .satisfies(kept ->
                        assertThat(kept.getIdentifierFirstRep().getValue()).isEqualTo("letter-of-p1"));
    }

    @Test
    void visitThatWasCancelledMeanwhile_isNotOpened_aFinishedOneIs() {
        Encounter visit = EHR.shelf().all(Encounter.class).get(0);
        visit.setStatus(Encounter.EncounterStatus.ENTEREDINERROR);
        assertThat(launched(browser(), EHR, "p1.e1").problem()).isEqualTo("visit-cancelled");
        visit.setStatus(Encounter.EncounterStatus.FINISHED);
        assertThat(launched(browser(), EHR, "p1.e1").status()).isEqualTo(302);
    }
}

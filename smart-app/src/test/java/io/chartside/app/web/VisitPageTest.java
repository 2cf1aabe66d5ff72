package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.transcript.Turn;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The visit page over HTTP, with a record that does what it is told. */
class VisitPageTest extends PluginTest {
    private Browser browser;
    private String path;
    private String csrf;

    @BeforeEach
    void open() {
        browser = browser();
        path = "/v/" + launch(browser, "p1", "e1") + "/";
        csrf = found("data-csrf=\"([^\"]+)\"", browser.get(path).text());
    }

    @Test
    void page_namesThePatientAndCannotBeKeptByCaches() {
        Browser.Page page = browser.get(path);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("Ada Quill", "data-testid=\"transcript\"", "data-testid=\"draft\"");
        assertThat(page.headers().get("cache-control")).contains("no-store");
        assertThat(page.headers().get("content-security-policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
    }

    @Test
    void today_isThePractitionersOwn_andStaysWithTheWindowsPatient() {
        Encounter visit = new Encounter();
        visit.setId("today-1");
        visit.setSubject(new Reference("Patient/p9"));
        visit.getPeriod().setStart(Date.from(CLOCK.instant()));
        RECORD.shelf().put(visit);
        Browser.Page page = browser.get(path + "today");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("Drafts to sign", "Visits of today", "No note yet", "Ada Quill");
        assertThat(page.headers().get("cache-control")).contains("no-store");
        assertThat(RECORD.requests("/Encounter"))
                .anySatisfy(request -> assertThat(request.query())
                        .contains("participant=Practitioner%2Frecord-dr-1")
                        .contains("_revinclude=Composition%3Aencounter"));
        assertThat(browser().get(path + "today").problem()).isEqualTo("no-session");
    }

    /** Bad input of the EHR: the encounter is closed meanwhile. */
    @Test
    void visitThatTheEhrClosesMeanwhile_saysSo_andTheLookIsAudited() {
        assertThat(browser.get(path + "standing").text()).contains("\"banner\":\"\"", "\"sign\":\"\"");
        Encounter visit = EHR.shelf().all(Encounter.class).stream()
                .filter(one -> one.getIdElement().getIdPart().equals("e1"))
                .findFirst()
                .orElseThrow();
        EHR.shelf().put(visit.setStatus(Encounter.EncounterStatus.CANCELLED));
        int reported = RECORD.requests("/").size();

        assertThat(browser.get(path + "standing").text())
                .contains("cancelled in the EHR", "The EHR says that this visit is cancelled");

        assertThat(RECORD.requests("/").subList(reported, RECORD.requests("/").size()))
                .anySatisfy(request -> assertThat(request.body()).contains("AuditEvent", "Encounter/e1"));
    }

    @Test
    void assets_areKeptForAYear_underAPathThatNamesTheirContent() {
        String sheet = found(
                "href=\"(/assets/[0-9a-f]{12}/visit.css)\"", browser.get(path).text());
        Browser.Page answer = browser.get(sheet);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("cache-control")).contains("max-age=31536000", "immutable");
        assertThat(browser.get("/assets/000000000000/visit.css").status()).isEqualTo(404);
    }

    @Test
    void changeWithoutOurToken_isRefused() {
        Map<String, String> headers = headers();
        headers.remove("X-Chartside-Csrf");
        assertThat(browser.send("POST", path + "draft", "type=soap", headers).status())
                .isEqualTo(403);
    }

    @Test
    void draftWithoutATranscript_saysSo() {
        Browser.Page answer = browser.send("POST", path + "draft", "type=soap&transcript=", headers());
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("\"code\":\"transcript-missing\"");
    }

    /** MA16. */
    @Test
    void whatIsPutOffTheRecord_isAskedOfTheRecord_byItsIds() {
        assertThat(browser.send("POST", path + "withhold", "", headers()).text())
                .contains("\"code\":\"utterance-missing\"");
        RECORD.fault(new SmartServer.Fault(
                "$withhold",
                "POST",
                409,
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"conflict\",\"diagnostics\":\"The note of this visit is signed\"}]}",
                false));
        Browser.Page refused = browser.send("POST", path + "withhold", "utterance=u3&utterance=u4", headers());
        assertThat(refused.text()).contains("The note of this visit is signed");
        assertThat(RECORD.requests("$withhold"))
                .anySatisfy(request -> assertThat(request.body()).contains("u3", "u4"));
    }

    @Test
    void draftFromBinary_isRefusedBeforeAnythingIsSentToTheRecord() {
        RECORD.requests().clear();
        Browser.Page answer = browser.send("POST", path + "draft", "type=soap&transcript=%00%01%02", headers());
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("\"code\":\"transcript-unreadable\"");
        assertThat(RECORD.requests("$draft-note")).isEmpty();
    }

    @Test
    void draftThatTheRecordRefuses_showsItsReasons() {
        RECORD.fault(new SmartServer.Fault(
                "$draft-note",
                "POST",
                422,
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"invalid\",\"diagnostics\":\"no words of a visit\"}]}",
                false));
        Browser.Page answer = browser.send("POST", path + "draft", "type=soap&transcript=Doctor%3A+Hello", headers());
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("no words of a visit");
    }

    @Test
    void recordThatDoesNotAnswer_isToldAsUnavailable_soThatThePageTriesAgain() {
        RECORD.fault(new SmartServer.Fault("/Composition", "GET", 503, "", false));
        Browser.Page answer = browser.send(
                "POST", path + "statement", "draft=c&statement=s1&before=a&text=b", with("If-Match", "W/\"1\""));
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).contains("\"correlationId\"").doesNotContain("text=b");
    }

    @Test
    void editOfADraftThatIsGone_isAConflict_notAnError() {
        Browser.Page answer = browser.send(
                "POST", path + "statement", "draft=c&statement=s1&before=a&text=b", with("If-Match", "W/\"1\""));
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text()).contains("\"code\":\"draft-replaced\"");
    }

    @Test
    void rejectionWithoutAReasonOfTheList_isRefused() {
        Browser.Page answer = browser.send(
                "POST",
                path + "decision",
                "draft=c&ref=Condition/1&before=pending&decision=rejected&reason=because",
                with("If-Match", "W/\"1\""));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("\"code\":\"reason-missing\"");
    }

    @Test
    void plainForm_getsAPage_notJson() {
        Map<String, String> headers = headers();
        headers.put("Accept", "text/html");
        Browser.Page answer = browser.send("POST", path + "draft", "type=soap&transcript=", headers);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.problem()).isEqualTo("transcript-missing");
        assertThat(answer.text()).contains("data-testid=\"error\"", "There is no transcript yet.");
    }

    /** The record drafts the whole visit each time: whoever asks again and again gets nothing new. */
    @Test
    void preview_isAskedOfTheRecord_atMostEveryTenSeconds_andTooLittleSaidIsNoError() {
        RECORD.fault(new SmartServer.Fault(
                "$draft-note",
                "POST",
                422,
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"business-rule\",\"diagnostics\":\"No draft\"}]}",
                false));
        assertThat(browser.send("POST", path + "draft/preview", "type=hp", headers())
                        .status())
                .isEqualTo(204);
        assertThat(browser.send("POST", path + "draft/preview", "type=hp", headers())
                        .headers())
                .containsEntry("retry-after", "10");
        assertThat(RECORD.requests("$draft-note"))
                .singleElement()
                .satisfies(request ->
                        assertThat(request.body()).contains("\"preview\"", "\"valueBoolean\":true", "\"hp\""));
    }

    @Test
    void statistics_readWhatNamesThisPractitioner_andNothingElse() {
        RECORD.requests().clear();
        Browser.Page page = browser.get(path + "statistics");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("Visits a day", "<svg", "<table>", "As a table");
        assertThat(page.headers().get("cache-control")).contains("no-store");
        List<SmartServer.Request> searches = RECORD.requests("/fhir/main/");
        assertThat(searches)
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.query())
                        .containsPattern("(participant|attester|enterer)=Practitioner%2Frecord-dr-1"));
        assertThat(browser().get(path + "statistics").problem()).isEqualTo("no-session");
    }

    @Test
    void style_isShown_andARuleIsForgottenInTheRecord() {
        Basic style = new Basic();
        style.setId("style-1");
        style.getMeta().setVersionId("3");
        Extension rule = style.addExtension();
        rule.setUrl("https://chartside.io/fhir/StructureDefinition/style-rule");
        rule.addExtension("kind", new CodeType("wording"));
        rule.addExtension("usual", new StringType("as needed"));
        rule.addExtension("preferred", new StringType("PRN"));
        rule.addExtension("notes", new PositiveIntType(2));
        RECORD.shelf().put(style);
        Browser.Page page = browser.get(path + "style");
        assertThat(page.text()).contains("is written as", "Forget all", "Stop learning");
        String key = found("name=\"rule\" value=\"([^\"]+)\"", page.text());
        assertThat(browser.send("POST", path + "style", "rule=" + key, headers())
                        .status())
                .isEqualTo(204);
        assertThat(RECORD.requests("/Basic/style-1")).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("PUT");
            assertThat(request.headers()).containsEntry("if-match", "W/\"3\"");
            assertThat(request.body()).doesNotContain("PRN");
        });
    }

    @Test
    void speakersAreCorrected_inTheRecordsTranscript() {
        DocumentReference transcript = TranscriptDocument.of(
                TranscriptParser.parse("Doctor: My knee hurts.\nPatient: Since when?\n"),
                new Reference("Patient/x"),
                Optional.empty(),
                CLOCK.instant());
        transcript.setId("t1");
        transcript.getMeta().setVersionId("1");
        RECORD.shelf().put(transcript);
        assertThat(browser.send("POST", path + "speakers", "speaker=clinician", headers())
                        .text())
                .contains("\"code\":\"utterance-missing\"");
        assertThat(browser.send("POST", path + "speakers", "speaker=", headers())
                        .status())
                .isEqualTo(204);
        assertThat(RECORD.requests("/DocumentReference/t1"))
                .singleElement()
                .satisfies(request -> assertThat(TranscriptDocument.read(FhirContext.forR4Cached()
                                        .newJsonParser()
                                        .parseResource(DocumentReference.class, request.body()))
                                .orElseThrow()
                                .turns())
                        .extracting(Turn::speaker)
                        .containsExactly(Speaker.PATIENT, Speaker.CLINICIAN));
    }

    @Test
    void instructions_areMadeByTheRecord_andAnUnknownDocumentIsNone() {
        Browser.Page page = browser.get(path + "document/instructions/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("Instructions for the patient", "Make a draft");
        RECORD.fault(new SmartServer.Fault(
                "$instructions",
                "POST",
                422,
                "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"business-rule\",\"diagnostics\":\"The visit has no note\"}]}",
                false));
        assertThat(browser.send("POST", path + "document/instructions/", "", headers())
                        .text())
                .contains("The visit has no note");
        assertThat(browser.get(path + "document/everything/").problem()).isEqualTo("draft-changed");
    }

    /** MT7: said before the work, and not first at the signature. */
    @Test
    void clinicianWithoutALicence_readsItInThePage_beforeSigning() {
        Practitioner person = new Practitioner();
        person.setId("record-dr-1");
        person.addQualification().getPeriod().setEndElement(new DateTimeType("2020-12-31"));
        RECORD.shelf().put(person);
        Composition note = AiLabel.put(new Composition().setStatus(Composition.CompositionStatus.PRELIMINARY));
        note.setId("n1");
        note.setTitle("Progress note");
        RECORD.shelf().put(note);
        RECORD.fault(new SmartServer.Fault(
                "$document",
                "GET",
                200,
                "{\"resourceType\":\"Bundle\",\"type\":\"document\",\"entry\":[{\"resource\":"
                        + FhirContext.forR4Cached().newJsonParser().encodeResourceToString(note) + "}]}",
                false));
        Browser.Page page = browser.get(path);
        assertThat(page.text()).contains("no licence of yours that is valid today", "data-testid=\"sign-blocked\"");
    }

    private Map<String, String> headers() {
        return new HashMap<>(Map.of(
                "Origin",
                APP,
                "X-Chartside-Csrf",
                csrf,
                "Accept",
                "application/json, */*;q=0.5",
                "Content-Type",
                "application/x-www-form-urlencoded"));
    }

    private Map<String, String> with(String header, String value) {
        Map<String, String> headers = headers();
        headers.put(header, value);
        return headers;
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in\n" + text);
        }
        return matcher.group(1);
    }
}

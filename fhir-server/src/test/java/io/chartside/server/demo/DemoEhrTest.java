package io.chartside.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.rest.RestTest;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The demo EHR's pages over HTTP, in front of the whole server. */
class DemoEhrTest extends RestTest {
    private static final String APP = "http://localhost:8081";

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Test
    void patientAndVisitPostedLater_showUpWithTheirButtons() throws Exception {
        String patient = created(
                "Patient",
                "{\"resourceType\":\"Patient\",\"gender\":\"female\","
                        + "\"birthDate\":\"1980-05-05\",\"name\":[{\"family\":\"Later\",\"given\":[\"Lena <b>\"]}]}");
        String encounter = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},\"subject\":"
                        + "{\"reference\":\"Patient/" + patient + "\"},\"period\":{\"start\":\"" + Instant.now()
                        + "\"}}");

        HttpResponse<String> page = get("/demo-ehr");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("data-patient=\"" + patient + "\"")
                .contains("data-encounter=\"" + encounter + "\"")
                .contains("Lena &lt;b&gt; Later")
                .contains("Today ")
                .contains("allow=\"microphone " + APP + "; clipboard-write " + APP + "\"");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("frame-src 'self' " + APP);

        HttpResponse<String> launch =
                post("/demo-ehr/launch", "patient=" + patient + "&encounter=" + encounter, SERVER);
        String location = launch.headers().firstValue("Location").orElseThrow();
        assertThat(location)
                .startsWith(APP + "/launch?iss=" + URLEncoder.encode(BASE, StandardCharsets.UTF_8) + "&launch=");
        HttpResponse<String> again = post("/demo-ehr/launch", "patient=" + patient + "&encounter=" + encounter, SERVER);
        assertThat(again.headers().firstValue("Location").orElseThrow()).isNotEqualTo(location);
    }

    @Test
    void launchWithAnotherPatientThanTheVisits_isRefused() throws Exception {
        String patient = created("Patient", "{\"resourceType\":\"Patient\"}");
        String other = created("Patient", "{\"resourceType\":\"Patient\"}");
        String encounter = created(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"planned\",\"class\":{\"code\":\"AMB\"},\"subject\":"
                        + "{\"reference\":\"Patient/" + patient + "\"}}");
        get("/demo-ehr");

        assertThat(post("/demo-ehr/launch", "patient=" + other + "&encounter=" + encounter, SERVER)
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/demo-ehr/launch", "patient=" + patient + "&encounter=nonsense", SERVER)
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("/demo-ehr/launch", "patient=" + patient + "&encounter=" + encounter, "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void chart_showsNotesConditionsAndClaims() throws Exception {
        String patient = created("Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"Chart Person\"}]}");
        String subject = "\"subject\":{\"reference\":\"Patient/" + patient + "\"}";
        created(
                "DocumentReference",
                "{\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"docStatus\":"
                        + "\"final\",\"date\":\"2026-01-02T03:04:05Z\"," + subject
                        + ",\"type\":{\"text\":\"Progress note\"},\"content\":[{\"attachment\":{\"contentType\":\"text/plain\","
                        + "\"data\":\"VGhlIHNpZ25lZCB0ZXh0Lg==\"}}]}");
        created(
                "Condition",
                "{\"resourceType\":\"Condition\"," + subject
                        + ",\"code\":{\"text\":\"Asthma\",\"coding\":[{\"code\":\"J45.909\"}]}}");

        HttpResponse<String> page = get("/demo-ehr/patients/" + patient);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("data-testid=\"chart-view\"")
                .contains("Chart Person")
                .contains("The signed text.")
                .contains("Asthma")
                .contains("J45.909");
        assertThat(get("/demo-ehr/patients/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void chart_showsWhatWasWrittenBeforeWhatWasSaid() throws Exception {
        String patient = created("Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"Chart Person\"}]}");
        String document =
                "{\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"date\":\"%s\",\"subject\":{\"reference\":"
                        + "\"Patient/" + patient
                        + "\"},\"type\":{\"coding\":[{\"system\":\"%s\",\"code\":\"%s\"}],\"text\":\"%s\"},"
                        + "\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\"VGV4dC4=\"}}]}";
        created(
                "DocumentReference",
                document.formatted(
                        "2026-01-03T00:00:00Z",
                        ChartsideFhir.DOCUMENT_TYPE,
                        ChartsideFhir.VISIT_TRANSCRIPT,
                        "Visit transcript"));
        created(
                "DocumentReference",
                document.formatted("2026-01-02T00:00:00Z", "http://loinc.org", "11506-3", "Progress note"));

        assertThat(get("/demo-ehr/patients/" + patient).body())
                .containsSubsequence("Progress note", "<pre>Text.</pre>", "Visit transcript", "<details>");
    }

    /** No app is running here: the chart opens all the same. */
    @Test
    void keysOfItsHookCalls_arePublic_andOnlyItsOwnPageDismissesCards() throws Exception {
        HttpResponse<String> keys = get("/demo-ehr/jwks.json");
        assertThat(keys.statusCode()).isEqualTo(200);
        assertThat(keys.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(keys.body()).contains("\"crv\":\"P-384\"").doesNotContain("\"d\"");

        String patient = created("Patient", "{\"resourceType\":\"Patient\"}");
        String dismiss = "/demo-ehr/patients/" + patient + "/dismiss";
        String card = "service=chartside-patient-view&card=c&system=s&code=later";
        assertThat(post(dismiss, card, "https://evil.example").statusCode()).isEqualTo(403);
        assertThat(post(dismiss, card.replace("chartside", "../x"), SERVER).statusCode())
                .isEqualTo(403);
        assertThat(post(dismiss, card, SERVER).headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("?hook=none"));
    }

    @Test
    void practitionerIsSwitched() throws Exception {
        get("/demo-ehr");
        HttpResponse<String> switched =
                post("/demo-ehr/practitioner", "person=Practitioner%2Fdemo-practitioner-2", SERVER);

        assertThat(switched.statusCode()).isEqualTo(302);
        assertThat(get("/demo-ehr").body())
                .containsPattern("data-person=\"Practitioner/demo-practitioner-2\"[^>]*aria-pressed=\"true\"");
        assertThat(post("/demo-ehr/practitioner", "person=Practitioner%2Fnobody", SERVER)
                        .statusCode())
                .isEqualTo(403);
    }

    // ---- HTTP

    private HttpResponse<String> get(String path) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(URI.create(SERVER + path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String form, String origin) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(URI.create(SERVER + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", origin)
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}

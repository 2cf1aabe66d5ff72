package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.Tenants;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The launch context in full (SMART App Launch 2.2): in the token's answer, in introspection, and its shape. */
class LaunchContextTest extends LaunchedAppTest {
    private static final Map<String, Object> STUDY = Map.of("reference", "ImagingStudy/study-1");

    @Autowired
    private Tenants tenants;

    @TempDir
    private Path folder;

    private Map<String, Object> launched(LaunchContext context, String scopes) {
        browser.signIn("Practitioner/dr-one");
        Launch launch = new Launch("app", APP_KEY, launches.issue(DEMO, "Practitioner/dr-one", context))
                .asking("scope", scopes);
        return json(launch.token(launch.authorize(browser).get("code")));
    }

    private static Map<String, Object> introspected(String clientId, Object token) {
        return json(post(
                BASE + "/oauth/introspect",
                new Launch(clientId, clientId.equals("app") ? APP_KEY : BACK_END_KEY, null)
                        .authenticated(Map.of("token", (String) token))));
    }

    @Test
    void everyMember_isInTheTokensAnswerAndInIntrospection() {
        LaunchContext context = new LaunchContext("patient-1", "encounter-1", false, "write-note", List.of(STUDY));

        Map<String, Object> answer = launched(context, Launch.SCOPES);

        assertThat(answer)
                .containsEntry("patient", "patient-1")
                .containsEntry("encounter", "encounter-1")
                .containsEntry("need_patient_banner", false)
                .containsEntry("intent", "write-note")
                .containsEntry("fhirContext", List.of(STUDY))
                .containsEntry("tenant", "demo");
        Map<String, Object> told = introspected("app", answer.get("access_token"));
        for (String member : List.of(
                "patient", "encounter", "need_patient_banner", "intent", "fhirContext", "tenant", "smart_style_url")) {
            assertThat(told).containsEntry(member, answer.get(member));
        }
        assertThat(told)
                .containsOnlyKeys(
                        "active",
                        "scope",
                        "client_id",
                        "iat",
                        "exp",
                        "token_type",
                        "iss",
                        "sub",
                        "fhirUser",
                        "patient",
                        "encounter",
                        "need_patient_banner",
                        "intent",
                        "fhirContext",
                        "tenant",
                        "smart_style_url");
    }

    /** CDS Hooks 2.0, "Link"; SMART Web Messaging 1.0.0, "Authorization with SMART Scopes". */
    @Test
    void cardsContextAndTheWindowsHandle_areInTheTokensAnswer_theHandleWithItsScopeAlone() {
        LaunchContext context = LaunchContext.of("patient-1", "encounter-1", true)
                .with("{\"part\":\"signing\"}", "handle-of-twenty-and-more");

        assertThat(launched(context, Launch.SCOPES + " messaging/ui"))
                .containsEntry("appContext", "{\"part\":\"signing\"}")
                .containsEntry("smart_web_messaging_handle", "handle-of-twenty-and-more")
                .containsEntry("smart_web_messaging_origin", SERVER);
        assertThat(launched(context, Launch.SCOPES))
                .containsKey("appContext")
                .doesNotContainKeys("smart_web_messaging_handle", "smart_web_messaging_origin");
        assertThatThrownBy(() -> LaunchContext.of("p", "e", true).with(null, "short"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fhirUser_isToldOnlyWithItsScope() {
        Map<String, Object> answer =
                launched(LaunchContext.of("patient-1", "encounter-1", true), "launch user/Patient.rs");

        assertThat(introspected("app", answer.get("access_token")))
                .containsEntry("active", true)
                .doesNotContainKey("fhirUser");
    }

    @Test
    void backEndsToken_hasNoLaunchContext() {
        HttpResponse<String> response = backEndToken("system/Patient.rs");

        assertThat(json(response)).containsOnlyKeys("access_token", "token_type", "expires_in", "scope");
        assertThat(introspected("back-end", json(response).get("access_token")))
                .containsOnlyKeys("active", "scope", "client_id", "iat", "exp", "token_type", "iss", "sub");
    }

    @Test
    void tokensOfOthers_areIntrospectedByThoseRegisteredForItAlone() {
        Object token = launched(LaunchContext.of("patient-1", "encounter-1", true), Launch.SCOPES)
                .get("access_token");

        assertThat(introspected("back-end", token)).containsEntry("active", true);
        assertThat(introspected("narrow-back-end", token)).isEqualTo(Map.of("active", false));
        assertThat(json(backEndToken("introspect"))).containsEntry("error", "invalid_scope");
    }

    @Test
    void authorizationCode_isNoTokenToIntrospect() {
        browser.signIn("Practitioner/dr-one");

        assertThat(introspected("app", app().authorize(browser).get("code"))).isEqualTo(Map.of("active", false));
    }

    @Test
    void style_isPublicAndOfOneVersionForEver() {
        String url = (String) launched(LaunchContext.of("patient-1", null, true), Launch.SCOPES)
                .get("smart_style_url");

        HttpResponse<String> style = get(url);

        assertThat(url).startsWith(BASE + "/.well-known/smart-style/");
        assertThat(style.statusCode()).isEqualTo(200);
        assertThat(json(style)).containsEntry("color_background", "#edeae3").containsEntry("dim_font_size", "13px");
        assertThat(style.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(style.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
        assertThat(get(url + "0").statusCode()).isEqualTo(404);
        assertThat(get(url.replace("/demo/", "/other/")).statusCode()).isEqualTo(404);
        assertThat(get(BASE + "/.well-known/smart-configuration").body()).contains("context-style");
        assertThat(get(SERVER + "/fhir/other/.well-known/smart-configuration").body())
                .doesNotContain("context-style");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"colour\": \"#fff\"} | colour is no member of a SMART style",
                "{\"color_text\": \"url(https://evil.example)\"} | color_text has no value that is safe",
                "{\"dim_font_size\": 13} | dim_font_size has no value that is safe",
                "[] | is no valid style file"
            })
    void styleFileThatIsWrong_stopsTheStart(String content, String told) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("styles")).resolve("demo.json"), content);
        ServerSettings settings = new ServerSettings(
                folder, List.of(folder), true, URI.create("https://a.example"), URI.create("https://b.example"));

        assertThatThrownBy(() -> new SmartStyles(settings, tenants))
                .hasNoCause()
                .hasMessageContaining("demo.json")
                .hasMessageContaining(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reference\": \"ImagingStudy/1\"}",
                "{\"reference\": \"Observation/1/_history/2\", \"role\": \"launch\"}",
                "{\"canonical\": \"https://example.org/Questionnaire/q|1.0\", \"type\": \"Questionnaire\"}",
                "{\"identifier\": {\"system\": \"urn:a\", \"value\": \"1\"}, \"type\": \"ServiceRequest\"}",
                "{\"reference\": \"Patient/mother\", \"role\": \"https://example.org/role/mother\"}",
            })
    void entryOfTheRightShape_isTaken(String entry) {
        assertThat(new LaunchContext("p", null, null, null, List.of(Json.readObject(entry))).fhirContext())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\": \"Observation\"}",
                "{\"reference\": \"https://other.example/fhir/Observation/1\"}",
                "{\"reference\": \"Observation\"}",
                "{\"reference\": 1}",
                "{\"reference\": \"Patient/1\"}",
                "{\"reference\": \"Encounter/1\", \"role\": \"launch\"}",
                "{\"identifier\": {\"value\": \"1\"}, \"type\": \"Patient\"}",
                "{\"identifier\": {}}",
                "{\"canonical\": \"Questionnaire/q\"}",
                "{\"reference\": \"Observation/1\", \"role\": \"mother\"}",
                "{\"reference\": \"Observation/1\", \"role\": \"\"}",
                "{\"reference\": \"Observation/1\", \"display\": \"Mr. Doe\"}",
            })
    void entryOfAnotherShape_isRefused(String entry) {
        List<Map<String, Object>> entries = List.of(Json.readObject(entry));

        assertThatThrownBy(() -> new LaunchContext("p", null, null, null, entries))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fhirContext");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Patient/1", "", "a b", "../x"})
    void patientThatIsNoId_isRefused(String patient) {
        assertThatThrownBy(() -> LaunchContext.of(patient, null, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void launchOfTheOtherTenant_namesThatTenant() {
        assertThat(new LaunchMembers(new SmartStyles(settings(), tenants), settings())
                        .of(new TenantId("other"), LaunchContext.of("patient-1", null, true), Set.of()))
                .containsEntry("tenant", "other")
                .doesNotContainKey("smart_style_url");
    }

    private ServerSettings settings() {
        return new ServerSettings(
                folder, List.of(folder), true, URI.create("https://a.example"), URI.create("https://b.example"));
    }
}

package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.audit.AuditRecords;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.Sight;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A person gives less than a whole scope (SMART App Launch 2.2, granular scopes; MM15). */
class NarrowedConsentTest extends LaunchedAppTest {
    private static final String OBSERVATION = "user/Observation.rs";
    private static final String VITAL_SIGNS = "http://terminology.hl7.org/CodeSystem/observation-category|vital-signs";
    private static final String LABORATORY = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory";

    private Launch launch;

    @Autowired
    private AuditRecords records;

    /** The parameters with which the browser comes back, after the form was sent. */
    private Map<String, String> consent(String scopes, String... fields) {
        browser.signIn("Practitioner/dr-one");
        launch = new Launch("asks-consent", APP_KEY, launch()).asking("scope", scopes);
        String state = Browser.query(Browser.location(browser.open(launch.authorizeUrl())))
                .get("state");
        String form = Arrays.stream(fields)
                .map(field ->
                        field.substring(0, field.indexOf('=') + 1) + encode(field.substring(field.indexOf('=') + 1)))
                .collect(Collectors.joining("&", "&", ""));
        HttpResponse<String> agreed = browser.submit(
                BASE + "/oauth/authorize", "client_id=asks-consent&state=" + encode(state) + form, SERVER);
        return Browser.query(Browser.location(agreed));
    }

    private String granted(String scopes, String... fields) {
        Map<String, Object> token = json(launch(consent(scopes, fields)));
        return String.join(" ", new TreeSet<>(Arrays.asList(((String) token.get("scope")).split(" "))));
    }

    private HttpResponse<String> launch(Map<String, String> callback) {
        return launch.token(callback.get("code"));
    }

    @Test
    void pageOffersInteractionsAndKinds() {
        browser.signIn("Practitioner/dr-one");
        Launch asked = new Launch("asks-consent", APP_KEY, launch())
                .asking("scope", "launch user/Observation.rs user/Condition.crs");

        String page = browser.open(Browser.location(browser.open(asked.authorizeUrl())))
                .body();

        assertThat(page)
                .contains("vital signs", "laboratory results", "social history")
                .contains("the problem list", "diagnoses of visits", "health concerns")
                .contains("value=\"user/Condition.crs c\"");
    }

    @Test
    void scopeNarrowedToKinds_isGrantedAsOneScopeForEach() {
        assertThat(granted(
                        "launch " + OBSERVATION,
                        "scope=launch",
                        "scope=" + OBSERVATION,
                        "with_interactions=" + OBSERVATION,
                        "interaction=" + OBSERVATION + " r",
                        "interaction=" + OBSERVATION + " s",
                        "with_parts=" + OBSERVATION,
                        "part=" + OBSERVATION + " " + VITAL_SIGNS,
                        "part=" + OBSERVATION + " " + LABORATORY))
                .isEqualTo("launch " + OBSERVATION + "?category=" + LABORATORY + " " + OBSERVATION + "?category="
                        + VITAL_SIGNS);
    }

    @Test
    void interactionUnticked_isNotGranted_andWholeStaysWhole() {
        assertThat(granted(
                        "launch user/Condition.crs " + OBSERVATION,
                        "scope=launch",
                        "scope=user/Condition.crs",
                        "with_interactions=user/Condition.crs",
                        "interaction=user/Condition.crs r",
                        "interaction=user/Condition.crs s",
                        "with_parts=user/Condition.crs",
                        "whole=user/Condition.crs",
                        "scope=" + OBSERVATION,
                        "with_interactions=" + OBSERVATION,
                        "interaction=" + OBSERVATION + " r",
                        "interaction=" + OBSERVATION + " s",
                        "with_parts=" + OBSERVATION,
                        "whole=" + OBSERVATION,
                        "part=" + OBSERVATION + " " + LABORATORY))
                .isEqualTo("launch user/Condition.rs " + OBSERVATION);
    }

    @Test
    void nothingLeftOfAScope_leavesItOut() {
        assertThat(granted(
                        "launch user/Patient.rs " + OBSERVATION,
                        "scope=launch",
                        "scope=user/Patient.rs",
                        "with_interactions=user/Patient.rs",
                        "scope=" + OBSERVATION,
                        "with_parts=" + OBSERVATION))
                .isEqualTo("launch");
    }

    @ParameterizedTest
    @CsvSource({
        "user/Observation.cruds",
        "user/Patient.rs",
        "user/*.rs",
        "user/*.rs?category=x",
        "patient/Observation.rs",
        "drafts",
        "manage-clients"
    })
    void scopeThatIsNotWithinWhatWasAskedFor_isRefused(String scope) {
        assertThat(consent("launch " + OBSERVATION, "scope=launch", "scope=" + scope))
                .containsEntry("error", "invalid_scope")
                .doesNotContainKey("code");
    }

    @Test
    void decision_isOnRecordWithWhatWasGiven() {
        granted(
                "launch " + OBSERVATION,
                "scope=launch",
                "scope=" + OBSERVATION,
                "with_parts=" + OBSERVATION,
                "part=" + OBSERVATION + " " + VITAL_SIGNS);
        consent("launch " + OBSERVATION);

        List<String> events = records
                .search(
                        DEMO,
                        Sight.everythingWithoutAccessCheck("the test reads the audit"),
                        new SearchRequest(
                                "AuditEvent",
                                Map.of("subtype", List.of("AuthZ-Consent"), "_count", List.of("2")),
                                false,
                                "test"))
                .matches()
                .stream()
                .map(event -> new String(event.json(), StandardCharsets.UTF_8))
                .toList();
        assertThat(events).hasSize(2).allSatisfy(event -> assertThat(event).contains("asks-consent", "dr-one"));
        assertThat(events).anySatisfy(event -> assertThat(event).contains("category=" + VITAL_SIGNS, "patient-1"));
        assertThat(events).anySatisfy(event -> assertThat(event).contains("\"outcome\":\"4\""));
    }

    @Test
    void refreshedToken_isAsNarrow() {
        Map<String, Object> first = json(launch(consent(
                "launch online_access " + OBSERVATION,
                "scope=launch",
                "scope=online_access",
                "scope=" + OBSERVATION,
                "with_parts=" + OBSERVATION,
                "part=" + OBSERVATION + " " + LABORATORY)));

        Map<String, Object> second = json(refresh(launch, (String) first.get("refresh_token")));

        assertThat((String) second.get("scope"))
                .contains(OBSERVATION + "?category=" + LABORATORY)
                .doesNotContain(OBSERVATION + " ");
    }
}

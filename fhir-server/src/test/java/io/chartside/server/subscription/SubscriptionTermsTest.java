package io.chartside.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.rest.SubscriptionReceiver;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Subscription may ask for, and where its secrets stay. */
class SubscriptionTermsTest extends SubscriptionTester {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rest-hook;websocket;rest-hook is the one type",
                "visit-signed;visit-lost;criteria is the canonical URL",
                "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=;secret;whsec_ and base64",
                "Authorization: Bearer of-the-receiver;Host: elsewhere;the server's own",
                "application/fhir+json;application/fhir+xml;payload is application/fhir+json",
                "valueCode\": \"empty;valueCode\": \"everything;empty, id-only or full-resource"
            })
    void subscriptionThatIsNotUnderstood_isRefusedWithWhatWouldBeRight(String right, String wrong, String told) {
        String body = subscription(receiver(), Topic.VISIT_SIGNED, "empty", List.of(), "");
        assertThat(body).contains(right);
        HttpResponse<String> refused = call("POST", "/Subscription", body.replace(right, wrong));
        assertOutcome(refused, 422);
        assertThat(refused.body()).contains(told).doesNotContain("of-the-receiver");
        assertOutcome(
                call(
                        "POST",
                        "/Subscription",
                        subscription(receiver(), Topic.RESOURCE_CHANGE, "empty", List.of("Account"), "")),
                422);
        String another = ",{\"url\":\"" + TermsReader.SECRET + "\",\"valueString\":\"whsec_kept_in_clear\"}";
        assertOutcome(
                call(
                        "POST",
                        "/Subscription",
                        subscription(receiver(), Topic.VISIT_SIGNED, "empty", List.of(), another)),
                422);
    }

    @Test
    void secretsOfTheChannel_areNowhereToBeRead() {
        SubscriptionReceiver receiver = receiver();
        String id = subscribed(receiver, Topic.VISIT_SIGNED, "empty");
        for (String path : List.of(
                "/Subscription/" + id,
                "/Subscription/" + id + "/_history",
                "/Subscription/" + id + "/_history/1",
                "/Subscription?_id=" + id,
                "/Subscription/" + id + "/$status")) {
            assertThat(call("GET", path, null).body())
                    .as(path)
                    .doesNotContain("of-the-receiver")
                    .doesNotContain("MDEyMzQ1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://2130706433/hook",
        "https://169.254.169.254/latest",
        "https://ehr.example/hook",
        "https://user@localhost/hook",
        "file:///etc/passwd",
        "/relative"
    })
    void ssrf_endpointOutsideOfTheTenantsList_isRefused(String endpoint) {
        SubscriptionReceiver receiver = receiver();
        String body = subscription(receiver, Topic.VISIT_SIGNED, "empty", List.of(), "")
                .replace(receiver.url(), endpoint);
        assertOutcome(call("POST", "/Subscription", body), 422);
    }

    /** R4's own way: no topic, a search string. */
    @ParameterizedTest
    @ValueSource(strings = {"Observation?code=1234-5", "Composition", "Patient?"})
    void searchStringAsCriteria_isRefusedWithTheWayToSayItHere(String criteria) {
        String body = subscription(receiver(), Topic.VISIT_SIGNED, "empty", List.of(), "")
                .replace(Topic.VISIT_SIGNED.canonical(), criteria);
        HttpResponse<String> refused = call("POST", "/Subscription", body);
        assertOutcome(refused, 422);
        assertThat(refused.body())
                .contains("backport-filter-criteria", Topic.RESOURCE_CHANGE.canonical(), "Subscription.criteria");
    }

    /** Otherwise whoever may change the Subscription has what the old receiver was given sent to himself. */
    @Test
    void endpointThatChanges_takesNoMaskedSecretAlong() {
        SubscriptionReceiver receiver = receiver();
        SubscriptionReceiver another = receiver();
        String id = subscribed(receiver, Topic.VISIT_SIGNED, "empty");
        deliver();
        String masked = read("/Subscription/" + id).toString();
        String moved = masked.replace(receiver.url(), another.url()).replace("\"active\"", "\"requested\"");
        String secret = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=";
        for (String part : List.of(
                moved,
                moved.replace("Authorization: ***", "Authorization:***"),
                moved.replace("Authorization: ***", "Authorization: new"),
                moved.replace("\"valueString\":\"***\"", "\"valueString\":\"" + secret + "\""))) {
            HttpResponse<String> refused = call("PUT", "/Subscription/" + id, part);
            assertOutcome(refused, 422);
            assertThat(refused.body()).contains("never sent to another", "Subscription.channel.endpoint");
        }
        deliver(Duration.ofMinutes(1));
        assertThat(another.received()).isEmpty();

        assertOk(call(
                "PUT",
                "/Subscription/" + id,
                moved.replace("Authorization: ***", "Authorization: of-the-other")
                        .replace("\"valueString\":\"***\"", "\"valueString\":\"" + secret + "\"")));
        deliver(Duration.ofMinutes(1));
        assertThat(another.received()).hasSize(1);
        assertThat(another.received().get(0).header("Authorization")).isEqualTo("of-the-other");
    }
}

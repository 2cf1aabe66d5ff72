package io.chartside.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.authz.LaunchContext;
import io.chartside.server.authz.LaunchHandles;
import io.chartside.server.rest.Desk;
import io.chartside.server.rest.RestTest;
import io.chartside.server.rest.SubscriptionReceiver;
import io.chartside.server.store.Database;
import io.chartside.server.store.MomentReader;
import io.chartside.server.tenancy.TenantId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Subscriptions of people, not of back ends: what they get is what they may read when it is sent, for as long as they let their app. */
class SubscriptionOfPeopleTest extends RestTest {
    private static final TenantId TENANT = new TenantId("staffed");
    private static final String SCOPES = "openid fhirUser offline_access user/*.cruds";

    private final String person = "Practitioner/subscriber-" + UUID.randomUUID();
    private final SubscriptionReceiver receiver = SubscriptionReceiver.at("/" + UUID.randomUUID());
    private final List<String> made = new ArrayList<>();

    @Autowired
    private Deliveries deliveries;

    @Autowired
    private Database database;

    @Autowired
    private LaunchHandles launches;

    @AfterEach
    void unsubscribe() {
        made.forEach(id -> as(token(STAFFED, "system/*.cruds"), "DELETE", "/Subscription/" + id, ""));
    }

    private static HttpResponse<String> as(String token, String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(STAFFED + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", FHIR_JSON)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String stored(String type, String body) {
        HttpResponse<String> made = as(token(STAFFED, "system/*.cruds"), "POST", "/" + type, body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).path("id").asText();
    }

    private static String patient() {
        return stored("Patient", "{\"resourceType\":\"Patient\"}");
    }

    private static String observation(String patient) {
        return stored(
                "Observation",
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}}");
    }

    private HttpResponse<String> subscribe(String token) {
        return as(
                token,
                "POST",
                "/Subscription",
                SubscriptionTester.subscription(
                        receiver, Topic.RESOURCE_CHANGE, "full-resource", List.of("Observation"), ""));
    }

    private String subscribed(String token) {
        HttpResponse<String> taken = subscribe(token);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        made.add(json(taken).path("id").asText());
        deliver();
        return made.get(made.size() - 1);
    }

    private void deliver() {
        String horizon = database.reading(TENANT, MomentReader::horizon);
        await("what was begun has ended")
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> database.reading(TENANT, session -> MomentReader.isPast(session, horizon)));
        Instant now = Instant.now();
        while (deliveries.step(TENANT, now)) {
            // Until nothing is left.
        }
    }

    private static JsonNode subscription(String id) {
        return json(as(token(STAFFED, "system/*.cruds"), "GET", "/Subscription/" + id, ""));
    }

    private static void assertEnded(String id) {
        assertThat(subscription(id).path("status").asText()).isEqualTo("off");
        assertThat(subscription(id).path("error").asText()).contains("rights have ended");
    }

    @Test
    void clinician_getsWhatHeMayRead_untilHisRoleIsAnother_andNothingOnceHeIsDisabled() {
        String id = subscribed(Desk.of(person, "clinician").token(SCOPES));
        String seen = observation(patient());
        deliver();
        assertThat(receiver.events()).containsExactly("1 Observation/" + seen);

        Desk.change(person, "roles", "billing");
        observation(patient());
        deliver();
        assertThat(receiver.events()).containsExactly("1 Observation/" + seen);
        assertThat(subscription(id).path("status").asText()).isEqualTo("active");

        Desk.change(person, "disable");
        observation(patient());
        deliver();
        assertThat(receiver.events()).containsExactly("1 Observation/" + seen);
        assertEnded(id);
    }

    @Test
    void appThatIsNotLetWithoutItsUser_subscribesToNothing() {
        Desk desk = Desk.of(person, "clinician");
        HttpResponse<String> refused = subscribe(desk.token("openid fhirUser user/*.cruds"));
        assertOutcome(refused, 403);
        assertThat(refused.body()).contains("offline_access");
    }

    @Test
    void whatThePersonAllowed_takenBack_endsTheSubscription() {
        Desk desk = Desk.of(person, "clinician");
        JsonNode tokens = desk.tokens(SCOPES, Map.of());
        String id = subscribed(tokens.path("access_token").asText());
        desk.revoke(tokens.path("refresh_token").asText());
        observation(patient());
        deliver();

        assertThat(receiver.events()).isEmpty();
        assertEnded(id);
    }

    @Test
    void launchPatient_isTheOneWhoseEventsAreSent() {
        String mine = patient();
        Desk desk = Desk.of(person, "clinician");
        String token = desk.token(
                "launch openid fhirUser offline_access patient/Observation.rs user/Subscription.cruds",
                Map.of("launch", launches.issue(TENANT, person, LaunchContext.of(mine, null, true))));
        subscribed(token);
        observation(patient());
        String seen = observation(mine);
        deliver();

        assertThat(receiver.events()).containsExactly("1 Observation/" + seen);
    }

    @Test
    void billerAndPatient_subscribeToNothing_andAnotherPersonOfTheAppMayOnlyTurnItOff() {
        String id = subscribed(Desk.of(person, "clinician").token(SCOPES));
        assertOutcome(subscribe(Desk.of(person + "-b", "billing").token(SCOPES)), 403);
        assertOutcome(subscribe(Desk.of("Patient/" + patient(), "patient").token(SCOPES)), 403);
        String other = Desk.of(person + "-c", "clinician").token(SCOPES);
        String now = as(other, "GET", "/Subscription/" + id, "").body();
        assertOutcome(as(other, "PUT", "/Subscription/" + id, now.replace("\"active\"", "\"requested\"")), 403);
        assertThat(as(other, "PUT", "/Subscription/" + id, now.replace("\"active\"", "\"off\""))
                        .statusCode())
                .isEqualTo(200);
        observation(patient());
        deliver();

        assertThat(receiver.events()).isEmpty();
    }
}

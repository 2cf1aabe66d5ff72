package io.chartside.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;

/** Has deliveries done when it says so, at the time that it says. */
abstract class SubscriptionTester extends RestTest {
    static final TenantId SUBSCRIBED_ID = new TenantId("subscribed");
    static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes();
    private static final List<String> SUBSCRIPTIONS = new ArrayList<>();
    private static String token;

    /** Of whom the test follows: who is told, of whom, by which Subscription. */
    SubscriptionReceiver receiver;

    String patient;
    String id;

    @Autowired
    Deliveries deliveries;

    @Autowired
    DeliverySchedule schedule;

    @Autowired
    Database database;

    /** Of the client {@code subscriber}. */
    static synchronized String token() {
        if (token == null) {
            newToken();
        }
        return token;
    }

    static synchronized void newToken() {
        token = newToken(SUBSCRIBED, "subscriber", "system/*.cruds drafts");
    }

    static HttpResponse<String> call(String method, String path, String body) {
        return call(token(), method, path, body);
    }

    static HttpResponse<String> call(String token, String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : SUBSCRIBED + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", FHIR_JSON)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    static SubscriptionReceiver receiver() {
        return SubscriptionReceiver.at("/" + UUID.randomUUID());
    }

    /** What stands after the channel's own extensions, and between criteria and channel. */
    static String subscription(
            SubscriptionReceiver receiver, Topic topic, String content, List<String> filters, String extensions) {
        String criteria = filters.stream()
                .map(filter -> "{\"url\":\"" + Backport.FILTER + "\",\"valueString\":\"" + filter + "\"}")
                .reduce((a, b) -> a + "," + b)
                .map(all -> ",\"_criteria\":{\"extension\":[" + all + "]}")
                .orElse("");
        return """
                {"resourceType": "Subscription", "status": "requested", "reason": "test", "criteria": "%s"%s,
                 "channel": {"type": "rest-hook", "endpoint": "%s", "payload": "application/fhir+json",
                  "header": ["Authorization: Bearer of-the-receiver"],
                  "_payload": {"extension": [{"url": "%s", "valueCode": "%s"}]},
                  "extension": [{"url": "%s", "valueString": "whsec_%s"}%s]}}
                """.formatted(
                        topic.canonical(),
                        criteria,
                        receiver.url(),
                        Backport.CONTENT,
                        content,
                        TermsReader.SECRET,
                        Base64.getEncoder().encodeToString(SECRET),
                        extensions);
    }

    static String maxCount(int count) {
        return ",{\"url\":\"" + Backport.MAX_COUNT + "\",\"valuePositiveInt\":" + count + "}";
    }

    static String subscribed(SubscriptionReceiver receiver, Topic topic, String content, String... filters) {
        return subscribed(subscription(receiver, topic, content, List.of(filters), ""));
    }

    /** From now on the receiver is told of a new patient's resources of that type; the handshake is over. */
    void follow(String family, String type, String content) {
        receiver = receiver();
        patient = newPatient(family);
        id = subscribed(receiver, Topic.RESOURCE_CHANGE, content, type + "?patient=Patient/" + patient);
        deliver();
    }

    static String subscribed(String body) {
        String id = made("Subscription", body);
        SUBSCRIPTIONS.add(id);
        return id;
    }

    /** So that the next test delivers its own alone. */
    @AfterEach
    void unsubscribe() {
        SUBSCRIPTIONS.forEach(
                id -> assertThat(call("DELETE", "/Subscription/" + id, null).statusCode())
                        .isEqualTo(204));
        SUBSCRIPTIONS.clear();
    }

    static String made(String type, String body) {
        HttpResponse<String> created = call("POST", "/" + type, body);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return json(created).path("id").asText();
    }

    static String newPatient(String family) {
        return made("Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + family + "\"}]}");
    }

    /** Of a note that a person wrote. */
    static String composition(String patient, String status, String more) {
        return """
                {"resourceType": "Composition", "status": "%s", "type": {"text": "Progress note"}, "date": "2026-03-04",
                 "title": "Note", "author": [{"display": "A clinician"}],
                 "subject": {"reference": "Patient/%s"}%s}""".formatted(status, patient, more);
    }

    static void putNote(String id, String patient, String status) {
        HttpResponse<String> put =
                call("PUT", "/Composition/" + id, composition(patient, status, ",\"id\":\"" + id + "\""));
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
    }

    static void assertOk(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    static JsonNode read(String path) {
        HttpResponse<String> found = call("GET", path, null);
        assertOk(found);
        return json(found);
    }

    /** Waits until the feed tells all that was written before: until every transaction of then has ended. */
    void settle() {
        String horizon = database.reading(SUBSCRIBED_ID, MomentReader::horizon);
        await("what was begun has ended")
                .atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> database.reading(SUBSCRIBED_ID, session -> MomentReader.isPast(session, horizon)));
    }

    /** All that can be done now. */
    void deliver() {
        deliver(Duration.ZERO);
    }

    /** All that can be done once so much time has gone by. */
    void deliver(Duration later) {
        settle();
        Instant now = Instant.now().plus(later);
        while (deliveries.step(SUBSCRIBED_ID, now)) {
            // Until nothing is left.
        }
    }
}

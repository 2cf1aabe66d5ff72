package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.rest.SubscriptionReceiver;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * {@code kill -9} of the server and of PostgreSQL in the middle of writes, on real processes (R1, R2): what was acknowledged is
 * there, and of what was not there is all or nothing; and whoever subscribed is told of all of it (R11).
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashTest {
    private static final int WRITERS = 4;
    private static final int ACKNOWLEDGED_BEFORE = 40;

    private final RealServer server = RealServer.shared();

    /** Clients that write a patient with two observations in one transaction, again and again. */
    private final class Writers implements AutoCloseable {
        private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
        private final Queue<String> unknown = new ConcurrentLinkedQueue<>();
        private final ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        private volatile boolean over;

        Writers(String run) {
            for (int i = 0; i < WRITERS; i++) {
                String writer = run + "-" + i;
                pool.execute(() -> {
                    for (int n = 0; !over; n++) {
                        write(writer + "-" + n);
                    }
                });
            }
        }

        private void write(String key) {
            try {
                HttpResponse<String> answer = server.post("", transaction(key));
                if (answer.statusCode() != 200) {
                    unknown.add(key);
                    return;
                }
                List<String> locations = new ArrayList<>();
                for (JsonNode entry : RealServer.json(answer).path("entry")) {
                    locations.add(entry.at("/response/location")
                            .asText()
                            .replaceAll("(^|.*/)([A-Z]\\w+/[^/]+)/_history/.*", "$2"));
                }
                acknowledged.put(key, locations);
            } catch (IOException e) {
                unknown.add(key);
            }
        }

        void awaitAcknowledged(int count) {
            await("writers get on").atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= count);
        }

        @Override
        public void close() throws InterruptedException {
            over = true;
            pool.shutdown();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static String transaction(String key) {
        String identifier = "\"identifier\": [{\"system\": \"urn:crash\", \"value\": \"" + key + "\"}]";
        String observation = """
                {"resource": {"resourceType": "Observation", "status": "final", %s, "code": {"text": "pulse"},
                  "subject": {"reference": "urn:uuid:5f3f3d4e-0a3c-4a53-9f0e-0d5f0a7d8c11"}},
                 "request": {"method": "POST", "url": "Observation"}}""".formatted(identifier);
        return """
                {"resourceType": "Bundle", "type": "transaction", "entry": [
                  {"fullUrl": "urn:uuid:5f3f3d4e-0a3c-4a53-9f0e-0d5f0a7d8c11", "resource": {"resourceType": "Patient", %s},
                   "request": {"method": "POST", "url": "Patient"}}, %s, %s]}""".formatted(identifier, observation, observation);
    }

    private int found(String type, String key) throws IOException {
        HttpResponse<String> page = server.get("/" + type + "?identifier=urn:crash%7C" + key);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        return RealServer.json(page).path("entry").size();
    }

    private void assertNothingLostNothingTorn(Writers writers) throws IOException {
        for (Map.Entry<String, List<String>> written : writers.acknowledged.entrySet()) {
            assertThat(written.getValue()).hasSize(3);
            for (String location : written.getValue()) {
                assertThat(server.get("/" + location).statusCode())
                        .as(written.getKey() + ", " + location)
                        .isEqualTo(200);
            }
        }
        for (String key : writers.unknown.stream().limit(40).toList()) {
            int patients = found("Patient", key);
            assertThat(patients).as(key).isIn(0, 1);
            assertThat(found("Observation", key)).as(key).isEqualTo(2 * patients);
        }
        assertThat(server.auditVerified()).contains("is whole");
    }

    @Test
    @Order(1)
    void serverKilledInTheMiddleOfWrites_losesNoAcknowledgedOne_andLeavesNoHalf() throws Exception {
        SubscriptionReceiver receiver = SubscriptionReceiver.at("/crash");
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        receiver.answers(one -> {
            if (one.parameter("type").equals("event-notification")) {
                sent.countDown();
                awaited(killed); // Nobody waits for this answer any more.
            }
            return 200;
        });
        subscribe(receiver);
        try (Writers writers = new Writers("server")) {
            writers.awaitAcknowledged(ACKNOWLEDGED_BEFORE);
            awaited(sent);
            server.killServer();
            killed.countDown();
            writers.close();
            assertThat(writers.unknown).isNotEmpty();

            server.startServer();

            assertNothingLostNothingTorn(writers);
            assertAllDelivered(receiver, writers);
        }
    }

    private void subscribe(SubscriptionReceiver receiver) throws IOException {
        String guide = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
        HttpResponse<String> subscribed = server.post("/Subscription", """
                {"resourceType": "Subscription", "status": "requested", "reason": "crash",
                 "criteria": "https://chartside.io/fhir/SubscriptionTopic/resource-change",
                 "_criteria": {"extension": [{"url": "%1$sbackport-filter-criteria", "valueString": "Observation"}]},
                 "channel": {"type": "rest-hook", "endpoint": "%2$s", "payload": "application/fhir+json",
                  "_payload": {"extension": [{"url": "%1$sbackport-payload-content", "valueCode": "id-only"}]},
                  "extension": [{"url": "%1$sbackport-max-count", "valuePositiveInt": 20},
                   {"url": "https://chartside.io/fhir/StructureDefinition/webhook-secret",
                    "valueString": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="}]}}
                """.formatted(guide, receiver.url()));
        assertThat(subscribed.statusCode()).as(subscribed.body()).isEqualTo(201);
    }

    /** What was under way when the process died comes again, with the numbers that it had. */
    private static void assertAllDelivered(SubscriptionReceiver receiver, Writers writers) {
        Set<String> written = new HashSet<>();
        writers.acknowledged
                .values()
                .forEach(locations -> locations.stream()
                        .filter(location -> location.startsWith("Observation/"))
                        .forEach(written::add));
        await("all is delivered")
                .atMost(Duration.ofSeconds(90))
                .until(() -> told(receiver).values().containsAll(written));
        List<String> events = receiver.events();
        Map<String, String> told = told(receiver);
        assertThat(events).hasSizeGreaterThan(told.size());
        assertThat(new HashSet<>(events)).as("a number means one event").hasSize(told.size());
        assertThat(told.keySet().stream().map(Integer::parseInt).sorted())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, told.size()).boxed().toList());
    }

    /** By their numbers. */
    private static Map<String, String> told(SubscriptionReceiver receiver) {
        Map<String, String> told = new HashMap<>();
        receiver.events().forEach(event -> told.put(event.split(" ")[0], event.split(" ")[1]));
        return told;
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(90, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(2)
    void databaseKilledInTheMiddleOfWrites_losesNoAcknowledgedOne_andTheServerGoesOn() throws Exception {
        try (Writers writers = new Writers("database")) {
            writers.awaitAcknowledged(ACKNOWLEDGED_BEFORE);
            server.killAndRestartDatabase();
            writers.awaitAcknowledged(writers.acknowledged.size() + ACKNOWLEDGED_BEFORE);
            writers.close();
            assertThat(writers.unknown).isNotEmpty();

            assertNothingLostNothingTorn(writers);
        }
    }
}

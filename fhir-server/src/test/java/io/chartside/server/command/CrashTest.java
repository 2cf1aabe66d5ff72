package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * {@code kill -9} of the server and of PostgreSQL in the middle of writes, on real processes (R1, R2): what was acknowledged is
 * there, and of what was not there is all or nothing.
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
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (acknowledged.size() < count) {
                assertThat(System.nanoTime()).as("writers get on").isLessThan(deadline);
                Thread.onSpinWait();
            }
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
        try (Writers writers = new Writers("server")) {
            writers.awaitAcknowledged(ACKNOWLEDGED_BEFORE);
            server.killServer();
            writers.close();
            assertThat(writers.unknown).isNotEmpty();

            server.startServer();

            assertNothingLostNothingTorn(writers);
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

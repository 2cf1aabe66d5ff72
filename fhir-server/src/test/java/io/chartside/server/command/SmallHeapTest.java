package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The server in a heap of 256 MB: the largest requests complete or are refused, and it goes on. */
class SmallHeapTest {
    /** A transaction that kept the search values of all its resources, and all sealed bodies, was eleven times its bytes in live objects. */
    private static final int TRANSACTION = 18 << 20;

    private static final int TOO_DENSE = 6 << 20;
    private static final int TOO_LARGE_FOR_HAPI = 9 << 20;

    private final RealServer server = RealServer.shared();

    @Test
    void largeTransactions_completeEachTime() throws Exception {
        String observation = observation();
        StringBuilder bundle = new StringBuilder(TRANSACTION + 10_000)
                .append("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
        int entries = 0;
        while (bundle.length() < TRANSACTION) {
            bundle.append(entries++ == 0 ? "" : ",")
                    .append("{\"resource\":")
                    .append(observation)
                    .append(",\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}");
        }
        String body = bundle.append("]}").toString();
        bundle = null;
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = post("", body, "application/fhir+json");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(RealServer.json(answer).path("entry")).hasSize(entries);
        }
        assertWell();
    }

    private static String observation() {
        StringBuilder components = new StringBuilder();
        for (int i = 0; i < 14; i++) {
            components
                    .append(i == 0 ? "" : ",")
                    .append("{\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"")
                    .append(8000 + i)
                    .append("-0\",\"display\":\"Component\"}]},\"valueQuantity\":{\"value\":")
                    .append(i)
                    .append(".5,\"unit\":\"mmHg\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mm[Hg]\"}}");
        }
        return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\","
                + "\"code\":\"8867-4\"}]},\"component\":[" + components + "]}";
    }

    @Test
    void whatWouldFillTheHeap_isRefused_andTheServerGoesOn() throws Exception {
        String names = "{},".repeat(TOO_DENSE / 3);
        assertTooLarge(post(
                "/Patient",
                "{\"resourceType\":\"Patient\",\"name\":[" + names + "{\"family\":\"A\"}]}",
                "application/fhir+json"));
        String unknown = "{\"text\":\"" + "x".repeat(1_000) + "\"},";
        assertTooLarge(post(
                "/Patient",
                "{\"resourceType\":\"Patient\",\"nam\":[" + unknown.repeat(TOO_LARGE_FOR_HAPI / 1_000) + "{}]}",
                "application/fhir+json"));
        String name = "<name><text value=\"" + "x".repeat(1_000) + "\"/></name>";
        assertTooLarge(post(
                "/Patient",
                "<Patient xmlns=\"http://hl7.org/fhir\">" + name.repeat(TOO_LARGE_FOR_HAPI / 1_000) + "</Patient>",
                "application/fhir+xml"));
        assertWell();
    }

    private static void assertTooLarge(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
        JsonNode outcome = RealServer.json(answer);
        assertThat(outcome.path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(outcome.at("/issue/0/code").asText()).isEqualTo("too-long");
        assertThat(outcome.at("/issue/0/diagnostics").asText()).contains("send it in parts");
    }

    private HttpResponse<String> post(String path, String body, String contentType) throws IOException {
        return RealServer.send(server.request(path)
                .timeout(Duration.ofMinutes(3))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void assertWell() throws IOException {
        assertThat(server.get("/Patient?_count=1").statusCode()).isEqualTo(200);
        List<Path> logs;
        try (Stream<Path> files = Files.list(server.data().resolve("logs"))) {
            logs = files.filter(file -> file.getFileName().toString().startsWith("fhir-server"))
                    .toList();
        }
        assertThat(logs)
                .isNotEmpty()
                .allSatisfy(log -> assertThat(log).content().doesNotContain("OutOfMemoryError"));
    }
}

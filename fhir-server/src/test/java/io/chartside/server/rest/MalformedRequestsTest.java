package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * R7: requests that are wrong in every way the generator knows never come to a server error, are answered with an
 * OperationOutcome that names the element, and leave no memory behind. A few hundred here;
 * {@code -Dchartside.malformed-requests=10000} makes as many, {@code -Dchartside.malformed-seed} others.
 */
class MalformedRequestsTest extends RestTest {
    private static final int REQUESTS = Integer.getInteger("chartside.malformed-requests", 400);
    private static final long SEED = Long.getLong("chartside.malformed-seed", 20261122L);
    private static final long MOST_MEMORY_LEFT = 128L << 20;

    @Test
    void neverAServerError_alwaysAnOutcomeThatNamesTheElement() {
        put("/Patient/p", "{\"resourceType\":\"Patient\",\"id\":\"p\",\"active\":true,\"name\":[{\"family\":\"F\"}]}");
        MalformedRequests requests = new MalformedRequests(SEED);
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<String> found = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < REQUESTS; i++) {
            if (i == REQUESTS / 4) {
                before = heap();
            }
            MalformedRequests.Request request = requests.next();
            HttpResponse<String> response = sent(request);
            statuses.merge(response.statusCode(), 1, Integer::sum);
            String wrong = wrong(request, response);
            if (!wrong.isEmpty() && found.size() < 20) {
                found.add(wrong + ": request " + i + " of seed " + SEED + ": " + request + " answered "
                        + response.statusCode() + " " + response.body());
            }
        }
        assertThat(found).as("what is wrong").isEmpty();
        assertThat(heap() - before)
                .as("heap left behind; answers were %s", statuses)
                .isLessThan(MOST_MEMORY_LEFT);
        assertThat(statuses.keySet()).contains(400, 404, 405, 422);
    }

    /** What is wrong with an answer; empty when nothing is. */
    private static String wrong(MalformedRequests.Request request, HttpResponse<String> response) {
        if (response.statusCode() >= 500) {
            return "server error";
        }
        if (response.statusCode() < 400 || request.method().equals("HEAD")) {
            return "";
        }
        String body = response.body();
        if (body.startsWith("<OperationOutcome")) {
            return "";
        }
        if (!body.startsWith("{\"resourceType\":\"OperationOutcome\"")) {
            return "no OperationOutcome";
        }
        JsonNode issue = json(response).at("/issue/0");
        if (issue.path("diagnostics").asText().isEmpty()) {
            return "no diagnostics";
        }
        if (body.contains("Exception") || body.contains("HAPI-")) {
            return "shows the inside";
        }
        boolean named = !issue.at("/expression/0").asText().isEmpty();
        return response.statusCode() == 422 && request.bodyOfResource() && !named ? "names no element" : "";
    }

    private static HttpResponse<String> sent(MalformedRequests.Request request) {
        HttpRequest.Builder builder = request(request.path()).timeout(Duration.ofSeconds(20));
        request.headers().forEach(builder::setHeader);
        return send(builder.method(
                request.method(),
                request.body().length == 0
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(request.body())));
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

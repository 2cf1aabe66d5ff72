package io.chartside.server.command.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Closed-loop clients that ask for {@code $draft-note} over HTTP, each request on an encounter of its own. */
final class DraftLoad {
    private static final String FHIR_JSON = "application/fhir+json";
    private static final ObjectMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;
    private final String token;

    DraftLoad(String base, String token) {
        this.base = base;
        this.token = token;
    }

    /** @return milliseconds of each request in rising order, the first {@code warmUp} of each client left out */
    List<Double> run(String transcript, int clients, int warmUp, int requestsPerClient) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            List<Callable<List<Double>>> work = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                work.add(() -> client(transcript, warmUp, requestsPerClient));
            }
            List<Double> all = new ArrayList<>();
            for (Future<List<Double>> done : pool.invokeAll(work)) {
                all.addAll(done.get());
            }
            return all.stream().sorted().toList();
        } catch (ExecutionException e) {
            throw new BenchFailed("a draft failed: " + e.getCause().getMessage());
        } finally {
            pool.shutdownNow();
        }
    }

    private List<Double> client(String transcript, int warmUp, int requests) throws IOException, InterruptedException {
        String patient = post("Patient", JSON.createObjectNode().put("resourceType", "Patient"))
                .path("id")
                .asString();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < warmUp + requests; i++) {
            String encounter = post("Encounter", encounter(patient)).path("id").asString();
            ObjectNode parameters = JSON.createObjectNode().put("resourceType", "Parameters");
            parameters
                    .putArray("parameter")
                    .addObject()
                    .put("name", "transcript")
                    .put("valueString", transcript);
            long begun = System.nanoTime();
            JsonNode bundle = post("Encounter/" + encounter + "/$draft-note", parameters);
            double took = (System.nanoTime() - begun) / 1e6;
            if (bundle.path("entry").size() < 3) {
                throw new BenchFailed("$draft-note answered a bundle of "
                        + bundle.path("entry").size() + " entries");
            }
            if (i >= warmUp) {
                millis.add(took);
            }
        }
        return millis;
    }

    private static ObjectNode encounter(String patient) {
        ObjectNode encounter =
                JSON.createObjectNode().put("resourceType", "Encounter").put("status", "in-progress");
        encounter
                .putObject("class")
                .put("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode")
                .put("code", "AMB");
        encounter.putObject("subject").put("reference", "Patient/" + patient);
        return encounter;
    }

    private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", FHIR_JSON)
                .header("Accept", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new BenchFailed("POST " + path + " answered " + response.statusCode() + ": "
                    + response.body().substring(0, Math.min(300, response.body().length())));
        }
        return JSON.readTree(response.body());
    }
}

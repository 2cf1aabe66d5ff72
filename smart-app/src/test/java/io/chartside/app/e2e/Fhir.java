package io.chartside.app.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** A back end's look at the record: plain FHIR REST with a bearer token. */
final class Fhir {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String base;
    private final String token;

    Fhir(RunningChartside chartside) throws IOException {
        this.base = chartside.fhirBase();
        this.token = chartside.token("system/*.cruds");
    }

    JsonNode get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/" + path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/fhir+json")
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError("GET " + path + " answered " + response.statusCode() + "\n" + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    List<JsonNode> search(String query) {
        List<JsonNode> found = new ArrayList<>();
        get(query).path("entry").forEach(entry -> found.add(entry.path("resource")));
        return found;
    }
}

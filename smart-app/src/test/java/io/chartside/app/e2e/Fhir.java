package io.chartside.app.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
        return json(ask(path, "application/fhir+json", null));
    }

    /** The content of a Binary. */
    byte[] bytes(String path) {
        return ask(path, "*/*", null);
    }

    /** Replaces a resource by what is made of it. */
    void change(String path, Consumer<ObjectNode> change) {
        ObjectNode resource = (ObjectNode) get(path);
        change.accept(resource);
        ask(path, "application/fhir+json", resource);
    }

    /** Makes a resource; answers its logical id. */
    String create(String json) {
        HttpRequest.Builder request = request(
                        json(json.getBytes(UTF_8)).path("resourceType").asText(), "application/fhir+json")
                .header("Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return json(send(request.build(), 201)).path("id").asText();
    }

    private byte[] ask(String path, String accept, JsonNode body) {
        HttpRequest.Builder request = request(path, accept);
        if (body != null) {
            request.header("Content-Type", "application/fhir+json")
                    .PUT(HttpRequest.BodyPublishers.ofString(body.toString()));
        }
        return send(request.build(), 200);
    }

    private HttpRequest.Builder request(String path, String accept) {
        return HttpRequest.newBuilder(URI.create(base + "/" + path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", accept);
    }

    private static byte[] send(HttpRequest request, int expected) {
        try {
            HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != expected) {
                throw new AssertionError(request.uri().getPath() + " answered " + response.statusCode() + "\n"
                        + new String(response.body(), UTF_8));
            }
            return response.body();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    List<JsonNode> search(String query) {
        List<JsonNode> found = new ArrayList<>();
        get(query).path("entry").forEach(entry -> found.add(entry.path("resource")));
        return found;
    }
}

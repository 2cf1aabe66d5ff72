package io.chartside.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of an operation of the running server, as a command makes it: with a token of the client {@code chartside-operator},
 * which is there at every tenant.
 *
 * @param options {@code --server-url}, {@code --data-dir} and {@code --tenant}, as far as they were given
 */
record OperatorCall(Map<String, String> options) {
    private static final String OPERATOR = "chartside-operator";
    /** A chain of a few million rows, or as many heads to rekey, takes minutes. */
    private static final Duration LIMIT = Duration.ofMinutes(30);

    OperatorCall {
        options = Map.copyOf(options);
    }

    String base() {
        return options.getOrDefault("--server-url", "http://127.0.0.1:8080") + "/fhir/"
                + options.getOrDefault("--tenant", "demo");
    }

    /**
     * @param body null for a GET
     * @return what was answered with 200; otherwise empty, and the reason is told
     */
    Optional<JsonNode> send(String scope, String operation, String body, PrintStream err) {
        List<String> forToken = new ArrayList<>(List.of("--scope", scope));
        options.forEach((option, value) -> forToken.addAll(List.of(option, value)));
        ByteArrayOutputStream token = new ByteArrayOutputStream();
        int exitCode = TokenCommand.run(
                OPERATOR,
                forToken.toArray(String[]::new),
                new PrintStream(token, true, StandardCharsets.US_ASCII),
                err);
        if (exitCode != 0) {
            return Optional.empty();
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + "/" + operation))
                .timeout(LIMIT)
                .header(
                        "Authorization",
                        "Bearer " + token.toString(StandardCharsets.US_ASCII).trim());
        if (body != null) {
            request.header("Content-Type", "application/fhir+json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode answer = new ObjectMapper().readTree(response.body());
            if (response.statusCode() == 200) {
                return Optional.of(answer);
            }
            err.println("chartside: the server answered " + response.statusCode() + ": "
                    + answer.at("/issue/0/diagnostics").asText());
        } catch (IOException e) {
            err.println("chartside: no server answers at " + base() + "; start it with ./chartside up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("chartside: interrupted");
        }
        return Optional.empty();
    }

    /** The values of the parameters of this name. */
    static List<String> values(JsonNode parameters, String name) {
        List<String> values = new ArrayList<>();
        for (JsonNode parameter : parameters.path("parameter")) {
            if (parameter.path("name").asText().equals(name)) {
                parameter.fields().forEachRemaining(field -> {
                    if (field.getKey().startsWith("value")) {
                        values.add(field.getValue().asText());
                    }
                });
            }
        }
        return values;
    }
}

package io.chartside.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.admin.OperatorKey;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A request to {@code /admin} of the running server, signed with the key of its data folder.
 *
 * @param options {@code --server-url} and {@code --data-dir}, as far as they were given
 */
record AdminCall(Map<String, String> options, PrintStream err) {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    AdminCall {
        options = Map.copyOf(options);
    }

    /**
     * @param body JSON, or null for none
     * @return what was answered with 200 or 201; otherwise empty, and the reason is told
     */
    Optional<JsonNode> send(String method, String path, String body) {
        String server = options.getOrDefault("--server-url", "http://127.0.0.1:8080");
        Path data =
                Path.of(options.getOrDefault("--data-dir", System.getProperty("chartside.home", ".") + "/.chartside"));
        try {
            String token = OperatorKey.read(data).token(System.getProperty("user.name", "operator"), method, path);
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create(server + path))
                                    .timeout(LIMIT)
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .method(
                                            method,
                                            body == null
                                                    ? HttpRequest.BodyPublishers.noBody()
                                                    : HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            JsonNode answer = new ObjectMapper().readTree(response.body());
            if (response.statusCode() / 100 == 2) {
                return Optional.of(answer);
            }
            err.println("chartside: " + answer.path("error").asText("the server answered " + response.statusCode()));
        } catch (java.nio.file.NoSuchFileException e) {
            err.println("chartside: no operator's key in " + data + "; the server makes it when it starts");
        } catch (IOException e) {
            err.println("chartside: no server answers at " + server + "; start it with ./chartside up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("chartside: interrupted");
        }
        return Optional.empty();
    }
}

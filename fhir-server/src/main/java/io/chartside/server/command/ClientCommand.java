package io.chartside.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.access.Right;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./chartside client}: the OAuth clients of a tenant of the running server, whose operator's key lies in the data
 * folder. Exit code 0 when it is done, 1 when it is not, 2 for wrong options.
 */
public final class ClientCommand {
    private static final String OPERATOR = "chartside-operator";
    private static final String USAGE =
            "usage: chartside client list | show ID | add [FILE.json] | disable ID | enable ID | remove ID"
                    + " [--tenant demo] [--server-url http://127.0.0.1:8080] [--data-dir DIR]";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private ClientCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.in, System.out, System.err));
    }

    public static int run(String[] arguments, InputStream in, PrintStream out, PrintStream err) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].startsWith("--")) {
                words.add(arguments[i]);
            } else if (i + 1 < arguments.length
                    && List.of("--server-url", "--data-dir", "--tenant").contains(arguments[i])) {
                options.put(arguments[i], arguments[++i]);
            } else {
                return usage(err);
            }
        }
        String verb = words.isEmpty() ? "" : words.get(0);
        boolean named = List.of("show", "disable", "enable", "remove").contains(verb);
        boolean right = named && words.size() == 2
                || verb.equals("list") && words.size() == 1
                || verb.equals("add") && words.size() <= 2;
        if (!right) {
            return usage(err);
        }
        try {
            String body = verb.equals("add") ? description(words, in) : null;
            String path = named ? "/" + URLEncoder.encode(words.get(1), StandardCharsets.UTF_8) : "";
            Optional<JsonNode> answer = switch (verb) {
                case "add" -> send(options, "POST", "", body, err);
                case "remove" -> send(options, "DELETE", path, null, err);
                case "disable", "enable" -> send(options, "POST", path + "/" + verb, null, err);
                default -> send(options, "GET", path, null, err);
            };
            answer.ifPresent(json -> tell(verb, words, json, out, err));
            return answer.isPresent() ? 0 : 1;
        } catch (IOException e) {
            err.println("chartside: cannot read the description of the client: " + e.getMessage());
            return 1;
        }
    }

    private static int usage(PrintStream err) {
        err.println("chartside: " + USAGE);
        return 2;
    }

    /** RFC 7591 JSON of the file, or of standard input. */
    private static String description(List<String> words, InputStream in) throws IOException {
        boolean file = words.size() == 2 && !words.get(1).equals("-");
        return file ? Files.readString(Path.of(words.get(1))) : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void tell(String verb, List<String> words, JsonNode json, PrintStream out, PrintStream err) {
        switch (verb) {
            case "list" ->
                json.path("clients")
                        .forEach(client -> out.printf(
                                "%-40s %-9s %-15s %s%n",
                                client.path("client_id").asText(),
                                client.path("chartside_enabled").asBoolean() ? "enabled" : "disabled",
                                client.path("chartside_source").asText(),
                                client.path("client_name").asText()));
            case "remove" -> out.println("client " + words.get(1) + " is removed; what it held is dead");
            default -> {
                out.println(json.toPrettyString());
                if (json.has("client_secret")) {
                    err.println("chartside: the secret is shown this once; only its hash is kept");
                }
            }
        }
    }

    /** What was answered with 2xx; otherwise empty, and the reason is told. */
    private static Optional<JsonNode> send(
            Map<String, String> options, String method, String path, String body, PrintStream err) {
        List<String> forToken = new ArrayList<>(List.of("--scope", Right.MANAGE_CLIENTS.scope()));
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
        String base = new OperatorCall(options).base();
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/admin/clients" + path))
                .timeout(LIMIT)
                .header(
                        "Authorization",
                        "Bearer " + token.toString(StandardCharsets.US_ASCII).trim())
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
            if (response.statusCode() / 100 == 2) {
                return Optional.of(answer);
            }
            err.println("chartside: the server answered " + response.statusCode() + ": "
                    + answer.at("/issue/0/diagnostics").asText());
        } catch (IOException e) {
            err.println("chartside: no server answers at " + base + "; start it with ./chartside up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("chartside: interrupted");
        }
        return Optional.empty();
    }
}

package io.chartside.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.access.Right;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./chartside user}: the accounts of a tenant of the running server, whose operator's key lies in the data folder. Exit
 * code 0 when it is done, 1 when it is not, 2 for wrong options.
 */
public final class UserCommand {
    private static final String OPERATOR = "chartside-operator";
    private static final String USAGE = """
            usage: chartside user list
                   chartside user show USER
                   chartside user add USER --name "Dr. Ada Byron" --email ada@clinic.example --roles clinician,admin
                   chartside user role USER ROLE,…
                   chartside user invite|disable|enable USER
                   chartside user reset USER [--drop-second-factor]
                   USER is Practitioner/id, PractitionerRole/id, Patient/id or RelatedPerson/id
                   each with [--tenant demo] [--server-url http://127.0.0.1:8080] [--data-dir DIR]""";
    private static final List<String> CONNECTION = List.of("--server-url", "--data-dir", "--tenant");
    private static final List<String> DETAILS = List.of("--name", "--email", "--roles");
    private static final String DROP = "--drop-second-factor";
    private static final Map<String, Integer> WORDS =
            Map.of("list", 1, "show", 2, "add", 2, "role", 3, "invite", 2, "reset", 2, "disable", 2, "enable", 2);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private UserCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        Map<String, String> details = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].startsWith("--")) {
                words.add(arguments[i]);
            } else if (arguments[i].equals(DROP) && words.contains("reset")) {
                details.put(DROP, "");
            } else if (i + 1 < arguments.length && CONNECTION.contains(arguments[i])) {
                options.put(arguments[i], arguments[++i]);
            } else if (i + 1 < arguments.length && DETAILS.contains(arguments[i])) {
                details.put(arguments[i], arguments[++i]);
            } else {
                return usage(err);
            }
        }
        String verb = words.isEmpty() ? "" : words.get(0);
        boolean described = !verb.equals("add") || details.keySet().containsAll(DETAILS);
        if (words.size() != WORDS.getOrDefault(verb, 0) || words.isEmpty() || !described) {
            return usage(err);
        }
        Optional<JsonNode> answer = ask(verb, words, details, options, err);
        answer.ifPresent(json -> tell(verb, json, out, err));
        if (verb.equals("reset") && answer.isPresent() && !details.containsKey(DROP)) {
            err.println("chartside: a second factor stays; where the device is lost, add " + DROP);
        }
        return answer.isPresent() ? 0 : 1;
    }

    private static int usage(PrintStream err) {
        err.println(USAGE);
        return 2;
    }

    private static Optional<JsonNode> ask(
            String verb,
            List<String> words,
            Map<String, String> details,
            Map<String, String> options,
            PrintStream err) {
        String user = words.size() < 2 ? "" : "/" + words.get(1);
        return switch (verb) {
            case "list" -> send(options, "GET", "", null, err);
            case "show" -> send(options, "GET", user, null, err);
            case "add" -> {
                ObjectNode account = roles(details.get("--roles"));
                account.put("fhirUser", words.get(1));
                account.put("name", details.get("--name"));
                account.put("email", details.get("--email"));
                yield send(options, "POST", "", account.toString(), err);
            }
            case "role" ->
                send(options, "PUT", user + "/roles", roles(words.get(2)).toString(), err);
            case "reset" ->
                send(
                        options,
                        "POST",
                        user + "/reset",
                        details.containsKey(DROP) ? "{\"secondFactor\":\"drop\"}" : null,
                        err);
            default -> send(options, "POST", user + "/" + verb, null, err);
        };
    }

    private static ObjectNode roles(String commaSeparated) {
        ObjectNode json = JSON.createObjectNode();
        var roles = json.putArray("roles");
        Arrays.stream(commaSeparated.split(",")).map(String::strip).forEach(roles::add);
        return json;
    }

    private static void tell(String verb, JsonNode json, PrintStream out, PrintStream err) {
        if (verb.equals("list")) {
            json.path("users").forEach(user -> line(user, out));
        } else if (json.has("link")) {
            out.println(json.path("link").asText());
            err.println("chartside: hand this link to " + json.path("name").asText()
                    + " and nobody else; it works once, for "
                    + json.path("validHours").asInt() + " hours");
        } else {
            line(json, out);
        }
    }

    private static void line(JsonNode user, PrintStream out) {
        List<String> roles = new ArrayList<>();
        user.path("roles").forEach(role -> roles.add(role.asText()));
        out.printf(
                "%-36s %-9s %-24s %-32s %s%n",
                user.path("fhirUser").asText(),
                user.path("enabled").asBoolean() ? "enabled" : "disabled",
                String.join(",", roles),
                user.path("email").asText(),
                user.path("name").asText());
    }

    /** What was answered with 2xx; otherwise empty, and the reason is told. */
    private static Optional<JsonNode> send(
            Map<String, String> options, String method, String path, String body, PrintStream err) {
        List<String> forToken = new ArrayList<>(List.of("--scope", Right.MANAGE_USERS.scope()));
        options.forEach((option, value) -> forToken.addAll(List.of(option, value)));
        ByteArrayOutputStream token = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(token, true, StandardCharsets.US_ASCII);
        if (TokenCommand.run(OPERATOR, forToken.toArray(String[]::new), printed, err) != 0) {
            return Optional.empty();
        }
        String base = new OperatorCall(options).base();
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/admin/users" + path))
                    .timeout(LIMIT)
                    .header(
                            "Authorization",
                            "Bearer "
                                    + token.toString(StandardCharsets.US_ASCII).trim())
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() / 100 == 2) {
                return Optional.of(answer);
            }
            err.println("chartside: the server answered " + response.statusCode() + ": "
                    + answer.at("/issue/0/diagnostics").asText());
        } catch (IllegalArgumentException e) {
            err.println("chartside: not a user: " + path.substring(1));
        } catch (IOException e) {
            err.println("chartside: no server answers at " + base + "; start it with ./chartside up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("chartside: interrupted");
        }
        return Optional.empty();
    }
}

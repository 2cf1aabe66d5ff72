package io.chartside.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./chartside staff}: the operator's own people, who sign in at {@code /staff}, and the record of what they did there. Exit code 0 when it is done, 1 when it
 * is not, 2 for wrong options.
 */
public final class StaffCommand {
    private static final String USAGE = """
            usage: chartside staff list
                   chartside staff add LOGIN --name "Ada Ops" --role super_admin|platform_ops|support|finance|read_only
                   chartside staff role LOGIN --role ROLE
                   chartside staff suspend|resume|reset LOGIN
                   chartside staff audit
                   each with [--server-url http://127.0.0.1:8080] [--data-dir DIR]""";
    private static final List<String> OPTIONS = List.of("--server-url", "--data-dir", "--name", "--role");

    private StaffCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].startsWith("--")) {
                words.add(arguments[i]);
            } else if (i + 1 < arguments.length && OPTIONS.contains(arguments[i])) {
                options.put(arguments[i], arguments[++i]);
            } else {
                err.println(USAGE);
                return 2;
            }
        }
        String verb = words.isEmpty() ? "" : words.get(0);
        if (!List.of("list", "audit", "add", "role", "suspend", "resume", "reset")
                        .contains(verb)
                || words.size() != (List.of("list", "audit").contains(verb) ? 1 : 2)) {
            err.println(USAGE);
            return 2;
        }
        Optional<JsonNode> answer = send(verb, words, options, new AdminCall(options, err));
        answer.ifPresent(found -> tell(found, out));
        return answer.isPresent() ? 0 : 1;
    }

    private static Optional<JsonNode> send(
            String verb, List<String> words, Map<String, String> options, AdminCall call) {
        if (verb.equals("list") || verb.equals("audit")) {
            return call.send("GET", "/admin/staff" + (verb.equals("list") ? "" : "/audit"), null);
        }
        ObjectNode body = new ObjectMapper().createObjectNode();
        body.put("name", options.getOrDefault("--name", ""));
        body.put("role", options.getOrDefault("--role", ""));
        String path = "/admin/staff/" + words.get(1);
        return call.send("POST", verb.equals("add") ? path : path + "/" + verb, body.toString());
    }

    private static void tell(JsonNode answer, PrintStream out) {
        if (answer.isArray()) {
            answer.forEach(person -> tellLine(person, out));
            return;
        }
        if (answer.has("events")) {
            tellAudit(answer, out);
            return;
        }
        tellLine(answer, out);
        if (answer.has("password")) {
            out.println("password      " + answer.path("password").asText());
            out.println("one-time code " + answer.path("totp").asText());
            out.println("Both are told this once. Sign in at /staff.");
        }
    }

    /** The latest events, a line of FHIR JSON each, and whether the chain that they stand in is whole. */
    private static void tellAudit(JsonNode answer, PrintStream out) {
        answer.path("events").forEach(event -> out.println(event.toString()));
        out.println("the staff's audit trail " + (answer.path("intact").asBoolean() ? "is whole: " : "does not hold: ")
                + answer.path("rows").asText() + " rows");
        answer.path("problems").forEach(problem -> out.println(problem.asText()));
    }

    private static void tellLine(JsonNode person, PrintStream out) {
        out.printf(
                "%-20s %-12s %-9s %s%n",
                person.path("login").asText(),
                person.path("role").asText(),
                person.path("suspended").asBoolean() ? "suspended" : "active",
                person.path("name").asText());
    }
}

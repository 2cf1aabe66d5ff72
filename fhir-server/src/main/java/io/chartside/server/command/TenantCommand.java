package io.chartside.server.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * {@code ./chartside tenant}: makes, shows, changes and cuts off tenants of the running server, without a restart. Exit code 0
 * when it is done, 1 when it is not, 2 for wrong options.
 */
public final class TenantCommand {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USAGE = """
            usage: chartside tenant list
                   chartside tenant show NAME
                   chartside tenant add NAME --name "Clinic A" [--policy FILE.yml]
                   chartside tenant policy NAME FILE.yml
                   chartside tenant contract NAME CONTRACT.json
                   chartside tenant suspend|resume|close NAME [--reason TEXT]
                   each with [--server-url http://127.0.0.1:8080] [--data-dir DIR]""";
    private static final List<String> OPTIONS = List.of("--server-url", "--data-dir", "--name", "--policy", "--reason");

    private TenantCommand() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** A file that cannot be used, or words that mean nothing. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
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
                words.clear();
                break;
            }
        }
        try {
            Optional<JsonNode> answer = send(words, options, new AdminCall(options, err));
            answer.ifPresent(found -> tell(found, out));
            return answer.isPresent() ? 0 : 1;
        } catch (Wrong e) {
            err.println(e.getMessage());
            return 2;
        }
    }

    private static Optional<JsonNode> send(List<String> words, Map<String, String> options, AdminCall call)
            throws Wrong {
        String verb = words.isEmpty() ? "" : words.get(0);
        int needed = Map.of("list", 1, "policy", 3, "contract", 3).getOrDefault(verb, 2);
        if (words.size() != needed) {
            throw new Wrong(USAGE);
        }
        String path = "/admin/tenants" + (needed == 1 ? "" : "/" + words.get(1));
        return switch (verb) {
            case "list", "show" -> call.send("GET", path, null);
            case "add" -> call.send("POST", path, added(options).toString());
            case "policy" ->
                call.send("PUT", path + "/policy", yaml(words.get(2)).toString());
            case "contract" ->
                call.send("POST", path + "/contract", yaml(words.get(2)).toString());
            case "suspend", "resume", "close" ->
                call.send(
                        "POST",
                        path + "/state/" + verb,
                        JSON.createObjectNode()
                                .put("reason", options.getOrDefault("--reason", ""))
                                .toString());
            default -> throw new Wrong(USAGE);
        };
    }

    private static ObjectNode added(Map<String, String> options) throws Wrong {
        ObjectNode policy = options.containsKey("--policy") ? yaml(options.get("--policy")) : JSON.createObjectNode();
        if (options.containsKey("--name")) {
            policy.put("name", options.get("--name"));
        }
        return policy;
    }

    /** JSON is YAML. */
    private static ObjectNode yaml(String file) throws Wrong {
        try {
            Object content = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(Path.of(file)));
            if (JSON.valueToTree(content) instanceof ObjectNode object) {
                return object;
            }
            throw new Wrong("chartside: " + file + " holds no keys");
        } catch (IOException e) {
            throw new Wrong("chartside: cannot read " + file);
        } catch (YAMLException | IllegalArgumentException e) {
            throw new Wrong("chartside: " + file + " is neither YAML nor JSON");
        }
    }

    private static void tell(JsonNode answer, PrintStream out) {
        if (answer.isArray()) {
            answer.forEach(tenant -> out.printf(
                    "%-20s %-10s %-20s %s%n",
                    tenant.path("tenant").asText(),
                    tenant.path("state").asText(),
                    "agreement " + tenant.path("agreement").asText(),
                    tenant.path("name").asText()));
            return;
        }
        try {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }
}

package io.chartside.server.deidentify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.JsonTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Codings of published code systems. Their texts, which people may type, go; so does every code of a system that the table
 * {@code code-systems.txt} does not list, since a house's own codes may be the number of a chart.
 */
final class Codes {
    private static final Map<String, Pattern> SYSTEMS = new HashMap<>();
    private static final Map<String, Pattern> BEGINNINGS = new HashMap<>();

    static {
        for (List<String> line : Lines.of("code-systems.txt")) {
            String system = line.get(0);
            Pattern codes = Pattern.compile(line.get(1));
            if (system.endsWith("*")) {
                BEGINNINGS.put(system.substring(0, system.length() - 1), codes);
            } else {
                SYSTEMS.put(system, codes);
            }
        }
    }

    private Codes() {}

    static boolean known(JsonNode system, JsonNode code) {
        if (system == null || code == null || !system.isTextual() || !code.isTextual()) {
            return false;
        }
        Pattern codes = SYSTEMS.get(system.textValue());
        if (codes == null) {
            // What follows the beginning is one word, so that nothing else is said by the system itself.
            codes = BEGINNINGS.entrySet().stream()
                    .filter(known -> system.textValue().startsWith(known.getKey()))
                    .filter(known -> system.textValue()
                            .substring(known.getKey().length())
                            .matches("[A-Za-z][A-Za-z0-9-]{0,49}"))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }
        return codes != null && codes.matcher(code.textValue()).matches();
    }

    /** System and code alone; null when they are not known. */
    static ObjectNode coding(JsonNode coding) {
        if (!known(coding.get("system"), coding.get("code"))) {
            return null;
        }
        ObjectNode kept = JsonTree.object();
        kept.set("system", coding.get("system"));
        kept.set("code", coding.get("code"));
        return kept;
    }

    /** Null when nothing of it is known. */
    static ArrayNode codings(JsonNode codings) {
        ArrayNode kept = JsonTree.object().arrayNode();
        for (JsonNode coding : codings) {
            ObjectNode known = coding(coding);
            if (known != null) {
                kept.add(known);
            }
        }
        return kept.isEmpty() ? null : kept;
    }

    static ObjectNode concept(JsonNode concept) {
        ArrayNode codings = codings(concept.path("coding"));
        if (codings == null) {
            return null;
        }
        ObjectNode kept = JsonTree.object();
        kept.set("coding", codings);
        return kept;
    }
}

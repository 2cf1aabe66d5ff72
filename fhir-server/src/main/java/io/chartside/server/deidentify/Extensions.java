package io.chartside.server.deidentify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.JsonTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The extensions that {@code extensions.txt} lists, as far as their values are codes. */
final class Extensions {
    private static final Map<String, Set<String>> LISTED = new HashMap<>();

    static {
        for (List<String> line : Lines.of("extensions.txt")) {
            LISTED.put(line.get(0), new HashSet<>(line.subList(1, line.size())));
        }
    }

    private Extensions() {}

    /** Null when it is not listed or holds no code. */
    static ObjectNode kept(JsonNode extension) {
        Set<String> within = LISTED.get(extension.path("url").asText());
        if (within == null) {
            return null;
        }
        ObjectNode kept = valued(extension);
        ArrayNode nested = kept.arrayNode();
        for (JsonNode inner : extension.path("extension")) {
            if (within.contains(inner.path("url").asText())) {
                ObjectNode value = valued(inner);
                if (value.size() > 1) {
                    nested.add(value);
                }
            }
        }
        if (!nested.isEmpty()) {
            kept.set("extension", nested);
        }
        return kept.size() > 1 ? kept : null;
    }

    private static ObjectNode valued(JsonNode extension) {
        ObjectNode kept = JsonTree.object();
        kept.set("url", extension.get("url"));
        ObjectNode coding = Codes.coding(extension.path("valueCoding"));
        if (coding != null) {
            kept.set("valueCoding", coding);
        }
        if (extension.path("valueCode").asText().matches("[A-Z]{1,4}")) {
            kept.set("valueCode", extension.get("valueCode"));
        }
        return kept;
    }
}

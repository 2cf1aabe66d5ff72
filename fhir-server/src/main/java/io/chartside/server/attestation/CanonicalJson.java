package io.chartside.server.attestation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * FHIR's static canonical JSON (R4, json.html, Canonical JSON): properties in alphabetical order, no white space between
 * tokens, and neither {@code Resource.meta} nor {@code Resource.text}, which servers change. Numbers keep the digits
 * they were written with.
 */
final class CanonicalJson {
    /** Names the method in {@code Signature.targetFormat}. */
    static final String METHOD = "http://hl7.org/fhir/canonicalization/json#static";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    private CanonicalJson() {}

    static byte[] ofResource(byte[] json) {
        try {
            ObjectNode resource = (ObjectNode) JSON.readTree(json);
            resource.remove(List.of("meta", "text"));
            return of(resource);
        } catch (IOException e) {
            throw new IllegalArgumentException("a resource in JSON is needed", e);
        }
    }

    static byte[] of(JsonNode node) {
        try {
            return JSON.writeValueAsString(sorted(node)).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree is always writable", e);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            Collections.sort(names);
            ObjectNode ordered = JSON.createObjectNode();
            names.forEach(name -> ordered.set(name, sorted(node.get(name))));
            return ordered;
        }
        if (node.isArray()) {
            ArrayNode ordered = JSON.createArrayNode();
            node.forEach(element -> ordered.add(sorted(element)));
            return ordered;
        }
        return node;
    }
}

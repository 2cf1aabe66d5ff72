package io.chartside.server.patch;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.flipkart.zjsonpatch.CompatibilityFlags;
import com.flipkart.zjsonpatch.InvalidJsonPatchException;
import com.flipkart.zjsonpatch.JsonPatch;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.ResourcePatch;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.StoredResource;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Function;

/**
 * A JSON Patch (RFC 6902). Operations are applied one by one so that the one that fails can be named, and what they copy
 * is bounded: forty operations that each copy all there is would otherwise fill the memory.
 */
final class JsonPatchDocument implements ResourcePatch {
    private static final int MOST_OPERATIONS = 1_000;
    private static final int MOST_COPIED = 4_000_000;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
    private static final EnumSet<CompatibilityFlags> STRICT =
            EnumSet.of(CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT);

    private final JsonNode operations;
    private final Function<byte[], ResourceJson> parser;

    JsonPatchDocument(byte[] document, Function<byte[], ResourceJson> parser) {
        this.parser = parser;
        try {
            operations = JSON.readTree(document);
        } catch (IOException e) {
            throw FhirRefusal.malformed("The body is no JSON Patch");
        }
        if (operations == null || !operations.isArray() || operations.isEmpty()) {
            throw FhirRefusal.malformed("A JSON Patch is an array of operations");
        }
        if (operations.size() > MOST_OPERATIONS) {
            throw new FhirRefusal(413, "too-costly", "A patch has at most " + MOST_OPERATIONS + " operations");
        }
        try {
            JsonPatch.validate(operations, STRICT);
        } catch (InvalidJsonPatchException | IllegalArgumentException e) {
            throw FhirRefusal.malformed("An operation of the JSON Patch lacks what RFC 6902 asks, or is unknown");
        }
    }

    @Override
    public Optional<ResourceJson> carrier() {
        return Optional.empty();
    }

    @Override
    public ResourceJson apply(StoredResource current) {
        try {
            JsonNode document = JSON.readTree(current.json());
            long copied = 0;
            for (int i = 0; i < operations.size(); i++) {
                JsonNode operation = operations.get(i);
                copied += copiedBy(operation, document);
                if (copied > MOST_COPIED) {
                    throw new FhirRefusal(413, "too-costly", "The patch copies too much");
                }
                document = applied(operation, i, document);
            }
            ResourceJson after = parser.apply(JSON.writeValueAsBytes(document));
            ServerAssigned.check(JsonTree.ofStored(current.json()), after.tree());
            return after;
        } catch (IOException e) {
            throw new IllegalStateException("the stored version is no JSON", e);
        }
    }

    private static JsonNode applied(JsonNode operation, int index, JsonNode document) {
        try {
            return JsonPatch.apply(JSON.createArrayNode().add(operation.deepCopy()), document, STRICT);
        } catch (RuntimeException e) {
            // Besides its own exceptions the library lets those of lists and pointers through.
            throw new FhirRefusal(
                    422,
                    "processing",
                    "Operation " + (index + 1) + " of the patch does not fit the resource: its test fails or its path"
                            + " leads nowhere");
        }
    }

    private static long copiedBy(JsonNode operation, JsonNode document) {
        if (!operation.path("op").asText().equals("copy")) {
            return 0;
        }
        String from = operation.path("from").asText();
        return from.isEmpty() || from.startsWith("/")
                ? document.at(from).toString().length()
                : 0;
    }
}

package io.chartside.server.json;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** JSON as HAPI's parser reads it: decimals keep their digits; sizes were limited by the guard. */
public final class JsonTree {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** From this size on memory counts for more than the last microsecond. */
    private static final int LARGE = 1 << 20;

    private JsonTree() {}

    /** Empty when the body is not one JSON object. */
    public static Optional<ObjectNode> of(byte[] body) {
        try {
            JsonNode root = body.length < LARGE
                    ? MAPPER.readTree(body)
                    : MAPPER.reader().with(new CompactNodes()).readTree(body);
            return root instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalStateException when the stored version is no JSON */
    public static ObjectNode ofStored(byte[] json) {
        return of(json).orElseThrow(() -> new IllegalStateException("the stored version is no JSON"));
    }

    /** As HAPI's encoder writes it. */
    public static ObjectNode of(FhirContext fhir, IBaseResource resource) {
        return ofStored(fhir.newJsonParser().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8));
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static byte[] bytes(JsonNode tree) {
        return JsonWriting.bytes(MAPPER.getFactory(), generator -> JsonWriting.write(generator, tree));
    }

    /**
     * A version as it is stored: {@code resourceType}, {@code id} and {@code meta} stand first, where those who read
     * stored bytes look for them; all else stands in the order in which it was written.
     *
     * @param updatedAt milliseconds since 1970
     */
    public static byte[] version(ObjectNode resource, String id, int version, long updatedAt) {
        return JsonWriting.bytes(
                MAPPER.getFactory(), generator -> JsonWriting.version(generator, resource, id, version, updatedAt));
    }
}

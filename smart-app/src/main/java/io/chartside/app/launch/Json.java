package io.chartside.app.launch;

import java.net.URI;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON objects from authorization servers and in sealed columns. A key given twice is an error (OWASP ASVS 1.5.3). */
final class Json {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /** The object in a text, or nothing if it holds anything else. */
    static Optional<ObjectNode> object(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    static Optional<String> text(ObjectNode object, String key) {
        JsonNode value = object.get(key);
        return value != null && value.isString() && !value.asString().isBlank()
                ? Optional.of(value.asString())
                : Optional.empty();
    }

    static Optional<URI> address(ObjectNode object, String key) {
        try {
            return text(object, key).map(URI::create).filter(URI::isAbsolute);
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    static Optional<Boolean> flag(ObjectNode object, String key) {
        JsonNode value = object.get(key);
        return value != null && value.isBoolean() ? Optional.of(value.asBoolean()) : Optional.empty();
    }

    static Optional<Long> number(ObjectNode object, String key) {
        JsonNode value = object.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value.isNumber()) {
            return Optional.of(value.asLong());
        }
        // Some servers send expires_in as a string.
        return value.isString() && value.asString().matches("[0-9]{1,9}")
                ? Optional.of(Long.parseLong(value.asString()))
                : Optional.empty();
    }
}

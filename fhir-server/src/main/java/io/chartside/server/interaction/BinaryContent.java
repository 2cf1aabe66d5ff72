package io.chartside.server.interaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.store.ContentPointer;
import io.chartside.server.store.StoredResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * How a Binary says that its content is kept apart: {@code data} has no value but an extension with number, size and hash of
 * the content. So it stands in the store and on pages; a read of the one resource puts the content in its place.
 */
public final class BinaryContent {
    private static final String URL = "https://chartside.io/fhir/StructureDefinition/binary-content";
    private static final byte[] URL_BYTES = URL.getBytes(StandardCharsets.US_ASCII);
    private static final ObjectMapper JSON = new ObjectMapper();

    private BinaryContent() {}

    /** Puts the pointer in the place of whatever data there is. */
    public static void point(ObjectNode binary, ContentPointer pointer) {
        binary.remove("data");
        ObjectNode extension = binary.putObject("_data").putArray("extension").addObject();
        ArrayNode parts = extension.put("url", URL).putArray("extension");
        part(parts, "number", Long.toString(pointer.number()));
        part(parts, "size", Long.toString(pointer.size()));
        part(parts, "sha-256", Base64.getEncoder().encodeToString(pointer.sha256()));
    }

    private static void part(ArrayNode parts, String name, String value) {
        parts.addObject().put("url", name).put("valueString", value);
    }

    /** @throws FhirRefusal 422 when the extension is there and makes no sense */
    static Optional<ContentPointer> of(ResourceJson resource) {
        try {
            return resource.type().equals("Binary") ? pointer(resource.tree()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            throw notThisOnes();
        }
    }

    static FhirRefusal notThisOnes() {
        return FhirRefusal.againstRule("The extension of data is this server's own", "Binary.data");
    }

    /** Of a stored version; bytes without the extension's name are not parsed. */
    public static Optional<ContentPointer> of(StoredResource stored) {
        if (!stored.type().equals("Binary") || !contains(stored.json())) {
            return Optional.empty();
        }
        return pointer(tree(stored.json()));
    }

    private static Optional<ContentPointer> pointer(JsonNode binary) {
        for (JsonNode extension : binary.path("_data").path("extension")) {
            if (extension.path("url").asText().equals(URL)) {
                return Optional.of(new ContentPointer(
                        Long.parseLong(part(extension, "number")),
                        Long.parseLong(part(extension, "size")),
                        Base64.getDecoder().decode(part(extension, "sha-256"))));
            }
        }
        return Optional.empty();
    }

    private static String part(JsonNode extension, String name) {
        for (JsonNode part : extension.path("extension")) {
            if (part.path("url").asText().equals(name)) {
                return part.path("valueString").asText();
            }
        }
        return "";
    }

    /** The resource with this as its data instead of the pointer. */
    public static byte[] withData(byte[] json, String base64) {
        ObjectNode binary = (ObjectNode) tree(json);
        binary.remove("_data");
        try {
            return JSON.writeValueAsBytes(binary.put("data", base64));
        } catch (IOException e) {
            throw new IllegalStateException("a JSON tree was not written", e);
        }
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException("the stored version is no JSON", e);
        }
    }

    private static boolean contains(byte[] json) {
        for (int i = 0; i <= json.length - URL_BYTES.length; i++) {
            if (json[i] == URL_BYTES[0]
                    && java.util.Arrays.equals(json, i, i + URL_BYTES.length, URL_BYTES, 0, URL_BYTES.length)) {
                return true;
            }
        }
        return false;
    }
}

package io.chartside.server.operation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chartside.server.index.LocalReference;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** The literal references in a stored resource, read from its bytes without building the resource. */
final class JsonReferences {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonReferences() {}

    static Set<LocalReference> of(byte[] json) {
        Set<LocalReference> references = new LinkedHashSet<>();
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "reference".equals(parser.currentName())) {
                    LocalReference.parse(parser.getText()).ifPresent(references::add);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the stored version is no JSON", e);
        }
        return references;
    }
}

package io.chartside.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** Writes trees, decimals with the digits they were read with. */
final class JsonWriting {
    /** After versionId and lastUpdated, before extensions. */
    private static final List<String> META = List.of("source", "profile", "security", "tag");

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx").withZone(ZoneOffset.UTC);

    private JsonWriting() {}

    /** What writes to a generator. */
    interface Writing {
        void to(JsonGenerator generator) throws IOException;
    }

    static byte[] bytes(JsonFactory factory, Writing writing) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(2_000)) {
            try (JsonGenerator generator = factory.createGenerator(out)) {
                writing.to(generator);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a tree in memory is always writable", e);
        }
    }

    static void version(JsonGenerator out, ObjectNode resource, String id, int version, long updatedAt)
            throws IOException {
        out.writeStartObject();
        out.writeStringField("resourceType", resource.path("resourceType").textValue());
        out.writeStringField("id", id);
        out.writeObjectFieldStart("meta");
        out.writeStringField("versionId", Integer.toString(version));
        out.writeStringField("lastUpdated", INSTANT.format(Instant.ofEpochMilli(updatedAt)));
        JsonNode meta = resource.path("meta");
        for (String name : META) {
            if (meta.has(name)) {
                out.writeFieldName(name);
                write(out, meta.get(name));
            }
        }
        for (Map.Entry<String, JsonNode> member : meta.properties()) {
            String name = member.getKey();
            if (!META.contains(name) && !name.endsWith("versionId") && !name.endsWith("lastUpdated")) {
                out.writeFieldName(name);
                write(out, member.getValue());
            }
        }
        out.writeEndObject();
        for (Map.Entry<String, JsonNode> member : resource.properties()) {
            String name = member.getKey();
            if (!name.equals("resourceType") && !name.equals("id") && !name.equals("meta")) {
                out.writeFieldName(name);
                write(out, member.getValue());
            }
        }
        out.writeEndObject();
    }

    /** Written out, 1.0E+2 would be 100, which claims another precision (FHIR R4, datatypes.html#decimal). */
    private static String decimal(BigDecimal decimal) {
        return decimal.scale() < 0 ? decimal.toString() : decimal.toPlainString();
    }

    static void write(JsonGenerator out, JsonNode node) throws IOException {
        switch (node.getNodeType()) {
            case OBJECT -> {
                out.writeStartObject();
                for (Map.Entry<String, JsonNode> member : node.properties()) {
                    out.writeFieldName(member.getKey());
                    write(out, member.getValue());
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (JsonNode item : node) {
                    write(out, item);
                }
                out.writeEndArray();
            }
            case STRING -> out.writeString(node.textValue());
            case NUMBER -> {
                if (node.isInt() || node.isLong()) {
                    out.writeNumber(node.longValue());
                } else {
                    out.writeNumber(decimal(node.decimalValue()));
                }
            }
            case BOOLEAN -> out.writeBoolean(node.booleanValue());
            default -> out.writeNull();
        }
    }
}

package io.chartside.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Requests that are wrong in many ways, the same ones for the same seed (R7). Over 400 lines because a third of it is the
 * good bodies and values that each kind of malformation spoils, and they are of no use elsewhere.
 */
final class MalformedRequests {
    /** @param bodyOfResource whether it writes a resource, so that what is invalid in it must be named by its place */
    record Request(String method, String path, Map<String, String> headers, byte[] body, boolean bodyOfResource) {
        @Override
        public String toString() {
            return method + " " + path + " " + headers + " "
                    + new String(body, 0, Math.min(body.length, 2_000), StandardCharsets.UTF_8);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TYPES = List.of(
            "Patient",
            "Observation",
            "Encounter",
            "Condition",
            "Claim",
            "Composition",
            "DocumentReference",
            "Bundle",
            "Binary",
            "Task",
            "Provenance",
            "AuditEvent",
            "MedicationRequest",
            "Goal",
            "List");
    private static final List<String> PARAMETERS = List.of(
            "_id",
            "_lastUpdated",
            "name",
            "family",
            "birthdate",
            "identifier",
            "code",
            "patient",
            "subject",
            "date",
            "value-quantity",
            "status",
            "_tag",
            "_has",
            "_include",
            "_revinclude",
            "_sort",
            "_count",
            "_total",
            "_elements",
            "_summary",
            "_format",
            "_cursor",
            "_type",
            "_since",
            "_at",
            "_list",
            "_text",
            "_content",
            "_filter",
            "encounter.status",
            "patient.name",
            "subject:Patient.name");
    private static final List<String> MODIFIERS = List.of(
            ":exact",
            ":contains",
            ":missing",
            ":not",
            ":in",
            ":below",
            ":above",
            ":identifier",
            ":Patient",
            ":of-type",
            ":text",
            ":iterate",
            ":unheard",
            ":",
            "::",
            ":Observation:patient:code");
    private static final List<String> ODD = List.of(
            "",
            " ",
            "null",
            "-1",
            "0",
            "99999999999999999999",
            "1e400",
            "ge2026-13-99",
            "2026-02-30",
            "le",
            "ap5.4|http://unitsofmeasure.org|mg",
            "|",
            "||",
            "a|b|c|d",
            "\\",
            "\\,",
            ",,,",
            "Patient/../../etc/passwd",
            "http://169.254.169.254/latest",
            "' or 1=1 --",
            "%",
            "*",
            "(a+)+$",
            "<script>alert(1)</script>",
            "\u202e\u0000x".substring(0, 1),
            "\uD83D\uDE00",
            "x".repeat(3_000),
            "Type:param:Target:more",
            "urn:uuid:not-a-uuid",
            "#",
            "true,false",
            "W/\"x\"");
    private static final List<String> RESOURCES = List.of(
            "{\"resourceType\":\"Patient\",\"active\":true,\"name\":[{\"family\":\"F\",\"given\":[\"G\"]}],\"birthDate\":\"1990-01-01\",\"contact\":[{\"name\":{\"text\":\"x\"}}],\"multipleBirthInteger\":2}",
            "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"1-8\"}]},\"subject\":{\"reference\":\"Patient/1\"},\"valueQuantity\":{\"value\":1.5,\"unit\":\"mg\"},\"component\":[{\"code\":{\"text\":\"c\"},\"valueString\":\"v\"}]}",
            "{\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"period\":{\"start\":\"2026-01-01T00:00:00Z\"},\"extension\":[{\"url\":\"urn:x\",\"valueReference\":{\"reference\":\"Patient/1\"}}]}",
            "{\"resourceType\":\"Claim\",\"status\":\"draft\",\"type\":{\"text\":\"t\"},\"use\":\"claim\",\"patient\":{\"reference\":\"Patient/1\"},\"created\":\"2026-01-01\",\"provider\":{\"display\":\"p\"},\"priority\":{\"text\":\"p\"},\"insurance\":[{\"sequence\":1,\"focal\":true,\"coverage\":{\"display\":\"c\"}}]}",
            "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:5f3f3d4e-0a3c-4a53-9f0e-0d5f0a7d8c11\",\"resource\":{\"resourceType\":\"Patient\",\"active\":true},\"request\":{\"method\":\"POST\",\"url\":\"Patient\",\"ifNoneExist\":\"identifier=urn:x|1\"}},{\"request\":{\"method\":\"GET\",\"url\":\"Patient?_count=1\"}},{\"resource\":{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":[{\"name\":\"type\",\"valueCode\":\"add\"},{\"name\":\"path\",\"valueString\":\"Patient\"}]}]},\"request\":{\"method\":\"PATCH\",\"url\":\"Patient/x\"}}]}",
            "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"n\"}],\"managingOrganization\":{\"reference\":\"#o\"}},\"request\":{\"method\":\"PUT\",\"url\":\"Patient/p\",\"ifMatch\":\"W/\\\"1\\\"\"}},{\"request\":{\"method\":\"DELETE\",\"url\":\"Patient?identifier=urn:x|none\"}}]}",
            "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Patient\"}},{\"name\":\"meta\",\"valueMeta\":{\"tag\":[{\"code\":\"a\"}]}}]}");
    private static final List<String> METHODS =
            List.of("GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "LOCK");
    private static final List<String> SEGMENTS = List.of(
            "_history",
            "_search",
            "$everything",
            "$validate",
            "$meta",
            "$meta-add",
            "$lastn",
            "$docref",
            "$unheard",
            "1",
            "x",
            "*",
            "..",
            "%2e%2e",
            "%00",
            "%2F",
            ";a=b",
            "",
            "Observation",
            "AuditEvent",
            "0",
            "99999999999999999999",
            "a".repeat(65),
            "~",
            "$",
            "metadata");
    private static final String ALPHABET = "{}[]\",:\\0123456789eE.-truefalsn<>/&;='";
    private final Random random;

    MalformedRequests(long seed) {
        random = new Random(seed);
    }

    Request next() {
        return switch (random.nextInt(8)) {
            case 0 -> search();
            case 1 -> path();
            case 2 -> bytes();
            case 3 -> xml();
            case 4 -> patch();
            case 5 -> headers();
            case 6 -> operation();
            default -> tree();
        };
    }

    private Request search() {
        StringBuilder query = new StringBuilder("/").append(one(TYPES)).append('?');
        for (int i = random.nextInt(4); i >= 0; i--) {
            String name = random.nextInt(8) == 0 ? one(ODD) : one(PARAMETERS);
            String modifier = random.nextInt(3) == 0 ? one(MODIFIERS) : "";
            query.append(encode(name + modifier))
                    .append('=')
                    .append(encode(one(ODD)))
                    .append('&');
        }
        return new Request("GET", query.toString(), Map.of(), new byte[0], false);
    }

    private Request path() {
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            path.append('/').append(random.nextBoolean() ? one(TYPES) : one(SEGMENTS));
        }
        boolean body = random.nextBoolean();
        return new Request(
                one(METHODS),
                path.toString(),
                body ? Map.of("Content-Type", "application/fhir+json") : Map.of(),
                body ? one(RESOURCES).getBytes(StandardCharsets.UTF_8) : new byte[0],
                false);
    }

    /** A good body with some bytes changed. */
    private Request bytes() {
        String resource = one(RESOURCES);
        byte[] body = resource.getBytes(StandardCharsets.UTF_8);
        for (int k = random.nextInt(4); k >= 0; k--) {
            body[random.nextInt(body.length)] = (byte)
                    (random.nextInt(6) == 0 ? random.nextInt(256) : ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new Request("POST", place(resource), Map.of("Content-Type", "application/fhir+json"), body, true);
    }

    /** A good body with an element replaced, removed, renamed or put elsewhere. */
    private Request tree() {
        String resource = one(RESOURCES);
        JsonNode root = parsed(resource);
        for (int k = random.nextInt(3); k >= 0; k--) {
            mutate(root);
        }
        boolean update = random.nextInt(4) == 0;
        String place = place(resource);
        return new Request(
                update && !place.isEmpty() ? "PUT" : "POST",
                update && !place.isEmpty() ? place + "/" + one(List.of("p", "x y".replace(' ', '-'), "1")) : place,
                Map.of("Content-Type", "application/fhir+json"),
                root.toString().getBytes(StandardCharsets.UTF_8),
                true);
    }

    private Request xml() {
        String xml = "<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"/><name><family value=\"F\"/></name>"
                + "<birthDate value=\"1990-01-01\"/><managingOrganization><reference value=\"Organization/1\"/></managingOrganization></Patient>";
        StringBuilder body = new StringBuilder(xml);
        for (int k = random.nextInt(3); k >= 0; k--) {
            int at = random.nextInt(body.length());
            switch (random.nextInt(3)) {
                case 0 -> body.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                case 1 -> body.delete(at, Math.min(body.length(), at + random.nextInt(12)));
                default -> body.insert(at, one(List.of("<x/>", "&amp;", "&x;", "<!-- -->", "\"", "<name>", "]]>")));
            }
        }
        return new Request(
                "POST",
                "/Patient",
                Map.of("Content-Type", "application/fhir+xml"),
                body.toString().getBytes(StandardCharsets.UTF_8),
                true);
    }

    private Request patch() {
        boolean json = random.nextBoolean();
        ArrayNode operations = NODES.arrayNode();
        for (int i = random.nextInt(3); i >= 0; i--) {
            if (json) {
                operations
                        .addObject()
                        .put("op", one(List.of("add", "remove", "replace", "move", "copy", "test", "unheard", "")))
                        .put(
                                "path",
                                one(List.of(
                                        "", "/", "/active", "/name/0", "/name/-", "/name/x", "//", "/~", "/meta",
                                        "/id")))
                        .put("from", one(List.of("/active", "", "/name", "/none")))
                        .set("value", odd());
            } else {
                ObjectNode operation = operations.addObject().put("name", "operation");
                ArrayNode parts = operation.putArray("part");
                parts.addObject()
                        .put("name", "type")
                        .put("valueCode", one(List.of("add", "insert", "delete", "replace", "move", "unheard")));
                parts.addObject()
                        .put("name", "path")
                        .put(
                                "valueString",
                                one(List.of(
                                        "Patient",
                                        "Patient.name",
                                        "Patient.name[0]",
                                        "Patient.name.where(family='F')",
                                        "Patient.id",
                                        "1/0",
                                        "'x'",
                                        "Patient.name.family.matches('(a+)+')",
                                        "%resource",
                                        "$this",
                                        "((((",
                                        "iif(true,Patient,Patient)",
                                        "Patient.name[99999999999]",
                                        "Patient.extension('x').value")));
                parts.addObject().put("name", "name").put("valueString", one(List.of("name", "active", "unheard", "")));
                parts.addObject()
                        .put("name", one(List.of("value", "index", "source")))
                        .put(
                                one(List.of("valueString", "valueBoolean", "valueInteger", "valueUnheard")),
                                random.nextInt(3));
            }
        }
        JsonNode body = json
                ? operations
                : NODES.objectNode().put("resourceType", "Parameters").set("parameter", operations);
        return new Request(
                "PATCH",
                one(List.of("/Patient/p", "/Patient/none", "/Patient?identifier=x", "/Patient", "/Observation/p")),
                Map.of("Content-Type", json ? "application/json-patch+json" : "application/fhir+json"),
                body.toString().getBytes(StandardCharsets.UTF_8),
                false);
    }

    private Request headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : List.of(
                "If-Match",
                "If-None-Match",
                "If-None-Exist",
                "If-Modified-Since",
                "Prefer",
                "Accept",
                "X-Request-Id",
                "X-Security-Context",
                "Content-Encoding",
                "X-Forwarded-For",
                "Origin",
                "X-HTTP-Method-Override")) {
            if (random.nextInt(4) == 0) {
                headers.put(name, ascii(one(ODD)));
            }
        }
        headers.put(
                "Content-Type",
                one(List.of(
                        "application/fhir+json",
                        "application/json;charset=utf-7",
                        "x",
                        "application/fhir+xml",
                        ";",
                        "text/plain")));
        String resource = one(RESOURCES);
        return new Request(
                one(List.of("GET", "POST", "PUT")),
                one(List.of("/Patient/p", "/Patient", "/Binary", "/Binary/b", "/Observation", "")),
                headers,
                resource.getBytes(StandardCharsets.UTF_8),
                false);
    }

    private Request operation() {
        ObjectNode parameters = NODES.objectNode().put("resourceType", "Parameters");
        ArrayNode list = parameters.putArray("parameter");
        for (int i = random.nextInt(3); i >= 0; i--) {
            ObjectNode parameter = list.addObject();
            parameter.put(
                    "name",
                    one(List.of(
                            "patient",
                            "start",
                            "_count",
                            "_type",
                            "meta",
                            "max",
                            "code",
                            "resource",
                            "profile",
                            "mode",
                            "url",
                            "")));
            parameter.put(one(List.of("valueString", "valueCode", "valueDate", "valueInteger")), one(ODD));
        }
        String operation = one(List.of(
                "/Patient/p/$everything",
                "/Patient/$validate",
                "/Patient/p/$validate",
                "/Patient/p/$meta",
                "/Patient/p/$meta-add",
                "/Patient/p/$meta-delete",
                "/Observation/$lastn",
                "/DocumentReference/$docref",
                "/Encounter/none/$draft-note",
                "/Composition/none/$document",
                "/$verify-audit"));
        boolean get = random.nextBoolean();
        return new Request(
                get ? "GET" : "POST",
                get
                        ? operation + "?"
                                + encode(one(List.of("patient", "start", "_count", "_type", "profile", "max"))) + "="
                                + encode(one(ODD))
                        : operation,
                get ? Map.of() : Map.of("Content-Type", "application/fhir+json"),
                get ? new byte[0] : parameters.toString().getBytes(StandardCharsets.UTF_8),
                false);
    }

    private void mutate(JsonNode root) {
        List<ObjectNode> objects = new ArrayList<>();
        collect(root, objects);
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.isEmpty() ? "x" : one(names);
        switch (random.nextInt(7)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name, odd());
            case 2 -> object.set("unheard" + random.nextInt(9), odd());
            case 3 -> object.set("_" + name, odd());
            case 4 -> object.set(name, NODES.arrayNode().add(object.path(name).deepCopy()));
            case 5 -> object.set(name, nested(random.nextInt(300)));
            default -> object.set(name, parsed(one(RESOURCES)));
        }
    }

    private static void collect(JsonNode node, List<ObjectNode> into) {
        if (node instanceof ObjectNode object) {
            into.add(object);
        }
        node.forEach(child -> collect(child, into));
    }

    private JsonNode odd() {
        return switch (random.nextInt(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(random.nextLong());
            case 2 -> NODES.numberNode(new java.math.BigDecimal("1E+" + random.nextInt(90)));
            case 3 -> NODES.booleanNode(random.nextBoolean());
            case 4 -> NODES.arrayNode();
            case 5 -> NODES.objectNode();
            case 6 -> NODES.arrayNode().add(NODES.nullNode()).add(NODES.arrayNode());
            case 7 -> NODES.objectNode().put("reference", one(ODD));
            default -> NODES.textNode(one(ODD));
        };
    }

    private static JsonNode nested(int depth) {
        JsonNode inner = NODES.objectNode().put("url", "x");
        for (int i = 0; i < depth; i++) {
            inner = NODES.objectNode().set("extension", NODES.arrayNode().add(inner));
        }
        return inner;
    }

    private static String place(String resource) {
        String type = parsed(resource).get("resourceType").asText();
        return type.equals("Bundle") ? "" : "/" + type;
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What a header can carry. */
    private static String ascii(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f) ? text.trim() : "x";
    }
}

package io.chartside.server.person;

import tools.jackson.databind.JsonNode;

/** Parts of FHIR JSON as a person reads them. */
public final class Elements {
    private Elements() {}

    public static String type(JsonNode resource) {
        return text(resource.path("resourceType"));
    }

    public static String id(JsonNode resource) {
        return text(resource.path("id"));
    }

    /** Empty when there is none. */
    public static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : "";
    }

    /** Logical id of a reference. */
    public static String referenced(JsonNode reference) {
        String text = text(reference.path("reference"));
        return text.substring(text.lastIndexOf('/') + 1);
    }

    public static String name(JsonNode patient) {
        JsonNode name = patient.path("name").path(0);
        String text = text(name.path("text"));
        if (!text.isEmpty()) {
            return text;
        }
        String full = text(name.path("given").path(0)) + " " + text(name.path("family"));
        return full.isBlank() ? "Patient " + id(patient) : full.trim();
    }

    /** Text of a CodeableConcept, or what stands for it, with its first code. */
    public static String concept(JsonNode concept) {
        String text = text(concept.path("text"));
        JsonNode coding = concept.path("coding").path(0);
        if (text.isEmpty()) {
            text = text(coding.path("display"));
        }
        return text.isEmpty() ? text(coding.path("code")) : text;
    }

    /** The codes of a CodeableConcept, joined. */
    public static String codes(JsonNode concept) {
        StringBuilder codes = new StringBuilder();
        for (JsonNode coding : concept.path("coding")) {
            String code = text(coding.path("code"));
            if (!code.isEmpty()) {
                codes.append(codes.isEmpty() ? "" : ", ").append(code);
            }
        }
        return codes.toString();
    }
}

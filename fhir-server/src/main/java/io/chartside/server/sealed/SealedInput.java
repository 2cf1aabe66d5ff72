package io.chartside.server.sealed;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.interaction.FhirRefusal;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The parameters of a request about a sealed visit: strings by name, each once, and no other; nothing that looks like a key. */
final class SealedInput {
    static final String FINGERPRINT = "fingerprint";

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Map<String, String> values;

    private SealedInput(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @param body a Parameters resource
     * @throws FhirRefusal 422 for key material, for what is not named, for a repetition, and for what is no string
     */
    static SealedInput of(JsonNode body, Set<String> names) {
        KeyMaterial.refuse(body);
        if (!body.path("resourceType").asText().equals("Parameters")) {
            throw FhirRefusal.invalid("A Parameters resource is expected", "");
        }
        body.fieldNames().forEachRemaining(member -> {
            if (!Set.of("resourceType", "parameter").contains(member)) {
                throw FhirRefusal.invalid("Nothing but parameters is taken", "Parameters");
            }
        });
        Map<String, String> values = new HashMap<>();
        for (JsonNode parameter : body.path("parameter")) {
            String name = parameter.path("name").asText();
            JsonNode value = parameter.path("valueString");
            boolean alone = parameter.size() == 2 && value.isTextual();
            if (!names.contains(name) || !alone || values.put(name, value.textValue()) != null) {
                throw FhirRefusal.invalid(
                        "Taken are, each once and as valueString: "
                                + String.join(", ", names.stream().sorted().toList())
                                + ". Nothing else about a sealed visit is accepted",
                        "Parameters.parameter");
            }
        }
        return new SealedInput(values);
    }

    /** Whether it is there and {@code true}. */
    boolean isTrue(String name) {
        return "true".equals(values.get(name));
    }

    /** @throws FhirRefusal 422 when it is missing */
    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw FhirRefusal.invalid("The parameter " + name + " is missing", "Parameters.parameter");
        }
        return value;
    }

    /** @throws FhirRefusal 422 unless it is a whole number, not negative */
    int number(String name, int otherwise) {
        String value = values.getOrDefault(name, Integer.toString(otherwise));
        if (!value.matches("\\d{1,9}")) {
            throw FhirRefusal.invalid("The parameter " + name + " is a whole number", "Parameters.parameter");
        }
        return Integer.parseInt(value);
    }

    /** @throws FhirRefusal 422 unless it has 64 hexadecimal digits in lower case */
    byte[] fingerprint() {
        String hex = text(FINGERPRINT);
        if (!DIGEST.matcher(hex).matches()) {
            throw FhirRefusal.invalid(
                    "The fingerprint is SHA-256 of SHA-256 of the key, as 64 hexadecimal digits",
                    "Parameters.parameter");
        }
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return "parameters " + values.keySet();
    }
}

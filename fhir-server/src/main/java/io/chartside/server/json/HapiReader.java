package io.chartside.server.json;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * HAPI's objects of JSON that was checked before. HAPI alone reads 1.0E+2 as 100, which claims another precision (FHIR R4,
 * datatypes.html#decimal); as a text it takes the digits as they are.
 */
public final class HapiReader {
    private HapiReader() {}

    public static IBaseResource resource(FhirContext fhir, byte[] json) {
        byte[] read = json;
        if (hasExponents(json)) {
            ObjectNode tree = JsonTree.ofStored(json);
            keepExponents(tree);
            read = JsonTree.bytes(tree);
        }
        return fhir.newJsonParser().parseResource(new String(read, StandardCharsets.UTF_8));
    }

    /** Outside of texts an e after a digit is an exponent. */
    private static boolean hasExponents(byte[] json) {
        boolean text = false;
        for (int i = 1; i < json.length; i++) {
            byte b = json[i];
            if (text) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    text = false;
                }
            } else if (b == '"') {
                text = true;
            } else if ((b == 'e' || b == 'E') && json[i - 1] >= '0' && json[i - 1] <= '9') {
                return true;
            }
        }
        return false;
    }

    private static void keepExponents(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (hasExponent(member.getValue())) {
                    member.setValue(text(member.getValue()));
                } else {
                    keepExponents(member.getValue());
                }
            }
        } else if (node instanceof ArrayNode array) {
            // No element of R4 repeats that is a decimal.
            array.forEach(HapiReader::keepExponents);
        }
    }

    private static boolean hasExponent(JsonNode node) {
        return node.isBigDecimal() && node.decimalValue().scale() < 0;
    }

    private static TextNode text(JsonNode node) {
        return TextNode.valueOf(node.decimalValue().toString());
    }
}

package io.chartside.server.deidentify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.chartside.server.json.JsonTree;
import java.util.Optional;

/** What is done to the value of a listed element; null removes it. The names are those of {@code elements.txt}. */
enum Treatment {
    /** A primitive {@code code}; the server takes in no other than those of its code list. */
    CODE {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return value.isTextual() && value.textValue().matches("[A-Za-z][A-Za-z0-9.-]{0,39}") ? value : null;
        }
    },
    BOOLEAN {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return value.isBoolean() ? value : null;
        }
    },
    NUMBER {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return Quantities.number(value);
        }
    },
    YEAR {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return text(in.years().kept(value.asText()));
        }
    },
    /** A year; of who is 90 or older it stays behind that he is. */
    BIRTH {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return text(in.years().kept(value.asText()));
        }
    },
    CONCEPT {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return Codes.concept(value);
        }
    },
    CODING {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return Codes.coding(value);
        }
    },
    QUANTITY {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return Quantities.quantity(value);
        }
    },
    MONEY {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return Quantities.money(value);
        }
    },
    REFERENCE {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            Optional<String> reference = in.reference(value.path("reference").asText());
            return reference
                    .<JsonNode>map(to -> JsonTree.object().put("reference", to))
                    .orElse(null);
        }
    },
    STATE {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return text(Places.state(value.asText(), around.path("country").asText()));
        }
    },
    ZIP {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return text(Places.zip(value.asText(), around.path("country").asText()));
        }
    },
    COUNTRY {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return text(Places.country(value.asText()));
        }
    },
    /** Never told; of a required element that it is there. */
    MASKED {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return null;
        }
    },
    EXTENSION {
        @Override
        JsonNode of(JsonNode value, ObjectNode around, Deidentification in) {
            return Extensions.kept(value);
        }
    };

    /** @param around the element that has the value */
    abstract JsonNode of(JsonNode value, ObjectNode around, Deidentification in);

    private static JsonNode text(String text) {
        return text == null ? null : TextNode.valueOf(text);
    }
}

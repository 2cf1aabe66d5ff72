package io.chartside.server.deidentify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.JsonTree;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;

/** Numbers and what they count. Ages beyond 89 years are one: 90 and more (45 CFR 164.514(b)(2)(i)(C)). */
final class Quantities {
    static final String UCUM = "http://unitsofmeasure.org";
    static final int OLDEST = 89;

    /** Fewer digits than a number of social security or of a telephone has. */
    private static final BigDecimal LARGEST = BigDecimal.TEN.pow(8);

    private static final int DECIMALS = 6;
    private static final Set<String> COMPARATORS = Set.of("<", "<=", ">=", ">");
    /** UCUM units of an age, and how many make a year at least. */
    private static final Map<String, Integer> A_YEAR = Map.of("a", 1, "a_g", 1, "a_j", 1, "mo", 12, "wk", 52, "d", 365);

    private Quantities() {}

    static JsonNode number(JsonNode number) {
        if (!number.isNumber()) {
            return null;
        }
        BigDecimal value = number.decimalValue();
        return value.abs().compareTo(LARGEST) < 0 && value.scale() <= DECIMALS ? number : null;
    }

    /** Value and code; null without a known unit: its text is people's own. */
    static ObjectNode quantity(JsonNode quantity) {
        JsonNode value = number(quantity.path("value"));
        if (value == null || !Codes.known(quantity.get("system"), quantity.get("code"))) {
            return null;
        }
        ObjectNode kept = JsonTree.object();
        Integer aYear = quantity.get("system").asText().equals(UCUM)
                ? A_YEAR.get(quantity.get("code").asText())
                : null;
        if (aYear != null
                && value.decimalValue()
                                .compareTo(BigDecimal.valueOf((long) OLDEST).multiply(BigDecimal.valueOf(aYear)))
                        > 0) {
            kept.set("value", DecimalNode.valueOf(BigDecimal.valueOf(OLDEST + 1L)));
            return kept.put("comparator", ">=").put("system", UCUM).put("code", "a");
        }
        kept.set("value", value);
        if (COMPARATORS.contains(quantity.path("comparator").asText())) {
            kept.put("comparator", quantity.get("comparator").asText());
        }
        kept.set("system", quantity.get("system"));
        kept.set("code", quantity.get("code"));
        return kept;
    }

    static ObjectNode money(JsonNode money) {
        JsonNode value = number(money.path("value"));
        if (value == null) {
            return null;
        }
        ObjectNode kept = JsonTree.object();
        kept.set("value", value);
        if (money.path("currency").asText().matches("[A-Z]{3}")) {
            kept.set("currency", money.get("currency"));
        }
        return kept;
    }
}

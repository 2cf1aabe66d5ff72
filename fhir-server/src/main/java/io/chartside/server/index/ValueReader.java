package io.chartside.server.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.json.Element;
import io.chartside.server.json.ElementType.Shape;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.function.Consumer;

/** Turns an element into the values that a search parameter of a kind compares (R4, 3.1.1.4.7 to 3.1.1.4.15). */
final class ValueReader {

    private ValueReader() {}

    static void read(SearchParameter.Kind kind, Element element, Consumer<IndexedValue> into) {
        switch (kind) {
            case STRING -> text(element, into);
            case TOKEN -> token(element, into);
            case REFERENCE -> reference(element, into);
            case DATE -> date(element, into);
            case QUANTITY -> quantity(element, into);
            case NUMBER -> number(element, into);
            case URI -> {
                if (element.hasText()) {
                    into.accept(new IndexedValue.Address(element.text()));
                }
            }
            case SPECIAL -> position(element, into);
            case COMPOSITE -> throw new IllegalArgumentException("a composite is read part by part");
        }
    }

    private static void text(Element element, Consumer<IndexedValue> into) {
        JsonNode e = element.value();
        if (element.type().shape() == Shape.HUMAN_NAME) {
            texts(into, e, "family", "text", "given", "prefix", "suffix");
        } else if (element.type().shape() == Shape.ADDRESS) {
            texts(into, e, "text", "city", "district", "state", "postalCode", "country", "line");
        } else if (element.hasText()) {
            text(into, element.text());
        }
    }

    private static void texts(Consumer<IndexedValue> into, JsonNode element, String... names) {
        for (String name : names) {
            JsonNode value = element.path(name);
            if (value.isArray()) {
                value.forEach(one -> text(into, one.isTextual() ? one.textValue() : ""));
            } else {
                text(into, value.asText());
            }
        }
    }

    private static void text(Consumer<IndexedValue> into, String value) {
        if (!value.isBlank()) {
            into.accept(new IndexedValue.Text(value));
        }
    }

    private static void token(Element element, Consumer<IndexedValue> into) {
        JsonNode e = element.value();
        switch (element.type().shape()) {
            case CODEABLE_CONCEPT -> {
                e.path("coding").forEach(coding -> coding(coding, into));
                if (e.has("text")) {
                    into.accept(new IndexedValue.Token("", "", e.path("text").asText(), false));
                }
            }
            case CODING -> coding(e, into);
            case IDENTIFIER -> identifier(e, into);
            case CONTACT_POINT -> {
                if (e.has("value")) {
                    into.accept(new IndexedValue.Token(
                            e.path("system").asText(), e.path("value").asText(), "", true));
                }
            }
            default -> {
                if (element.hasText()) {
                    boolean coded = element.type().shape() == Shape.CODE
                            || element.type().shape() == Shape.BOOLEAN;
                    into.accept(new IndexedValue.Token("", element.text(), "", coded));
                }
            }
        }
    }

    private static void coding(JsonNode c, Consumer<IndexedValue> into) {
        if (c.has("code") || c.has("system") || c.has("display")) {
            into.accept(new IndexedValue.Token(
                    c.path("system").asText(),
                    c.path("code").asText(),
                    c.path("display").asText(),
                    false));
        }
    }

    private static void identifier(JsonNode i, Consumer<IndexedValue> into) {
        String value = i.path("value").asText();
        if (i.has("value") || i.has("system")) {
            into.accept(new IndexedValue.Token(
                    i.path("system").asText(),
                    value,
                    i.path("type").path("text").asText(),
                    false));
        }
        if (!value.isEmpty()) {
            for (JsonNode type : i.path("type").path("coding")) {
                into.accept(new IndexedValue.TypedIdentifier(
                        type.path("system").asText(), type.path("code").asText(), value));
            }
        }
    }

    private static void reference(Element element, Consumer<IndexedValue> into) {
        JsonNode e = element.value();
        if (element.type().shape() == Shape.REFERENCE) {
            if (e.has("reference")) {
                link(e.path("reference").asText(), into);
            }
            JsonNode identifier = e.path("identifier");
            if (identifier.has("value")) {
                into.accept(new IndexedValue.Token(
                        identifier.path("system").asText(),
                        identifier.path("value").asText(),
                        "",
                        false));
            }
        } else if (element.type().shape() == Shape.RESOURCE) {
            if (e.has("id")) {
                link(element.type().name() + "/" + e.path("id").asText(), into);
            }
        } else if (element.hasText()) {
            into.accept(new IndexedValue.Link("", element.text()));
        }
    }

    private static void link(String reference, Consumer<IndexedValue> into) {
        if (reference.startsWith("#")) {
            return; // A contained resource is no resource of its own.
        }
        into.accept(LocalReference.parse(reference)
                .map(local -> new IndexedValue.Link(local.type(), local.id()))
                .orElseGet(() -> new IndexedValue.Link("", reference)));
    }

    private static void date(Element element, Consumer<IndexedValue> into) {
        switch (element.type().shape()) {
            case DATE -> {
                if (element.hasText()) {
                    dates(element.text(), element.text(), into);
                }
            }
            case PERIOD -> period(element.value(), into);
            case TIMING -> timing(element.value(), into);
            default -> {}
        }
    }

    private static void period(JsonNode period, Consumer<IndexedValue> into) {
        dates(period.path("start").asText(), period.path("end").asText(), into);
    }

    /** An end that is open is empty. What is no date cannot be found by date. */
    private static void dates(String start, String end, Consumer<IndexedValue> into) {
        if (start.isEmpty() && end.isEmpty()) {
            return;
        }
        try {
            DateRange first = start.isEmpty() ? null : DateRange.parse(start);
            DateRange last = end.isEmpty() ? null : end.equals(start) ? first : DateRange.parse(end);
            into.accept(new IndexedValue.Range(
                    first == null ? DateRange.NONE : first.low(), last == null ? DateRange.OPEN : last.high()));
        } catch (DateTimeException e) {
            return; // As above.
        }
    }

    /** Of a schedule the outer limits count (R4, 3.1.1.4.8). */
    private static void timing(JsonNode timing, Consumer<IndexedValue> into) {
        long[] limits = {DateRange.OPEN, DateRange.NONE};
        boolean[] any = {false};
        Consumer<IndexedValue> widen = value -> {
            IndexedValue.Range range = (IndexedValue.Range) value;
            limits[0] = Math.min(limits[0], range.low());
            limits[1] = Math.max(limits[1], range.high());
            any[0] = true;
        };
        for (JsonNode event : timing.path("event")) {
            if (event.isTextual()) {
                dates(event.textValue(), event.textValue(), widen);
            }
        }
        period(timing.path("repeat").path("boundsPeriod"), widen);
        if (any[0]) {
            into.accept(new IndexedValue.Range(limits[0], limits[1]));
        }
    }

    private static void quantity(Element element, Consumer<IndexedValue> into) {
        JsonNode e = element.value();
        switch (element.type().shape()) {
            case QUANTITY -> range(element.decimal("value"), element.decimal("value"), e, into);
            case MONEY -> {
                BigDecimal value = element.decimal("value");
                if (value != null) {
                    into.accept(new IndexedValue.Quantity(
                            value,
                            value,
                            "urn:iso:std:iso:4217",
                            e.path("currency").asText(),
                            ""));
                }
            }
            case RANGE ->
                range(
                        Element.decimal(e.path("low"), "value"),
                        Element.decimal(e.path("high"), "value"),
                        e.path("low").has("value") ? e.path("low") : e.path("high"),
                        into);
            case SAMPLED_DATA ->
                range(element.decimal("lowerLimit"), element.decimal("upperLimit"), e.path("origin"), into);
            default -> {}
        }
    }

    private static void range(BigDecimal low, BigDecimal high, JsonNode unit, Consumer<IndexedValue> into) {
        if (low != null || high != null) {
            into.accept(new IndexedValue.Quantity(
                    low,
                    high,
                    unit.path("system").asText(),
                    unit.path("code").asText(),
                    unit.path("unit").asText()));
        }
    }

    private static void number(Element element, Consumer<IndexedValue> into) {
        Shape shape = element.type().shape();
        if ((shape == Shape.DECIMAL || shape == Shape.INTEGER)
                && element.value().isNumber()) {
            BigDecimal value = element.value().decimalValue();
            into.accept(new IndexedValue.Quantity(value, value, "", "", ""));
        }
    }

    private static void position(Element element, Consumer<IndexedValue> into) {
        if (element.type().shape() == Shape.POSITION) {
            BigDecimal latitude = element.decimal("latitude");
            BigDecimal longitude = element.decimal("longitude");
            if (latitude != null && longitude != null) {
                into.accept(new IndexedValue.Position(latitude.doubleValue(), longitude.doubleValue()));
            }
        }
    }
}

package io.chartside.server.sealed;

import static io.chartside.server.sealed.ReleasedJson.list;
import static io.chartside.server.sealed.ReleasedJson.optional;
import static io.chartside.server.sealed.ReleasedJson.require;
import static io.chartside.server.sealed.ReleasedJson.text;
import static io.chartside.server.sealed.ReleasedJson.texts;
import static io.chartside.server.sealed.ReleasedJson.word;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.EvaluationAndManagement.Element;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import io.chartside.scribe.draft.EvaluationAndManagement.Time;
import io.chartside.scribe.draft.OrderSuggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Orders and level of a released note, in the members that the engine in the browser gives them. They come as suggestions
 * like any draft's: an order is approved, and the level accepted, on the visit page alone.
 */
final class ReleasedPlan {
    private static final int MOST_MINUTES = 24 * 60;

    private ReleasedPlan() {}

    static List<OrderSuggestion> orders(JsonNode note, ReleasedJson json) {
        List<OrderSuggestion> orders = new ArrayList<>();
        for (JsonNode order : list(note, "orders")) {
            switch (text(order, "kind")) {
                case "medication" ->
                    orders.add(new OrderSuggestion.Medication(
                            text(order, "name"),
                            optional(order, "dose"),
                            optional(order, "route"),
                            optional(order, "frequency"),
                            word(OrderSuggestion.Change.class, order, "change"),
                            texts(order, "missing"),
                            json.evidence(order)));
                case "service" ->
                    orders.add(new OrderSuggestion.Service(
                            text(order, "text"),
                            word(OrderSuggestion.Category.class, order, "category"),
                            json.evidence(order)));
                default -> throw ReleasedJson.refused();
            }
        }
        return orders;
    }

    /** Empty where the level stays sealed. */
    static Optional<EvaluationAndManagement> level(JsonNode note, ReleasedJson json) {
        JsonNode level = note.path("level");
        if (level.isMissingNode()) {
            return Optional.empty();
        }
        require(level.isObject());
        return Optional.of(new EvaluationAndManagement(
                word(Level.class, level, "level"),
                column(level.path("problems"), json),
                column(level.path("data"), json),
                column(level.path("risk"), json),
                texts(level, "missingForNext"),
                time(level.path("time"), json)));
    }

    private static Column column(JsonNode column, ReleasedJson json) {
        List<Element> elements = new ArrayList<>();
        for (JsonNode element : list(column, "elements")) {
            elements.add(new Element(text(element, "text"), json.evidence(element)));
        }
        return new Column(word(Level.class, column, "level"), elements);
    }

    private static Optional<Time> time(JsonNode time, ReleasedJson json) {
        if (time.isMissingNode()) {
            return Optional.empty();
        }
        int minutes = time.path("minutes").asInt();
        require(minutes >= 1 && minutes <= MOST_MINUTES);
        return Optional.of(new Time(
                minutes, time.path("newPatient").asBoolean(), word(Level.class, time, "level"), json.evidence(time)));
    }
}

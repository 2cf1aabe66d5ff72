package io.chartside.app.cdshooks;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What became of a card (CDS Hooks 2.0, "Feedback"). Free words may be about a patient and are dropped.
 *
 * @param suggestions that were accepted
 * @param reason code of ours, {@code other} for another code, {@code comment} for free words alone
 */
record Feedback(UUID card, Outcome outcome, List<UUID> suggestions, Optional<String> reason, Instant at) {

    /** What the user did. */
    enum Outcome {
        ACCEPTED,
        OVERRIDDEN;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MOST = 100;

    Feedback {
        suggestions = List.copyOf(suggestions);
    }

    /** @throws HookRefusal 400 when it is none */
    static List<Feedback> of(ObjectNode body) {
        JsonNode list = body.get("feedback");
        if (list == null || !list.isArray() || list.isEmpty() || list.size() > MOST) {
            throw HookRefusal.malformed("feedback is no list of 1 to " + MOST);
        }
        List<Feedback> feedback = new ArrayList<>();
        list.forEach(one -> feedback.add(one(one)));
        return feedback;
    }

    private static Feedback one(JsonNode one) {
        UUID card = uuid(one.path("card"), "card");
        Instant at = at(one.path("outcomeTimestamp"));
        switch (one.path("outcome").asString("")) {
            case "accepted" -> {
                List<UUID> suggestions = new ArrayList<>();
                one.path("acceptedSuggestions")
                        .forEach(suggestion -> suggestions.add(uuid(suggestion.path("id"), "acceptedSuggestions.id")));
                if (suggestions.isEmpty()) {
                    throw HookRefusal.malformed("acceptedSuggestions is missing");
                }
                return new Feedback(card, Outcome.ACCEPTED, suggestions, Optional.empty(), at);
            }
            case "overridden" -> {
                return new Feedback(card, Outcome.OVERRIDDEN, List.of(), reason(one.path("overrideReason")), at);
            }
            default -> throw HookRefusal.malformed("outcome is neither accepted nor overridden");
        }
    }

    private static Optional<String> reason(JsonNode given) {
        JsonNode reason = given.path("reason");
        if (reason.isObject()) {
            boolean ours = Card.Reason.SYSTEM.equals(reason.path("system").asString(""));
            String code = reason.path("code").asString("");
            return Optional.of(ours && code.matches("[a-z-]{1,40}") ? code : "other");
        }
        return given.has("userComment") ? Optional.of("comment") : Optional.empty();
    }

    private static UUID uuid(JsonNode value, String path) {
        String text = value.asString("");
        if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw HookRefusal.malformed(path + " is no UUID");
        }
        return UUID.fromString(text);
    }

    private static Instant at(JsonNode value) {
        try {
            return OffsetDateTime.parse(value.asString("")).toInstant();
        } catch (DateTimeException none) {
            throw HookRefusal.malformed("outcomeTimestamp is no time");
        }
    }

    @Override
    public String toString() {
        return outcome + " of card " + card;
    }
}

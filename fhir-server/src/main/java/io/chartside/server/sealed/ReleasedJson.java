package io.chartside.server.sealed;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.transcript.Turn;
import io.chartside.server.interaction.FhirRefusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the JSON of a released note: bounded, and refused as a whole at the first thing that is not as
 * docs/sealed-visits.md has it.
 *
 * @param said the utterances that are released, by their ids
 */
record ReleasedJson(Map<String, Turn> said) {
    static final int MOST_ENTRIES = 2_000;

    private static final int LONGEST_TEXT = 4_000;

    ReleasedJson {
        said = Map.copyOf(said);
    }

    /** An utterance that is not released is no evidence: what rests on it then stands without it. */
    List<Evidence> evidence(JsonNode of) {
        List<Evidence> evidence = new ArrayList<>();
        for (JsonNode piece : list(of, "evidence")) {
            Turn turn = said.get(piece.path("utterance").asText());
            int start = piece.path("start").asInt(-1);
            int end = piece.path("end").asInt(-1);
            if (turn != null) {
                require(start >= 0 && end >= start && end <= turn.text().length());
                evidence.add(new Evidence.Said(turn.index(), turn.id(), start, end));
            }
        }
        return evidence;
    }

    static JsonNode list(JsonNode of, String member) {
        JsonNode list = of.path(member);
        require((list.isMissingNode() || list.isArray()) && list.size() <= MOST_ENTRIES);
        return list;
    }

    static String text(JsonNode of, String member) {
        String text = optional(of, member);
        require(!text.isBlank());
        return text;
    }

    static String optional(JsonNode of, String member) {
        return Optional.of(of.path(member).asText())
                .filter(text -> text.length() <= LONGEST_TEXT)
                .orElseThrow(ReleasedJson::refused);
    }

    static List<String> texts(JsonNode of, String member) {
        List<String> texts = new ArrayList<>();
        list(of, member).forEach(one -> {
            require(one.isTextual() && !one.asText().isBlank() && one.asText().length() <= LONGEST_TEXT);
            texts.add(one.asText());
        });
        return texts;
    }

    /** The constant that the engine's JSON names so: in lower case, with {@code -}. */
    static <E extends Enum<E>> E word(Class<E> type, JsonNode of, String member) {
        String word = of.path(member).asText();
        return Arrays.stream(type.getEnumConstants())
                .filter(one ->
                        one.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word))
                .findFirst()
                .orElseThrow(ReleasedJson::refused);
    }

    static void require(boolean formed) {
        if (!formed) {
            throw refused();
        }
    }

    static FhirRefusal refused() {
        return FhirRefusal.invalid(
                "The note has not the form of docs/sealed-visits.md", "Parameters.parameter.where(name='note')");
    }

    @Override
    public String toString() {
        return "released JSON";
    }
}

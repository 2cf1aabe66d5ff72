package io.chartside.server.ai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.identifier.Redacted;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads the JSON of answers, marks become words again. What has another form than was asked for is no answer. */
final class AnswerJson {
    private static final int MOST_ENTRIES = 500;
    private static final int LONGEST_TEXT = 2_000;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(12).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Transcript shown;
    private final Redacted redacted;
    private final String citing;
    private final Function<Turn, String> id;

    /**
     * @param shown what the model was shown, with its identifiers
     * @param redacted the same without, which has the marks
     * @param citing the member that names what a statement rests on
     * @param id by which a turn is named there
     */
    AnswerJson(Transcript shown, Redacted redacted, String citing, Function<Turn, String> id) {
        this.shown = shown;
        this.redacted = redacted;
        this.citing = citing;
        this.id = id;
    }

    /** @throws Unreadable when it is no JSON */
    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Unreadable(); // Its message would quote the answer.
        }
    }

    Section.Paragraph paragraph(JsonNode paragraph) {
        if (!paragraph.path("bullets").isBoolean()) {
            throw new Unreadable();
        }
        String label = text(paragraph, "label");
        return new Section.Paragraph(
                Redacted.isMarked(label) ? "" : label,
                paragraph.path("bullets").booleanValue(),
                each(
                        paragraph,
                        "statements",
                        statement -> new Statement(
                                text(statement, "text"),
                                Redacted.isMarked(text(statement, "text")) ? List.of() : evidence(statement))));
    }

    /** The turns that are cited, each whole; an id that none has cites nothing. */
    List<Evidence> evidence(JsonNode from) {
        List<Evidence> evidence = new ArrayList<>();
        for (JsonNode cited : list(from, citing)) {
            if (!cited.isTextual()) {
                throw new Unreadable();
            }
            shown.turns().stream()
                    .filter(turn -> id.apply(turn).equals(cited.textValue())
                            && !turn.text().isBlank())
                    .findFirst()
                    .map(AnswerJson::whole)
                    .filter(whole -> !evidence.contains(whole))
                    .ifPresent(evidence::add);
        }
        return evidence;
    }

    private static Evidence whole(Turn turn) {
        return new Evidence.Said(
                turn.index(), turn.id(), 0, turn.text().stripTrailing().length());
    }

    String text(JsonNode from, String member) {
        JsonNode text = from.path(member);
        if (!text.isTextual() || text.textValue().length() > LONGEST_TEXT) {
            throw new Unreadable();
        }
        return redacted.restore(text.textValue()).replaceAll("\\s+", " ").strip();
    }

    <E> E choice(JsonNode from, String member, List<E> of, Function<E, String> word) {
        return of.stream()
                .filter(value -> word.apply(value).equals(from.path(member).textValue()))
                .findFirst()
                .orElseThrow(Unreadable::new);
    }

    JsonNode list(JsonNode from, String member) {
        JsonNode list = from.path(member);
        if (!list.isArray() || list.size() > MOST_ENTRIES) {
            throw new Unreadable();
        }
        return list;
    }

    <T> List<T> each(JsonNode from, String member, Function<JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        for (JsonNode one : list(from, member)) {
            all.add(read.apply(one));
        }
        return all;
    }

    @Override
    public String toString() {
        return "AnswerJson";
    }
}

package io.chartside.server.ai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Builds a model's answer as {@link NotePrompt} asks for it. */
public final class NoteJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode answer = JSON.createObjectNode();

    public NoteJson() {
        List.of("sections", "codes", "medications", "services").forEach(answer::putArray);
    }

    public NoteJson statement(String section, String text, String... utterances) {
        ObjectNode paragraph = answer.withArray("sections")
                .addObject()
                .put("section", section)
                .putArray("paragraphs")
                .addObject()
                .put("label", "")
                .put("bullets", false);
        cite(paragraph.putArray("statements").addObject().put("text", text), utterances);
        return this;
    }

    public NoteJson code(String code, String... utterances) {
        cite(answer.withArray("codes").addObject().put("code", code), utterances);
        return this;
    }

    public NoteJson medication(String name, String dose, String frequency, String... utterances) {
        cite(
                answer.withArray("medications")
                        .addObject()
                        .put("name", name)
                        .put("dose", dose)
                        .put("route", "")
                        .put("frequency", frequency)
                        .put("change", "start"),
                utterances);
        return this;
    }

    public NoteJson service(String text, String category, String... utterances) {
        cite(answer.withArray("services").addObject().put("text", text).put("category", category), utterances);
        return this;
    }

    private static void cite(ObjectNode citing, String... utterances) {
        for (String utterance : utterances) {
            citing.withArray("utterances").add(utterance);
        }
        if (utterances.length == 0) {
            citing.putArray("utterances");
        }
    }

    @Override
    public String toString() {
        return answer.toString();
    }
}

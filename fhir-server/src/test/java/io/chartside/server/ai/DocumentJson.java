package io.chartside.server.ai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Builds a model's answer as {@link DocumentPrompt} asks for it. */
public final class DocumentJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode answer = JSON.createObjectNode();

    public DocumentJson() {
        answer.putArray("sections");
    }

    /** A statement of the section's own paragraph. */
    public DocumentJson statement(String section, String text, String... facts) {
        ObjectNode into = null;
        for (JsonNode there : answer.withArray("sections")) {
            into = there.path("section").asText().equals(section) ? (ObjectNode) there : into;
        }
        if (into == null) {
            into = answer.withArray("sections").addObject().put("section", section);
        }
        ObjectNode statement = into.withArray("paragraphs")
                .addObject()
                .put("label", "")
                .put("bullets", false)
                .putArray("statements")
                .addObject()
                .put("text", text);
        statement.putArray("facts");
        for (String fact : facts) {
            statement.withArray("facts").add(fact);
        }
        return this;
    }

    /** What a model does that hands back every fact as it is. */
    public static String echo(ModelServer.Asked asked) {
        DocumentJson json = new DocumentJson();
        for (JsonNode section : asked.data().path("sections")) {
            for (JsonNode fact : section.path("facts")) {
                json.statement(
                        section.path("section").asText(),
                        fact.path("text").asText(),
                        fact.path("id").asText());
            }
        }
        return json.toString();
    }

    @Override
    public String toString() {
        return answer.toString();
    }
}

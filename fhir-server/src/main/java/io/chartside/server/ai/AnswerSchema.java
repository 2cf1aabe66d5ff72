package io.chartside.server.ai;

import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.List;

/** JSON schemas of answers, in the form that all providers take as strict: every member required, no other. */
final class AnswerSchema {
    private AnswerSchema() {}

    static JsonSchemaElement list(JsonSchemaElement of) {
        return JsonArraySchema.builder().items(of).build();
    }

    static JsonSchemaElement choice(List<String> words) {
        return JsonEnumSchema.builder().enumValues(words).build();
    }

    /** @param members names and schemas in turn, all of them required */
    static JsonObjectSchema object(Object... members) {
        JsonObjectSchema.Builder object = JsonObjectSchema.builder();
        String[] names = new String[members.length / 2];
        for (int i = 0; i < members.length; i += 2) {
            names[i / 2] = (String) members[i];
            object.addProperty(names[i / 2], (JsonSchemaElement) members[i + 1]);
        }
        return object.required(names).additionalProperties(false).build();
    }
}

package io.chartside.server.ai;

import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.Objects;

/**
 * What a model is told and given.
 *
 * @param name of what it is to hand in
 * @param system our instructions
 * @param user the data
 * @param schema of the answer
 */
record Prompt(String name, String system, String user, JsonObjectSchema schema) {
    Prompt {
        Objects.requireNonNull(name);
        Objects.requireNonNull(system);
        Objects.requireNonNull(user);
        Objects.requireNonNull(schema);
    }

    /** At least as many tokens as it has: English has four characters to one, JSON and numbers fewer. */
    int tokensAtMost() {
        return (system.length() + user.length() + schema.toString().length()) / 3;
    }

    @Override
    public String toString() {
        return "Prompt " + name;
    }
}

package io.chartside.server.ai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;

/** Chat completions of OpenAI, with structured output ({@code response_format} of type {@code json_schema}). */
public final class OpenAiServer extends ModelServer {
    public static final String KEY = "sk-key-of-the-test";

    @Override
    public String model() {
        return "gpt-note-2026-05-01";
    }

    @Override
    public URI url() {
        return URI.create(root() + "/v1");
    }

    @Override
    protected Request read(HttpExchange exchange, byte[] body) throws IOException {
        JsonNode request = JSON.readTree(body);
        JsonNode format = request.path("response_format");
        String problem = !exchange.getRequestURI().getPath().equals("/v1/chat/completions")
                ? "no such path"
                : !("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                        ? "no such key"
                        : !request.path("model").asText().equals(model())
                                ? "no such model"
                                : !format.path("type").asText().equals("json_schema")
                                                || !format.at("/json_schema/strict")
                                                        .asBoolean()
                                                || !closed(format.at("/json_schema/schema"))
                                        ? "no strict schema"
                                        : !request.path("store").isBoolean()
                                                        || request.path("store").asBoolean()
                                                ? "would be stored"
                                                : request.path("max_completion_tokens")
                                                                        .asInt()
                                                                < 1
                                                        ? "no limit"
                                                        : null;
        JsonNode messages = request.path("messages");
        return new Request(
                new Asked(
                        messages.at("/0/content").asText(),
                        JSON.readTree(messages.at("/1/content").asText())),
                problem);
    }

    /** Strict schemas list all members as required and allow no others. */
    private static boolean closed(JsonNode schema) {
        if (schema.has("properties")) {
            if (!schema.path("additionalProperties").isBoolean()
                    || schema.path("additionalProperties").asBoolean()
                    || schema.path("required").size()
                            != schema.path("properties").size()) {
                return false;
            }
            for (JsonNode member : schema.path("properties")) {
                if (!closed(member)) {
                    return false;
                }
            }
        }
        return !schema.has("items") || closed(schema.path("items"));
    }

    @Override
    protected String answer(String content, boolean finished, String model) {
        ObjectNode answer = JSON.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1764400000)
                .put("model", model);
        ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
        choice.putObject("message")
                .put("role", "assistant")
                .put("content", content)
                .putNull("refusal");
        choice.put("finish_reason", finished ? "stop" : "length");
        answer.putObject("usage")
                .put("prompt_tokens", 900)
                .put("completion_tokens", 100)
                .put("total_tokens", 1000);
        return answer.toString();
    }
}

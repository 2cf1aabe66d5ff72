package io.chartside.server.ai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;

/** {@code POST /api/chat} of Ollama, with a JSON schema as {@code format}. */
public final class OllamaServer extends ModelServer {
    @Override
    public String model() {
        return "llama3.3:70b";
    }

    @Override
    public URI url() {
        return root();
    }

    @Override
    protected Request read(HttpExchange exchange, byte[] body) throws IOException {
        JsonNode request = JSON.readTree(body);
        String problem = !exchange.getRequestURI().getPath().equals("/api/chat")
                ? "no such path"
                : !request.path("model").asText().equals(model())
                        ? "no such model"
                        : request.path("stream").asBoolean(true)
                                ? "would stream"
                                : !request.at("/format/properties/sections").isObject()
                                        ? "no schema"
                                        : request.at("/options/num_predict").asInt() < 1 ? "no limit" : null;
        JsonNode messages = request.path("messages");
        return new Request(
                new Asked(
                        messages.at("/0/content").asText(),
                        JSON.readTree(messages.at("/1/content").asText())),
                problem);
    }

    @Override
    protected String answer(String content, boolean finished, String model) {
        ObjectNode answer = JSON.createObjectNode().put("model", model).put("created_at", "2026-11-29T12:00:00Z");
        answer.putObject("message").put("role", "assistant").put("content", content);
        return answer.put("done", true)
                .put("done_reason", finished ? "stop" : "length")
                .put("prompt_eval_count", 900)
                .put("eval_count", 100)
                .toString();
    }
}

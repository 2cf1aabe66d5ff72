package io.chartside.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** JSON in and out of {@code /admin}. */
public final class AdminAnswers {
    public static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST = 1 << 20;

    private AdminAnswers() {}

    /** A body of at most 1 MB; empty where there is none. */
    public static ObjectNode body(HttpServletRequest request) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(LARGEST + 1);
        if (bytes.length == 0) {
            return JSON.createObjectNode();
        }
        try {
            if (bytes.length <= LARGEST && JSON.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new AdminRefusal(400, "the body is not JSON");
        }
        throw new AdminRefusal(400, "the body is a JSON object of at most 1 MB");
    }

    public static void write(HttpServletResponse response, int status, JsonNode answer) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    public static void refuse(HttpServletResponse response, int status, String reason) throws IOException {
        write(response, status, JSON.createObjectNode().put("error", reason));
    }
}

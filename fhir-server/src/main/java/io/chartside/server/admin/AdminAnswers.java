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
        write(response, status, "application/json", answer);
    }

    private static void write(HttpServletResponse response, int status, String type, JsonNode answer)
            throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(answer);
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /**
     * The OperationOutcome with which everything below {@code /fhir/[tenant]/admin} refuses.
     *
     * @param code of what is wrong, for programs: RFC 7591's where a client is described; empty for none
     */
    public static void outcome(HttpServletResponse response, int status, String reason, String code)
            throws IOException {
        ObjectNode outcome = JSON.createObjectNode().put("resourceType", "OperationOutcome");
        ObjectNode issue = outcome.putArray("issue")
                .addObject()
                .put("severity", "error")
                .put("code", issueCode(status))
                .put("diagnostics", reason);
        if (!code.isEmpty()) {
            issue.putObject("details").put("text", code);
        }
        write(response, status, "application/fhir+json;charset=UTF-8", outcome);
    }

    private static String issueCode(int status) {
        return switch (status) {
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 409 -> "conflict";
            default -> "processing";
        };
    }

    public static void refuse(HttpServletResponse response, int status, String reason) throws IOException {
        write(response, status, JSON.createObjectNode().put("error", reason));
    }
}

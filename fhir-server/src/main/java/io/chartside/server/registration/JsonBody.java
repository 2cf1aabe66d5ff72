package io.chartside.server.registration;

import io.chartside.server.authz.RegistrationRefused;
import io.chartside.server.authz.RegistrationRefused.Kind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Bodies of the registration endpoints: one JSON object of at most 64 kB, no member twice. */
final class JsonBody {
    private static final int LONGEST = 64 * 1024;
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    static Map<String, Object> read(HttpServletRequest request) throws IOException {
        byte[] body =
                isJson(request.getContentType()) ? request.getInputStream().readNBytes(LONGEST + 1) : new byte[0];
        try {
            Map<String, Object> json = body.length > LONGEST ? null : MAPPER.readValue(body, OBJECT);
            if (json != null) {
                return json;
            }
        } catch (JacksonException e) {
            // Told below; the cause would repeat the body.
        }
        throw new RegistrationRefused(
                Kind.INVALID_CLIENT_METADATA, "a JSON object of at most 64 kB is expected, application/json");
    }

    private static boolean isJson(String type) {
        try {
            return MediaType.APPLICATION_JSON.equalsTypeAndSubtype(MediaType.parseMediaType(String.valueOf(type)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static void write(HttpServletResponse response, int status, Map<String, Object> json) throws IOException {
        byte[] body = MAPPER.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    static void refuse(HttpServletResponse response, RegistrationRefused refused) throws IOException {
        write(
                response,
                refused.status(),
                Map.of("error", refused.code(), "error_description", String.valueOf(refused.getMessage())));
    }
}

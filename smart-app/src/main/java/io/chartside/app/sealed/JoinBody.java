package io.chartside.app.sealed;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a device without an account sends: one small JSON object of texts, so that nobody unknown fills the memory. */
final class JoinBody {

    /** The longest message, and what stands around it. */
    private static final int MOST_BYTES = 128 << 10;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, String> texts = new HashMap<>();

    private JoinBody() {}

    /** @throws io.chartside.app.launch.ShowError {@code invite-unreadable} for every other body */
    static JoinBody of(HttpServletRequest request) throws IOException {
        byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
        JoinBody body = new JoinBody();
        JsonNode read = bytes.length > MOST_BYTES ? null : tree(bytes);
        if (read == null || !read.isObject()) {
            throw SealedProblem.badInvite();
        }
        for (Map.Entry<String, JsonNode> member : read.properties()) {
            if (!member.getValue().isString()) {
                throw SealedProblem.badInvite();
            }
            body.texts.put(member.getKey(), member.getValue().asString());
        }
        return body;
    }

    private static JsonNode tree(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    /** Empty when it is not there. */
    String text(String name) {
        return texts.getOrDefault(name, "");
    }

    @Override
    public String toString() {
        return "texts " + texts.keySet();
    }
}

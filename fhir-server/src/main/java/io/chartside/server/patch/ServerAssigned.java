package io.chartside.server.patch;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.interaction.FhirRefusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** What a patch may not reach: identity and version, which the server assigns, and security labels once they are on. */
final class ServerAssigned {
    private ServerAssigned() {}

    /** @throws FhirRefusal 422 */
    static void check(JsonNode before, JsonNode after) {
        String type = before.path("resourceType").asText();
        require(type.equals(after.path("resourceType").asText()), "A patch does not change the type", type);
        require(before.path("id").equals(after.path("id")), "A patch does not change the id", type + ".id");
        JsonNode meta = before.path("meta");
        require(
                meta.path("versionId").equals(after.path("meta").path("versionId")),
                "The server assigns the version",
                type + ".meta.versionId");
        require(
                instant(meta).equals(instant(after.path("meta"))),
                "The server assigns the time of the update",
                type + ".meta.lastUpdated");
        for (JsonNode label : meta.path("security")) {
            require(
                    has(after.path("meta").path("security"), label),
                    "A patch takes no security label away",
                    type + ".meta.security");
        }
    }

    private static Optional<Instant> instant(JsonNode meta) {
        return Optional.ofNullable(meta.path("lastUpdated").textValue())
                .map(text -> OffsetDateTime.parse(text).toInstant());
    }

    private static boolean has(JsonNode labels, JsonNode wanted) {
        for (JsonNode label : labels) {
            if (label.path("system").equals(wanted.path("system"))
                    && label.path("code").equals(wanted.path("code"))) {
                return true;
            }
        }
        return false;
    }

    private static void require(boolean holds, String rule, String expression) {
        if (!holds) {
            throw FhirRefusal.againstRule(rule, expression);
        }
    }
}

package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origin;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** MM18: administration is on record with what was there before and after, and without secrets. */
class AdminAuditTest extends RestTest {
    private static final TenantId DEMO = new TenantId("demo");

    @Autowired
    private AuditTrail audit;

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private JsonNode recorded(AdminAct act) {
        String id = UUID.randomUUID().toString();
        audit.record(DEMO, new Origin(id, "127.0.0.1", BASE), act);
        return entries(json(get("/AuditEvent?type=110113&date=ge2026-01-01&_count=20"))).stream()
                .map(entry -> entry.path("resource"))
                .filter(event -> event.toString().contains(id))
                .findFirst()
                .orElseThrow();
    }

    private static String detail(JsonNode event, String type) {
        for (JsonNode detail : event.at("/entity/1/detail")) {
            if (detail.path("type").asText().equals(type)) {
                return new String(
                        Base64.getDecoder()
                                .decode(detail.path("valueBase64Binary").asText()),
                        StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError("no detail " + type);
    }

    @Test
    void changeByAPerson_tellsBeforeAndAfterAndBothActors() {
        Caller admin = new Caller(
                        DEMO,
                        "Practitioner/admin",
                        "console",
                        "token-of-admin",
                        Scopes.parse("user/*.rs"),
                        Optional.of("Practitioner/admin"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                .with(new Mandate(Set.of(), Optional.empty(), Optional.of("Practitioner/support"), Optional.empty()));
        JsonNode event = recorded(AdminAct.done(
                        AdminAct.Kind.ROLES,
                        new AdminAct.Actor.Token(admin),
                        "user Practitioner/7",
                        Optional.of(tree("{\"roles\":[\"member\"]}")),
                        Optional.of(tree("{\"roles\":[\"member\",\"billing\"]}")))
                .because("new duties"));

        assertThat(event.at("/subtype/0/code").asText()).isEqualTo("110136");
        assertThat(event.at("/subtype/1/code").asText()).isEqualTo("admin-roles");
        assertThat(event.path("action").asText()).isEqualTo("U");
        assertThat(detail(event, "before")).isEqualTo("{\"roles\":[\"member\"]}");
        assertThat(detail(event, "after")).isEqualTo("{\"roles\":[\"member\",\"billing\"]}");
        assertThat(event.at("/entity/1/detail/2/valueString").asText()).isEqualTo("new duties");
        assertThat(event.at("/entity/1/what/display").asText()).isEqualTo("user Practitioner/7");
        assertThat(event.at("/agent").toString())
                .contains("Practitioner/admin", "Practitioner/support", "urn:ietf:params:oauth:jti:token-of-admin");
        assertThat(entries(json(get("/AuditEvent?subtype=admin-roles&agent=Practitioner/support&date=ge2026-01-01"))))
                .isNotEmpty();
    }

    @Test
    void secretsAreNotRecorded_whoeverActs() {
        JsonNode client = tree("{\"client_id\":\"x\",\"client_secret\":\"s3cr3t\",\"chartside_client_secret_sha256\":"
                + "\"s3cr3t\",\"jwks\":{\"keys\":[{\"kty\":\"EC\",\"x\":\"seen\",\"d\":\"s3cr3t\"}]},"
                + "\"token_endpoint_auth_method\":\"none\",\"people\":[{\"passwordHash\":\"s3cr3t\"}]}");
        JsonNode byCommand = recorded(AdminAct.done(
                AdminAct.Kind.CLIENT,
                new AdminAct.Actor.Operator("root"),
                "client x",
                Optional.empty(),
                Optional.of(client)));
        assertThat(byCommand.path("action").asText()).isEqualTo("C");
        assertThat(detail(byCommand, "after"))
                .doesNotContain("s3cr3t")
                .contains("\"x\":\"seen\"", "\"token_endpoint_auth_method\":\"none\"");

        JsonNode byStaff = recorded(AdminAct.done(
                        AdminAct.Kind.GRANT,
                        new AdminAct.Actor.Staff("staff-7", "support"),
                        "grant 12",
                        Optional.of(client),
                        Optional.empty())
                .ended(403));
        assertThat(byStaff.path("action").asText()).isEqualTo("D");
        assertThat(byStaff.path("outcome").asText()).isEqualTo("4");
        assertThat(byStaff.toString()).contains("staff-7").doesNotContain("s3cr3t");
    }
}

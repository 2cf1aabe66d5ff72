package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A person ends what he let an app do, by himself (SMART App Launch 2.2, "Token Revocation"). */
class AllowedAppsTest extends RestTest {
    private static final String SCOPE = "openid fhirUser offline_access user/Practitioner.rs";

    @Test
    void appThatWasLetIn_standsOnThePersonsPage_andIsEndedThere() {
        Desk ada = Desk.of("Practitioner/apps-ada", "clinician");
        Desk bob = Desk.of("Practitioner/apps-bob", "clinician");
        assertThat(ada.page("sign-in-account").body()).doesNotContain("Apps that you have let in");
        JsonNode adas = ada.tokens(SCOPE, Map.of());
        JsonNode bobs = bob.tokens(SCOPE, Map.of());

        String page = ada.page("sign-in-account").body();
        HttpResponse<String> ended = ada.post("sign-in-account", Map.of("do", "end-app", "client", "desk"));

        assertThat(page)
                .contains("Apps that you have let in", "Stay connected after you have left", "value=\"desk\"")
                .doesNotContain(adas.path("access_token").asText());
        assertThat(ended.statusCode()).as(ended.body()).isEqualTo(200);
        assertThat(ended.body()).contains("no access any more").doesNotContain("Apps that you have let in");
        assertThat(read(adas)).isEqualTo(401);
        assertThat(ada.refresh(adas.path("refresh_token").asText()).statusCode())
                .isEqualTo(400);
        assertThat(read(bobs)).as("what another let in").isEqualTo(200);
        assertThat(send(request(STAFFED + "/AuditEvent?subtype=token-revoked&agent=Practitioner/apps-ada"))
                        .body())
                .contains("\"desk\"");

        assertThat(ada.post("sign-in-account", Map.of("do", "end-app", "client", "desk"))
                        .body())
                .contains("had no access");
        assertThat(read(ada.tokens(SCOPE, Map.of()))).as("let in anew").isEqualTo(200);
    }

    private static int read(JsonNode tokens) {
        return send(HttpRequest.newBuilder(URI.create(STAFFED + "/Practitioner?_count=1"))
                        .header(
                                "Authorization",
                                "Bearer " + tokens.path("access_token").asText()))
                .statusCode();
    }
}

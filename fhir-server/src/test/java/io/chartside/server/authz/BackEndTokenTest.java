package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SMART Backend Services: what a back end gets, and what it is refused. */
class BackEndTokenTest extends AuthzTest {

    @Test
    void assertionWithRegisteredKey_getsTokenThatNamesTheCaller() {
        HttpResponse<String> response = backEndToken("system/Patient.rs");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Map<String, Object> body = json(response);
        assertThat(body)
                .containsEntry("token_type", "Bearer")
                .containsEntry("scope", "system/Patient.rs")
                .doesNotContainKey("refresh_token");
        assertThat((Integer) body.get("expires_in")).isBetween(290, 300);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Pragma")).contains("no-cache");

        HttpResponse<String> resource = getWithToken(BASE + "/Patient/1", (String) body.get("access_token"));
        assertThat(resource.statusCode()).isEqualTo(200);
        assertThat(json(resource))
                .containsEntry("tenant", "demo")
                .containsEntry("clientId", "back-end")
                .containsEntry("subject", "back-end")
                .containsEntry("fhirUser", null);
    }
}

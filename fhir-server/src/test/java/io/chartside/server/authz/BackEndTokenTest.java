package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Attack catalogue: "mass assignment in registration, role in token request". */
    @ParameterizedTest
    @CsvSource({
        "role, owner",
        "roles, OWNER",
        "patient, patient-1",
        "tenant, other",
        "fhirUser, Practitioner/dr-one",
        "sub, Practitioner/dr-one",
        "need_patient_banner, false",
        "purposeOfUse, BTG",
        "expires_in, 86400",
        "cnf, x"
    })
    void parameterThatIsNoneOfTheRequest_givesNothing(String name, String value) {
        Map<String, String> form = backEndRequest(assertion("back-end", BACK_END_KEY), "system/Patient.rs");
        form.put(name, value);

        HttpResponse<String> response = post(BASE + "/oauth/token", form);

        assertThat(json(response)).containsOnlyKeys("access_token", "token_type", "expires_in", "scope");
        assertThat((Integer) json(response).get("expires_in")).isLessThanOrEqualTo(300);
        assertThat(json(getWithToken(BASE + "/Patient/1", tokenOf(response))))
                .containsEntry("tenant", "demo")
                .containsEntry("subject", "back-end")
                .containsEntry("fhirUser", null)
                .containsEntry("patient", null);
    }

    @Test
    void parameterTwice_isRefused() {
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(BASE + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        form(backEndRequest(assertion("back-end", BACK_END_KEY), "system/Patient.rs"))
                                + "&scope=system%2F*.cruds")));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response)).containsEntry("error", "invalid_request");
    }
}

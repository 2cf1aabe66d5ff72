package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.audit.AuditRecords;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The accounts of a tenant: who may change them (MM14), and that each change is on record (MM18). */
class AccountAdministrationTest extends AccountTest {
    private static final Sight ALL = Sight.everythingWithoutAccessCheck("the test reads the audit");

    @Autowired
    AuditRecords records;

    private String personsToken(Somebody one) {
        Browser in = new Browser();
        signIn(in, one, PASSWORD);
        return (String) tokens(in, CLINIC).get("access_token");
    }

    @Test
    void added_listed_shown_changed() {
        Somebody one = somebody(CLINIC, "clinician", "auditor");
        String token = managerToken(CLINIC);

        JsonNode shown = tree(admin("GET", one.user(), token, null));
        assertThat(shown.path("email").asText()).isEqualTo(one.email());
        assertThat(shown.path("roles").toString()).isEqualTo("[\"auditor\",\"clinician\"]");
        assertThat(tree(admin("GET", CLINIC + "/admin/users", token, null)).path("users"))
                .contains(shown);
        JsonNode changed = tree(admin("PUT", one.user() + "/roles", token, "{\"roles\":[\"billing\"]}"));
        assertThat(changed.path("roles").toString()).isEqualTo("[\"billing\"]");
    }

    /** A Practitioner of whom the tenant names no role counts as a clinician: to take all away would open the record to a biller. */
    @Test
    void everyRoleTakenAway_isRefused_asIsAnAccountWithoutOne() {
        Somebody one = somebody(CLINIC, "billing");
        String token = managerToken(CLINIC);
        for (String none : List.of(
                "{\"roles\":[]}", "{}", "{\"role\":[\"auditor\"]}", "{\"roles\":\"auditor\"}", "{\"roles\":null}")) {
            HttpResponse<String> refused = admin("PUT", one.user() + "/roles", token, none);
            assertThat(refused.statusCode()).as(none).isEqualTo(422);
            assertThat(refused.body()).contains("disabled");
        }
        assertThat(tree(admin("GET", one.user(), token, null)).path("roles").toString())
                .isEqualTo("[\"billing\"]");
        assertThat(admin(
                                "POST",
                                CLINIC + "/admin/users",
                                token,
                                account("Practitioner/roleless", "roleless@clinic.example"))
                        .statusCode())
                .isEqualTo(422);
    }

    /** Names and addresses of patients stand there too: who looked is on record, and of each patient. */
    @Test
    void whoLooksAtAccounts_isOnRecord() throws IOException {
        String patient = "looked-" + UUID.randomUUID();
        String token = managerToken(CLINIC);
        admin(
                "POST",
                CLINIC + "/admin/users",
                token,
                account("Patient/" + patient, patient + "@clinic.example", "patient"));
        assertThat(looks(patient)).isEmpty();

        admin("GET", CLINIC + "/admin/users/Patient/" + patient, token, null);
        admin("GET", CLINIC + "/admin/users", token, null);
        assertThat(looks(patient))
                .containsExactlyInAnyOrder(
                        "GET " + CLINIC + "/admin/users/Patient/" + patient, "GET " + CLINIC + "/admin/users");
    }

    /** Requests of operations whose events name the patient. */
    private List<String> looks(String patient) throws IOException {
        Map<String, List<String>> query =
                Map.of("patient", List.of("Patient/" + patient), "action", List.of("E"), "_count", List.of("10"));
        List<String> requests = new ArrayList<>();
        for (var event : records.search(
                        new TenantId("clinic"), ALL, new SearchRequest("AuditEvent", query, false, "test"))
                .matches()) {
            for (JsonNode entity : new ObjectMapper().readTree(event.json()).path("entity")) {
                if (entity.has("query")) {
                    requests.add(new String(
                            Base64.getDecoder().decode(entity.path("query").asText()), StandardCharsets.UTF_8));
                }
            }
        }
        return requests;
    }

    @Test
    void secondOfTheSamePersonOrAddress_isRefused() {
        Somebody one = somebody(CLINIC, "clinician");
        String token = managerToken(CLINIC);

        for (String other : List.of(
                account(one.fhirUser(), "another@clinic.example", "clinician"),
                account("Practitioner/another", one.email(), "clinician"))) {
            assertThat(admin("POST", CLINIC + "/admin/users", token, other).statusCode())
                    .isEqualTo(409);
        }
        assertThat(admin("POST", CLINIC + "/admin/users", token, account("Practitioner/x", "no address", "clinician"))
                        .statusCode())
                .isEqualTo(422);
        assertThat(admin("POST", CLINIC + "/admin/users", token, account("Practitioner/x", "x@y.example", "king"))
                        .statusCode())
                .isEqualTo(422);
    }

    /** Tokens and sessions at once; the same person at another tenant is another person. */
    @Test
    void disabled_losesTokensAndSessions_andEnabledGetsNewOnes() {
        Somebody one = withPassword("admin");
        signIn(browser, one, PASSWORD);
        String token = (String) tokens(browser, CLINIC).get("access_token");
        assertThat(admin("GET", CLINIC + "/admin/users", token, null).statusCode())
                .isEqualTo(200);

        admin("POST", one.user() + "/disable", managerToken(CLINIC), null);

        assertThat(admin("GET", CLINIC + "/admin/users", token, null).statusCode())
                .isEqualTo(401);
        assertThat(isSignedIn(browser, CLINIC)).isFalse();
        assertThat(admin("POST", one.user() + "/invite", managerToken(CLINIC), null)
                        .statusCode())
                .isEqualTo(409);
        admin("POST", one.user() + "/enable", managerToken(CLINIC), null);
        assertThat(admin("GET", CLINIC + "/admin/users", token, null).statusCode())
                .isEqualTo(401);
        assertThat(admin("GET", CLINIC + "/admin/users", personsToken(one), null)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void clinicianMayNot_adminMayButMakesNoOwner_ownerMayAll() {
        String clinician = personsToken(withPassword("clinician"));
        String admin = personsToken(withPassword("admin"));
        Somebody boss = withPassword("owner");
        String owner = personsToken(boss);
        Somebody one = somebody(CLINIC, "clinician");
        String roles = one.user() + "/roles";

        assertThat(admin("GET", CLINIC + "/admin/users", clinician, null).statusCode())
                .isEqualTo(403);
        assertThat(admin("PUT", roles, clinician, "{\"roles\":[\"owner\"]}").statusCode())
                .isEqualTo(403);
        assertThat(admin("PUT", roles, admin, "{\"roles\":[\"billing\"]}").statusCode())
                .isEqualTo(200);
        assertThat(admin("PUT", roles, admin, "{\"roles\":[\"admin\"]}").statusCode())
                .isEqualTo(403);
        assertThat(admin("POST", boss.user() + "/disable", admin, null).statusCode())
                .isEqualTo(403);
        assertThat(admin("PUT", roles, owner, "{\"roles\":[\"admin\"]}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void withoutTheScope_orOfAnotherTenant_isRefused() {
        assertThat(admin("GET", BASE + "/admin/users", tokenOf(backEndToken("system/*.cruds")), null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(admin("GET", CLINIC + "/admin/users", managerToken(STRICT), null)
                        .statusCode())
                .isEqualTo(401);
        assertThat(get(CLINIC + "/admin/users").statusCode()).isEqualTo(401);
        assertThat(tree(admin("GET", CLINIC + "/admin/users/Practitioner/no-one", managerToken(CLINIC), null))
                        .at("/issue/0/code")
                        .asText())
                .isEqualTo("not-found");
    }

    @Test
    void eachChange_isOnRecordWithBeforeAndAfter() throws IOException {
        Somebody one = somebody(CLINIC, "clinician");
        HttpResponse<String> changed =
                admin("PUT", one.user() + "/roles", managerToken(CLINIC), "{\"roles\":[\"billing\"]}");
        assertThat(changed.statusCode()).isEqualTo(200);

        JsonNode event = newest("admin-roles");
        assertThat(event.toString()).contains("user " + one.fhirUser());
        JsonNode before = detail(event, "before");
        JsonNode after = detail(event, "after");
        assertThat(before.path("roles").toString()).isEqualTo("[\"clinician\"]");
        assertThat(after.path("roles").toString()).isEqualTo("[\"billing\"]");
        assertThat(event.at("/agent/0/who/identifier/value").asText()).isEqualTo("manager");
        String secret = linkForm(invitation(one)).get("link");
        assertThat(newest("admin-credentials").toString()).doesNotContain(secret);
    }

    /** Whoever holds a link can be its owner for once: that one was made is on record, with who asked for it. */
    @Test
    void eachLink_isOnRecordWithWhoAskedForIt() throws IOException {
        Somebody one = withPassword();
        for (String act : List.of("/invite", "/reset")) {
            admin("POST", one.user() + act, managerToken(CLINIC), null);
            JsonNode event = newest("admin-credentials");
            assertThat(event.toString()).contains("user " + one.fhirUser());
            assertThat(event.at("/agent/0/who/identifier/value").asText()).isEqualTo("manager");
            assertThat(detail(event, "before").path("proofs").toString()).isEqualTo("[\"password\"]");
            assertThat(detail(event, "before").has("linkValidHours")).isFalse();
            assertThat(detail(event, "after").path("linkValidHours").asInt()).isEqualTo(72);
        }
        assertThat(detail(newest("admin-credentials"), "after").path("proofs").toString())
                .isEqualTo("[]");
    }

    private JsonNode newest(String subtype) throws IOException {
        Map<String, List<String>> query = Map.of("subtype", List.of(subtype), "_count", List.of("1"));
        return new ObjectMapper()
                .readTree(records.search(
                                new TenantId("clinic"), ALL, new SearchRequest("AuditEvent", query, false, "test"))
                        .matches()
                        .get(0)
                        .json());
    }

    private static JsonNode detail(JsonNode event, String name) throws IOException {
        for (JsonNode entity : event.path("entity")) {
            for (JsonNode detail : entity.path("detail")) {
                if (detail.path("type").asText().equals(name)) {
                    return new ObjectMapper()
                            .readTree(new String(
                                    Base64.getDecoder()
                                            .decode(detail.path("valueBase64Binary")
                                                    .asText()),
                                    StandardCharsets.UTF_8));
                }
            }
        }
        throw new AssertionError("no detail " + name);
    }
}

package io.chartside.server.staff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.RotatedKey;
import io.chartside.server.rest.Desk;
import io.chartside.server.rest.RestTest;
import io.chartside.server.store.AuditLog;
import io.chartside.server.store.Resealing;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** MM21: content of a tenant by a grant alone; MM26: standing in for a person shows both. */
class StaffGrantTest extends RestTest {
    private static final String GRANTS = "/staff/tenants/demo/grants";
    private static final HttpClient HTTP_CLIENT = HttpClient.newHttpClient();

    private static StaffBrowser support;
    private static StaffBrowser other;
    private static StaffBrowser approver;

    @Autowired
    private AuditLog auditLog;

    @Autowired
    private KeyRotation rotation;

    @Autowired
    private Resealing sealed;

    private static synchronized void people() {
        if (support == null) {
            support =
                    StaffBrowser.of(SERVER, "grant-support", StaffRole.SUPPORT).signedIn();
            other = StaffBrowser.of(SERVER, "grant-other", StaffRole.SUPPORT).signedIn();
            approver = StaffBrowser.of(SERVER, "grant-approver", StaffRole.SUPER_ADMIN)
                    .signedIn();
        }
    }

    private static String asked(StaffBrowser by, String target, String purpose) {
        people();
        HttpResponse<String> asked = by.post(GRANTS, Map.of("target", target, "purpose", purpose, "minutes", "30"));
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(302);
        return TestStore.asSuperuser("chartside", connection -> {
            try (Statement statement = connection.createStatement();
                    var row = statement.executeQuery("select id from staff_grant order by asked_at desc limit 1")) {
                row.next();
                return row.getString(1);
            }
        });
    }

    private static int post(StaffBrowser by, String grant, String verb) {
        return by.post(GRANTS + "/" + grant + "/" + verb, Map.of()).statusCode();
    }

    private static String token(StaffBrowser by, String grant) {
        HttpResponse<String> used = by.post(GRANTS + "/" + grant + "/use", Map.of());
        Matcher token = Pattern.compile("data-testid=\"token\">([^<]+)<").matcher(used.body());
        assertThat(token.find()).as(used.body()).isTrue();
        return token.group(1);
    }

    private static int status(String method, String path, String token, String body) {
        return answer(method, path, token, body).statusCode();
    }

    private static HttpResponse<String> answer(String method, String path, String token, String body) {
        try {
            return HTTP_CLIENT.send(
                    HttpRequest.newBuilder(URI.create(BASE + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/fhir+json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String events() {
        return auditLog
                .find(new TenantId("demo"), new AuditLog.Query(null, null, List.of(), true, 100, null))
                .entries()
                .stream()
                .flatMap(entry -> entry.events().stream())
                .map(event -> new String(event.json(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void grantOfAVisit_opensThatVisitAlone_afterAnothersApproval_untilRevoked_MM21() {
        people();
        String grant = asked(support, "Encounter/demo-encounter-1", "Ticket 4711: the note is cut off");
        assertThat(post(support, grant, "use")).isEqualTo(403);
        assertThat(post(support, grant, "approve")).isEqualTo(403);
        assertThat(post(approver, grant, "approve")).isEqualTo(302);
        assertThat(post(approver, grant, "approve")).isEqualTo(409);
        assertThat(post(other, grant, "use")).isEqualTo(403);
        assertThat(post(approver, grant, "use")).isEqualTo(403);

        String token = token(support, grant);

        assertThat(status("GET", "/Encounter/demo-encounter-1", token, "")).isEqualTo(200);
        assertThat(answer("GET", "/DocumentReference?encounter=Encounter/demo-encounter-1", token, "")
                        .body())
                .contains("demo-encounter-1-transcript");
        assertThat(status("GET", "/Encounter/demo-encounter-2", token, "")).isIn(403, 404);
        assertThat(status("GET", "/DocumentReference/demo-encounter-2-transcript", token, ""))
                .isIn(403, 404);
        assertThat(status("GET", "/Patient/demo-patient-1", token, "")).isIn(403, 404);
        assertThat(status("GET", "/AuditEvent", token, "")).isEqualTo(403);
        assertThat(status("POST", "/Condition", token, "{\"resourceType\":\"Condition\"}"))
                .isEqualTo(403);
        assertThat(events()).contains("admin-grant", grant, "Ticket 4711", "grant-support", "grant-approver");
        assertThat(answer("GET", "/Communication?identifier=" + grant, token(BASE, "system/Communication.rs"), "")
                        .body())
                .contains("May read Encounter/demo-encounter-1", "Ticket 4711", "approved by grant-approver");

        assertThat(post(other, grant, "revoke")).isEqualTo(403);
        assertThat(post(approver, grant, "revoke")).isEqualTo(302);
        assertThat(status("GET", "/Encounter/demo-encounter-1", token, "")).isEqualTo(401);
        assertThat(post(support, grant, "use")).isEqualTo(403);
    }

    @Test
    void whoApproves_approvesNothingOfHisOwn_andARefusedOrExpiredGrantOpensNothing_MM21() {
        people();
        String own = asked(approver, "Patient/demo-patient-1", "Curious");
        assertThat(post(approver, own, "approve")).isEqualTo(403);
        assertThat(post(approver, own, "use")).isEqualTo(403);

        String refused = asked(support, "Patient/demo-patient-1", "Not needed");
        assertThat(post(approver, refused, "refuse")).isEqualTo(302);
        assertThat(post(support, refused, "use")).isEqualTo(403);
        assertThat(post(approver, refused, "approve")).isEqualTo(409);

        String expired = asked(support, "Patient/demo-patient-2", "Too late");
        assertThat(post(approver, expired, "approve")).isEqualTo(302);
        String token = token(support, expired);
        assertThat(status("GET", "/Patient/demo-patient-2", token, "")).isEqualTo(200);
        assertThat(status("GET", "/Patient/demo-patient-1", token, "")).isIn(403, 404);
        TestStore.asSuperuser("chartside", connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(
                        "update staff_grant set expires_at = now() where id = '" + expired + "'");
            }
        });
        assertThat(post(support, expired, "use")).isEqualTo(403);
    }

    private static JsonNode asPerson(String token, String method, String path, int expected) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(STAFFED + "/admin/grants" + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        if (expected >= 400) {
            assertOutcome(answer, expected);
        }
        return json(answer);
    }

    private static String askedOfStaffed() {
        people();
        HttpResponse<String> made = send(request(STAFFED + "/Patient")
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Patient\"}")));
        String target = "Patient/" + json(made).path("id").asText();
        String grants = "/staff/tenants/staffed/grants";
        assertThat(support.post(grants, Map.of("target", target, "purpose", "Ticket 21", "minutes", "30"))
                        .statusCode())
                .isEqualTo(302);
        return target;
    }

    @Test
    void tenantThatDecidesByItself_approvesThroughItsOwnerAlone_andRevokes_MM21() {
        String target = askedOfStaffed();
        String owner = Desk.of("Practitioner/granting-owner", "owner").token("openid fhirUser manage-grants");
        String admin = Desk.of("Practitioner/granting-admin", "admin").token("openid fhirUser manage-grants");
        String clinician = Desk.of("Practitioner/granting-clinician", "clinician")
                .token("openid fhirUser manage-grants user/*.rs");
        String unscoped = Desk.of("Practitioner/unscoped-owner", "owner").token("openid fhirUser user/*.rs");
        for (String other : List.of(clinician, unscoped)) {
            asPerson(other, "GET", "", 403);
        }

        JsonNode shown = asPerson(admin, "GET", "", 200);
        JsonNode grant = shown.at("/grants/0");
        String id = grant.path("id").asText();
        assertThat(shown.path("approvedBy").asText()).isEqualTo("tenant");
        assertThat(grant.path("target").asText()).isEqualTo(target);
        assertThat(grant.path("purpose").asText()).isEqualTo("Ticket 21");
        assertThat(grant.path("state").asText()).isEqualTo("asked");
        String staffed = "/staff/tenants/staffed/grants/" + id;
        assertThat(approver.post(staffed + "/approve", Map.of()).statusCode()).isEqualTo(403);
        assertThat(approver.post(staffed + "/refuse", Map.of()).statusCode()).isEqualTo(403);
        asPerson(clinician, "POST", "/" + id + "/approve", 403);
        asPerson(owner, "POST", "/" + id + "/sell", 404);
        asPerson(owner, "POST", "/not-an-id/approve", 404);

        JsonNode approved = asPerson(owner, "POST", "/" + id + "/approve", 200);

        assertThat(approved.path("decidedBy").asText()).isEqualTo("Practitioner/granting-owner");
        asPerson(admin, "POST", "/" + id + "/refuse", 409);
        HttpResponse<String> used = support.post(staffed + "/use", Map.of());
        Matcher token = Pattern.compile("data-testid=\"token\">([^<]+)<").matcher(used.body());
        assertThat(token.find()).as(used.body()).isTrue();
        String address = STAFFED + "/" + target;
        assertThat(statusAt(address, token.group(1))).isEqualTo(200);
        asPerson(token.group(1), "GET", "", 403);
        asPerson(admin, "POST", "/" + id + "/revoke", 200);
        assertThat(statusAt(address, token.group(1))).isEqualTo(401);
        assertThat(send(request(STAFFED + "/AuditEvent?subtype=admin-grant&_count=50"))
                        .body())
                .contains(id, "Practitioner/granting-owner", "Practitioner/granting-admin");
    }

    private static int decided(Desk by, String grant, String decision) {
        return by.post("sign-in-grants", Map.of("grant", grant, "do", decision)).statusCode();
    }

    @Test
    void pageOfTheTenant_showsWhatIsAsked_approvesAndEndsIt_forOwnersAndAdministratorsAlone_MM21() {
        String target = askedOfStaffed();
        Desk owner = Desk.of("Practitioner/page-owner", "owner");
        Desk admin = Desk.of("Practitioner/page-admin", "admin");
        Desk clinician = Desk.of("Practitioner/page-clinician", "clinician");
        assertThat(clinician.page("sign-in-grants").body()).contains("for owners and administrators");
        assertThat(owner.page("sign-in-account").body()).contains("sign-in-grants");
        assertThat(clinician.page("sign-in-account").body()).doesNotContain("sign-in-grants");

        String page = owner.page("sign-in-grants").body();
        Matcher shown = Pattern.compile("data-testid=\"grant-([0-9a-f-]+)\">\\s*<h2>" + target)
                .matcher(page);
        assertThat(shown.find()).as(page).isTrue();
        assertThat(page).contains("Ticket 21", "asked", "value=\"approve\"");
        String id = shown.group(1);
        assertThat(decided(clinician, id, "approve")).isEqualTo(400);
        assertThat(decided(owner, id, "sell")).isEqualTo(404);
        assertThat(decided(owner, "not-an-id", "approve")).isEqualTo(404);

        assertThat(decided(owner, id, "approve")).isEqualTo(302);
        assertThat(decided(admin, id, "refuse")).isEqualTo(409);
        HttpResponse<String> used = support.post("/staff/tenants/staffed/grants/" + id + "/use", Map.of());
        Matcher token = Pattern.compile("data-testid=\"token\">([^<]+)<").matcher(used.body());
        assertThat(token.find()).as(used.body()).isTrue();
        assertThat(statusAt(STAFFED + "/" + target, token.group(1))).isEqualTo(200);
        assertThat(decided(admin, id, "revoke")).isEqualTo(302);
        assertThat(statusAt(STAFFED + "/" + target, token.group(1))).isEqualTo(401);
        assertThat(send(request(STAFFED + "/AuditEvent?subtype=admin-grant&_count=50"))
                        .body())
                .contains(id, "Practitioner/page-owner", "Practitioner/page-admin");
    }

    private static int statusAt(String address, String token) {
        return send(HttpRequest.newBuilder(URI.create(address)).header("Authorization", "Bearer " + token))
                .statusCode();
    }

    @Test
    void whatIsAskedFor_mustExist_haveAPurpose_andEndWithinEightHours() {
        people();
        for (Map<String, String> form : List.of(
                Map.of("target", "Encounter/nowhere", "purpose", "x", "minutes", "5"),
                Map.of("target", "Observation/1", "purpose", "x", "minutes", "5"),
                Map.of("target", "Patient/demo-patient-1", "purpose", "", "minutes", "5"),
                Map.of("target", "Patient/demo-patient-1", "purpose", "x", "minutes", "481"),
                Map.of("target", "Patient/demo-patient-1", "purpose", "x", "minutes", "-1"))) {
            assertThat(support.post(GRANTS, form).statusCode()).isEqualTo(422);
        }
    }

    @Test
    void standingIn_readsAsThePerson_writesNothing_andShowsBoth_MM26() {
        people();
        String grant = asked(support, "Practitioner/demo-practitioner-1", "Ticket 12: sees no visits");
        assertThat(post(approver, grant, "approve")).isEqualTo(302);
        String token = token(support, grant);

        assertThat(status("GET", "/Practitioner/demo-practitioner-1", token, ""))
                .isEqualTo(200);
        assertThat(status("GET", "/Encounter/demo-encounter-1", token, "")).isEqualTo(200);
        assertThat(status("POST", "/Condition", token, "{\"resourceType\":\"Condition\"}"))
                .isEqualTo(403);
        StaffBrowser.command(SERVER, "suspend", "grant-support");
        assertThat(status("GET", "/Encounter/demo-encounter-1", token, "")).isEqualTo(401);
        StaffBrowser.command(SERVER, "resume", "grant-support");
    }

    @Test
    void standingIn_isOnRecordWithBothAndTheGrant_MM26() {
        people();
        String grant = asked(other, "Practitioner/demo-practitioner-2", "Ticket 13");
        assertThat(post(approver, grant, "approve")).isEqualTo(302);
        String token = token(other, grant);
        assertThat(status("GET", "/Practitioner/demo-practitioner-2", token, ""))
                .isEqualTo(200);
        assertThat(events().lines())
                .anyMatch(event -> event.contains("urn:chartside:staff:grant-other")
                        && event.contains("\"Practitioner/demo-practitioner-2\"")
                        && event.contains(grant));
    }

    /** Name and one-time code of the staff, and the purposes of grants, are sealed by data keys (MA10). */
    @Test
    void staffAndPurposes_outliveTheirDataKeys() {
        people();
        asked(support, "Encounter/demo-encounter-1", "Ticket 4712: asked before the key was replaced");
        for (TenantId realm : List.of(TenantId.STAFF, new TenantId("demo"))) {
            rotation.use(realm, RotatedKey.DATA, rotation.announce(realm, RotatedKey.DATA));
            rotation.awaitKnown();
            assertThat(sealed.run(realm).resealed()).isPositive();
            rotation.resealContentKeys(realm);
            rotation.retireFormer(realm, RotatedKey.DATA);
        }

        // The list opens every grant's purpose, the session the name.
        HttpResponse<String> grants = support.get(GRANTS);
        assertThat(grants.statusCode()).as(grants.body()).isEqualTo(200);
        assertThat(grants.body()).contains("Ada grant-support");
        assertThat(support.signIn(support.password, support.code(1)).statusCode())
                .isEqualTo(302);
    }
}

package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.authz.LaunchContext;
import io.chartside.server.authz.LaunchHandles;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * MM14, MH15: people of each role sign in, open an app that may ask for everything, and get from the FHIR endpoint what
 * docs/access-matrix.md says of their role.
 */
class PersonRolesTest extends RestTest {
    private static final List<String> ROLES =
            List.of("Owner", "Admin", "Clinician", "Member", "Billing", "Analyst", "Auditor", "Patient", "Guardian");
    private static final String SCOPES = "openid fhirUser user/*.cruds";
    private static final Map<String, String> TOKENS = new LinkedHashMap<>();
    private static final Map<String, String> STORED = new LinkedHashMap<>();
    private static String patient;
    private static String stranger;
    private static String unverified;

    @Autowired
    private LaunchHandles launches;

    private static String body(String type, String of) {
        String subject = "\"subject\":{\"reference\":\"Patient/" + of + "\"}";
        String rest = switch (type) {
            case "Patient" -> "\"active\":true";
            case "Observation" -> "\"status\":\"final\",\"code\":{\"text\":\"x\"}," + subject;
            case "Account" -> "\"status\":\"active\",\"subject\":[{\"reference\":\"Patient/" + of + "\"}]";
            case "MedicationRequest" ->
                "\"status\":\"active\",\"intent\":\"order\",\"medicationCodeableConcept\":{\"text\":\"x\"}," + subject;
            case "AuditEvent" ->
                "\"type\":{\"code\":\"rest\"},\"recorded\":\"2026-11-01T10:00:00Z\",\"agent\":[{\"requestor\":true}],"
                        + "\"source\":{\"observer\":{\"display\":\"x\"}}";
            case "Organization" -> "\"name\":\"Clinic\"";
            default -> subject + ",\"code\":{\"text\":\"x\"}";
        };
        return "{\"resourceType\":\"" + type + "\"," + rest + "}";
    }

    private static String stored(String type, String body) {
        HttpResponse<String> made = send(request(STAFFED + "/" + type)
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return json(made).path("id").asText();
    }

    private static String relative(String of, boolean active) {
        return stored(
                "RelatedPerson",
                "{\"resourceType\":\"RelatedPerson\",\"active\":" + active
                        + ",\"relationship\":[{\"text\":\"mother\"}],\"patient\":{\"reference\":\"Patient/" + of
                        + "\"}}");
    }

    @BeforeEach
    void people() {
        if (patient != null) {
            return;
        }
        String one = stored("Patient", body("Patient", ""));
        stranger = stored("Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Elsewhere\"}]}");
        for (String type :
                List.of("Observation", "Condition", "Account", "MedicationRequest", "Organization", "AuditEvent")) {
            STORED.put(type, stored(type, body(type, one)));
        }
        STORED.put("Patient", one);
        for (String role : ROLES.subList(0, 7)) {
            String word = role.toLowerCase(java.util.Locale.ROOT);
            TOKENS.put(role, Desk.of("Practitioner/the-" + word, word).token(SCOPES));
        }
        TOKENS.put("Patient", Desk.of("Patient/" + one, "patient").token(SCOPES));
        TOKENS.put("Guardian", guardian(relative(one, true), one));
        unverified = guardian(relative(one, false), one);
        patient = one;
    }

    /** As an EHR launches an app with the chart of the patient. */
    private String guardian(String relatedPerson, String of) {
        String person = "RelatedPerson/" + relatedPerson;
        return Desk.of(person, "guardian")
                .token(
                        "launch openid fhirUser user/*.cruds",
                        Map.of(
                                "launch",
                                launches.issue(new TenantId("staffed"), person, LaunchContext.of(of, null, true))));
    }

    private static HttpResponse<String> as(String token, String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(STAFFED + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", FHIR_JSON)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    private static int status(String role, String path) {
        return as(TOKENS.get(role), "GET", path, "").statusCode();
    }

    /** A role is not enough: the app got what its scopes say (ASVS 10.3.2). */
    @Test
    void accountOfDisclosures_takesAScope_besideTheRole() {
        String path = "/Patient/" + patient + "/$disclosures";
        Desk auditor = Desk.of("Practitioner/scoped-auditor", "auditor");
        for (String less : List.of("openid fhirUser", "openid user/Patient.rs", "openid user/AuditEvent.s")) {
            assertOutcome(as(auditor.token(less), "GET", path, ""), 403);
        }
        assertThat(as(auditor.token("openid user/AuditEvent.rs"), "GET", path, "")
                        .statusCode())
                .isEqualTo(200);
        String own = stored("Patient", body("Patient", ""));
        Desk himself = Desk.of("Patient/" + own, "patient");
        assertOutcome(as(himself.token("openid fhirUser"), "GET", "/Patient/" + own + "/$disclosures", ""), 403);
        assertThat(as(himself.token("openid user/*.rs"), "GET", "/Patient/" + own + "/$disclosures", "")
                        .statusCode())
                .isEqualTo(200);
    }

    /** The cell of the published table: a Guardian may what a Patient may. */
    private static String cell(String type, String role) throws IOException {
        List<String> rows = Files.readAllLines(Path.of("../docs/access-matrix.md")).stream()
                .filter(line -> line.startsWith("| "))
                .toList();
        List<String> heads = cells(rows.get(0));
        int column = heads.indexOf(role.equals("Guardian") ? "Patient" : role);
        return rows.stream()
                .map(PersonRolesTest::cells)
                .filter(row -> Arrays.asList(row.get(0).split(", ")).contains(type))
                .findFirst()
                .orElseThrow()
                .get(column)
                .replace(" part", "");
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|")).map(String::trim).toList();
    }

    @Test
    void everyRole_mayOverHttp_whatTheMatrixSays() throws IOException {
        for (String role : ROLES) {
            for (Map.Entry<String, String> held : STORED.entrySet()) {
                String type = held.getKey();
                String cell = cell(type, role);
                String what = role + " of " + type + " (" + cell + "): ";
                String search = "/" + type + "?_count=1" + (type.equals("AuditEvent") ? "&date=ge2026-01-01" : "");
                expect(what + "read", cell.contains("r"), status(role, "/" + type + "/" + held.getValue()));
                expect(what + "search", cell.contains("s"), status(role, search));
                int created = as(TOKENS.get(role), "POST", "/" + type, body(type, patient))
                        .statusCode();
                expect(what + "create", cell.contains("c"), created);
                if (!type.equals("AuditEvent")) {
                    expect(
                            what + "history",
                            cell.contains("r"),
                            status(role, "/" + type + "/" + held.getValue() + "/_history"));
                }
            }
        }
    }

    private static void expect(String what, boolean may, int status) {
        assertThat(status).as(what).isIn(may ? List.of(200, 201) : List.of(403));
    }

    @Test
    void analyst_isToldCountsAlone_andNoneOfFew() {
        assertThat(status("Analyst", "/Observation?_summary=count&status=cancelled"))
                .isEqualTo(403);
        assertThat(status("Analyst", "/Observation?_summary=count&_id=" + STORED.get("Observation")))
                .isEqualTo(403);
        assertThat(status("Billing", "/Patient?_summary=count")).isEqualTo(200);
    }

    @Test
    void everythingAndExport_areForWhoSeesTheRecord() throws IOException {
        for (String role : ROLES) {
            boolean may = List.of("Clinician", "Member", "Billing", "Patient", "Guardian")
                    .contains(role);
            expect(role + " $everything", may, status(role, "/Patient/" + patient + "/$everything"));
        }
        for (String role : ROLES) {
            boolean exports = cell("Observation", role).contains("x");
            assertThat(export(role, "Observation").statusCode()).as(role).isEqualTo(exports ? 202 : 403);
        }
    }

    private static HttpResponse<String> export(String role, String type) {
        return send(HttpRequest.newBuilder(URI.create(STAFFED + "/Patient/$export?_type=" + type))
                .header("Authorization", "Bearer " + TOKENS.get(role))
                .header("Prefer", "respond-async"));
    }

    /** Billing reads conditions, but not results: neither by chain nor by include, in an entry, or beside what it may. */
    @Test
    void whatARoleDoesNotSee_isNotReachedByChainsIncludesOrEntries() {
        String billing = TOKENS.get("Billing");
        assertThat(entries(json(as(billing, "GET", "/Patient?_id=" + patient, ""))))
                .hasSize(1);
        HttpResponse<String> has =
                as(billing, "GET", "/Patient?_id=" + patient + "&_has:Observation:subject:status=final", "");
        assertThat(has.statusCode() == 403 || entries(json(has)).isEmpty())
                .as(has.body())
                .isTrue();
        HttpResponse<String> included =
                as(billing, "GET", "/Patient?_id=" + patient + "&_revinclude=Observation:subject", "");
        assertThat(included.body()).doesNotContain("\"resourceType\":\"Observation\"");
        assertThat(as(
                                TOKENS.get("Clinician"),
                                "GET",
                                "/Patient?_id=" + patient + "&_revinclude=Observation:subject",
                                "")
                        .body())
                .contains("Observation/" + STORED.get("Observation"));
        HttpResponse<String> batch = as(billing, "POST", "", """
                {"resourceType":"Bundle","type":"batch","entry":[
                 {"request":{"method":"GET","url":"Condition/%s"}},
                 {"request":{"method":"GET","url":"Observation/%s"}},
                 {"resource":%s,"request":{"method":"POST","url":"MedicationRequest"}}]}""".formatted(
                        STORED.get("Condition"), STORED.get("Observation"), body("MedicationRequest", patient)));
        assertThat(entries(json(batch)).stream()
                        .map(entry -> entry.at("/response/status").asText().substring(0, 3)))
                .containsExactly("200", "403", "403");
    }

    @Test
    void patientAndGuardian_seeOneRecord_andAnUnverifiedGuardianNone() {
        for (String role : List.of("Patient", "Guardian")) {
            assertThat(status(role, "/Patient/" + stranger)).as(role).isEqualTo(404);
            assertThat(entries(json(as(TOKENS.get(role), "GET", "/Patient", ""))))
                    .as(role)
                    .hasSize(1);
        }
        assertThat(as(unverified, "GET", "/Patient/" + patient, "").statusCode())
                .isIn(403, 404);
        assertThat(as(unverified, "GET", "/Observation/" + STORED.get("Observation"), "")
                        .statusCode())
                .isIn(403, 404);
    }

    /** 45 CFR 164.528: the account is for the patient and who acts for him, and for who answers for the tenant. */
    @Test
    void disclosures_areToldToThePatient_hisGuardian_ownersAdministratorsAndAuditors() {
        String path = "/Patient/" + patient + "/$disclosures";
        stored(
                "DocumentReference",
                "{\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"subject\":{\"reference\":\"Patient/"
                        + patient
                        + "\"},\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\"YQ==\"}}]}");
        send(request(STAFFED + "/DocumentReference/$docref?patient=" + patient));
        for (String role : ROLES) {
            HttpResponse<String> answer = as(TOKENS.get(role), "GET", path, "");
            boolean may =
                    List.of("Owner", "Admin", "Auditor", "Patient", "Guardian").contains(role);
            expect(role, may, answer.statusCode());
            assertThat(answer.body().contains("$docref")).as(role).isEqualTo(may);
        }
        assertThat(as(unverified, "GET", path, "").statusCode()).isEqualTo(403);
        for (String role : List.of("Patient", "Guardian")) {
            assertThat(status(role, "/Patient/" + stranger + "/$disclosures"))
                    .as(role)
                    .isEqualTo(403);
        }
    }

    /** The page on which a person chooses a patient reads by the roles of his account, not by the kind of his reference. */
    @Test
    void patientChoice_namesNobodyToWhoSeesNoPatient() {
        Desk owner = Desk.of("Practitioner/choosing-owner", "owner");
        Desk clinician = Desk.of("Practitioner/choosing-clinician", "clinician");

        assertThat(clinician.patientChoice("Elsewhere").body()).contains("Elsewhere");
        HttpResponse<String> refused = owner.patientChoice("Elsewhere");
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.body()).doesNotContain(stranger);
    }

    @Test
    void patientChoice_offersAGuardianTheOneHeActsFor() {
        String family = "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Guarded\"}]}";
        String child = stored("Patient", family);
        Desk mother = Desk.of("RelatedPerson/" + relative(child, true), "guardian");
        Desk nobody = Desk.of("RelatedPerson/" + relative(child, false), "guardian");

        assertThat(mother.patientChoice("").body()).contains(child).doesNotContain(stranger);
        assertThat(mother.patientChoice("Elsewhere").body()).doesNotContain(stranger);
        assertThat(nobody.patientChoice("Guarded").body()).doesNotContain(child);
    }
}

package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.admin.OperatorKey;
import io.chartside.server.command.TenantCommand;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.store.TestStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One tenant's life by command, on a server that runs: made, without an agreement, with one, suspended, closed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TenantsTest extends RestTest {
    private static final String MADE = SERVER + "/fhir/made-later";
    private static final String PATIENT = "{\"resourceType\":\"Patient\"}";
    private static final String ALL = "system/*.cruds";

    @TempDir
    private Path folder;

    private record Run(int exitCode, String out, String err) {}

    private static Run command(String... words) {
        List<String> arguments = new ArrayList<>(Arrays.asList(words));
        arguments.addAll(List.of(
                "--server-url", SERVER, "--data-dir", TestDatabase.dataDir().toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = TenantCommand.run(arguments.toArray(String[]::new), new PrintStream(out), new PrintStream(err));
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> send(String method, String address, String token, String body) {
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", FHIR_JSON)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    /** What the events of this kind tell of before and after, one after the other. */
    private static String decoded(String subtype) {
        // What was issued before the tenant was suspended is dead, so this is another token.
        JsonNode events =
                json(send("GET", MADE + "/AuditEvent?subtype=" + subtype, token(MADE, "system/AuditEvent.rs"), null));
        StringBuilder told = new StringBuilder();
        for (JsonNode entry : entries(events)) {
            for (JsonNode detail : entry.at("/resource/entity/1/detail")) {
                String value = detail.path("valueBase64Binary").asText();
                told.append(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
                        .append(detail.path("valueString").asText())
                        .append('\n');
            }
        }
        return told.toString();
    }

    private static String contract(String end, String... terms) {
        StringBuilder json = new StringBuilder("""
                {"resourceType":"Contract","id":"baa","status":"executed","applies":{"start":"2020-01-01"%s},
                 "type":{"coding":[{"system":"https://chartside.io/fhir/CodeSystem/contract-type","code":"baa"}]},
                 "term":[""".formatted(end.isEmpty() ? "" : ",\"end\":\"" + end + "\""));
        for (String term : terms) {
            json.append("""
                    {"type":{"coding":[{"system":"https://chartside.io/fhir/CodeSystem/baa-term","code":"%s"}]},
                     "offer":{"text":"As signed."}},""".formatted(term));
        }
        json.setLength(json.length() - 1);
        return json.append("]}").toString();
    }

    private static final String[] TERMS = {"permitted-uses", "safeguards", "breach-notification", "subcontractors"};

    @Test
    @Order(1)
    void tenantMadeByCommand_isServedWithoutARestart() {
        assertThat(get(SERVER + "/fhir/made-later/metadata").statusCode()).isEqualTo(404);

        Run run = command("add", "made-later", "--name", "Made Later");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(command("list").out()).contains("made-later").contains("none in force");
        assertThat(send("GET", MADE + "/Patient", token(MADE, ALL), null).statusCode())
                .isEqualTo(200);
        assertThat(command("add", "made-later", "--name", "Again").err()).contains("already");
    }

    @ParameterizedTest
    @Order(2)
    @CsvSource(
            delimiter = '|',
            value = {
                "add | staff | --name | Staff | own people",
                "add | Upper | --name | X | name is 1 to 31",
                "add | no-name | --reason | X | is missing",
                "suspend | nobody-here | --reason | X | there is no tenant",
            })
    void whatCannotBe_isRefusedWithItsReason(String verb, String name, String option, String value, String told) {
        Run run = command(verb, name, option, value);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(told);
    }

    @Test
    @Order(3)
    void withoutAgreement_nothingOfAPatientIsTakenIn_MH11() {
        String token = token(MADE, ALL);

        HttpResponse<String> refused = send("POST", MADE + "/Patient", token, PATIENT);

        assertOutcome(refused, 403);
        assertThat(refused.body()).contains("business associate agreement").contains("There is none");
        assertThat(send("PUT", MADE + "/Basic/1", token, "{\"resourceType\":\"Basic\",\"id\":\"1\"}")
                        .statusCode())
                .isEqualTo(403);
        String batch =
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":" + contract("", TERMS)
                        + ",\"request\":{\"method\":\"PUT\",\"url\":\"Contract/baa\"}},{\"resource\":" + PATIENT
                        + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";
        assertThat(send("POST", MADE, token, batch).statusCode()).isEqualTo(403);
        assertThat(send("POST", MADE + "/Organization", token, "{\"resourceType\":\"Organization\",\"name\":\"Made\"}")
                        .statusCode())
                .isEqualTo(201);
        JsonNode events = json(send("GET", MADE + "/AuditEvent?outcome=4&subtype=create", token, null));
        assertThat(entries(events)).isNotEmpty();
    }

    @Test
    @Order(4)
    void executedAgreement_opensTheTenant_andItsEndClosesItAtOnce_MH11_MM22_MM28() throws IOException {
        String token = token(MADE, ALL);
        Path file = folder.resolve("contract.json");
        Files.writeString(file, contract("", "permitted-uses", "safeguards"));
        assertThat(command("contract", "made-later", file.toString()).err())
                .contains("lacks breach-notification, subcontractors");

        Files.writeString(file, contract("", TERMS));
        assertThat(command("contract", "made-later", file.toString()).out()).contains("in force");
        HttpResponse<String> taken = send("POST", MADE + "/Patient", token, PATIENT);
        assertThat(taken.statusCode()).isEqualTo(201);

        Instant end = Instant.now().plusSeconds(2);
        assertThat(send("PUT", MADE + "/Contract/baa", token, contract(end.toString(), TERMS))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("POST", MADE + "/Patient", token, PATIENT).statusCode()).isEqualTo(201);
        AtomicInteger status = new AtomicInteger();
        await("the contract has ended").atMost(Duration.ofSeconds(60)).until(() -> {
            boolean ended = Instant.now().isAfter(end.plusMillis(1100));
            status.set(send("POST", MADE + "/Patient", token, PATIENT).statusCode());
            return ended;
        });
        assertThat(status).hasValue(403);

        String patient = MADE + "/Patient/" + json(taken).path("id").asText();
        assertThat(send("GET", patient, token, null).statusCode()).isEqualTo(200);
        assertThat(send("DELETE", patient, token, null).statusCode()).isEqualTo(204);
    }

    @Test
    @Order(5)
    void suspendedTenant_refusesEverything_andWhatWasIssuedStaysDead_MM26() {
        String token = token(MADE, ALL);

        assertThat(command("suspend", "made-later", "--reason", "Unpaid").exitCode())
                .isZero();

        for (String path : List.of("/Patient", "/metadata", "/.well-known/smart-configuration")) {
            HttpResponse<String> refused = send("GET", MADE + path, token, null);
            assertOutcome(refused, 403);
            assertThat(refused.body()).contains("suspended");
        }
        assertThat(send("GET", MADE + "/oauth/sign-in", token, null).body())
                .contains("Made Later")
                .contains("suspended");
        assertThat(send("POST", MADE + "/oauth/token", token, "").body()).contains("access_denied");

        assertThat(command("resume", "made-later").exitCode()).isZero();
        assertThat(send("GET", MADE + "/metadata", token, null).statusCode()).isEqualTo(200);
        assertThat(send("GET", MADE + "/Patient", token, null).statusCode()).isEqualTo(401);
    }

    @Test
    @Order(6)
    void changeByAnotherProcess_countsWithinFiveSeconds() {
        Instant changed = Instant.now();
        TestStore.asSuperuser("chartside", connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("update tenant set state = 'suspended' where tenant = 'made-later';"
                        + " update tenant_change set number = number + 1");
            }
        });
        while (get(MADE + "/metadata").statusCode() != 403) {
            assertThat(Duration.between(changed, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(command("resume", "made-later").exitCode()).isZero();
    }

    @Test
    @Order(7)
    void everyChange_isOnRecordWithBeforeAndAfter_MM18() throws IOException {
        Path file = folder.resolve("policy.yml");
        Files.writeString(file, "name: Made Later\nbaa: recorded-elsewhere\n");
        assertThat(command("policy", "made-later", file.toString()).exitCode()).isZero();
        assertThat(command("show", "made-later").out()).contains("recorded elsewhere");

        String events = decoded("admin-policy");
        assertThat(events).contains("{\"state\":\"active\",\"policy\":{\"name\":\"Made Later\"}}");
        assertThat(events).contains("\"baa\":\"recorded-elsewhere\"");
        assertThat(decoded("admin-tenant")).contains("{\"state\":\"suspended\"").contains("Unpaid");
        assertThat(decoded("admin-contract")).contains("permitted-uses");
    }

    @Test
    @Order(8)
    void closedTenant_isClosedForGood() {
        assertThat(command("close", "made-later").exitCode()).isZero();
        assertThat(get(MADE + "/metadata").body()).contains("closed");
        assertThat(command("resume", "made-later").err()).contains("closed, for good");
    }

    @Test
    void adminWithoutTheKey_orWithATokenOfAnotherRequest_isRefused() throws IOException {
        OperatorKey key = OperatorKey.read(TestDatabase.dataDir());
        String path = "/admin/tenants";
        assertThat(send("GET", SERVER + path, "nonsense", null).statusCode()).isEqualTo(401);
        assertThat(send("GET", SERVER + path, token(BASE, ALL), null).statusCode())
                .isEqualTo(401);
        assertThat(send("GET", SERVER + path, key.token("me", "POST", path), null)
                        .statusCode())
                .isEqualTo(401);
        assertThat(send("GET", SERVER + path, key.token("me", "GET", path + "/demo"), null)
                        .statusCode())
                .isEqualTo(401);
        String once = key.token("me", "GET", path);
        assertThat(send("GET", SERVER + path, once, null).statusCode()).isEqualTo(200);
        assertThat(send("GET", SERVER + path, once, null).statusCode()).isEqualTo(401);
    }
}

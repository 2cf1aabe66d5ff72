package io.chartside.server.staff;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.rest.RestTest;
import io.chartside.server.store.TestStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The operator's own people: how they get in, what each role may, and that their realm is worth nothing elsewhere. */
class StaffTest extends RestTest {
    /** Role by route, in the order of {@link StaffRole}: x may, - may not. */
    private static final Map<StaffAction, String> MATRIX = Map.ofEntries(
            Map.entry(StaffAction.TENANTS, "xxxxx"),
            Map.entry(StaffAction.USAGE, "xxxxx"),
            Map.entry(StaffAction.VISITS, "xxx-x"),
            Map.entry(StaffAction.ERRORS, "xxx-x"),
            Map.entry(StaffAction.TENANT_SUSPEND, "xx---"),
            Map.entry(StaffAction.TENANT_RESUME, "xx---"),
            Map.entry(StaffAction.GRANTS, "xxx-x"),
            Map.entry(StaffAction.GRANT_ASK, "x-x--"),
            Map.entry(StaffAction.GRANT_APPROVE, "x----"),
            Map.entry(StaffAction.GRANT_REFUSE, "x----"),
            Map.entry(StaffAction.GRANT_REVOKE, "x-x--"),
            Map.entry(StaffAction.GRANT_USE, "x-x--"),
            Map.entry(StaffAction.SIGN_OUT, "xxxxx"));

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    private static StaffBrowser somebody(String login, StaffRole role) {
        return StaffBrowser.of(SERVER, login, role);
    }

    private static void sql(String statement) {
        TestStore.asSuperuser("chartside", connection -> {
            try (Statement run = connection.createStatement()) {
                return run.executeUpdate(statement);
            }
        });
    }

    @Test
    void passwordAndCode_letIn_andNoSmallerProof_MM15() {
        StaffBrowser ada = somebody("ada", StaffRole.SUPPORT);
        HttpResponse<String> wrongPassword = ada.signIn("wrong", ada.code(0));
        HttpResponse<String> wrongCode = ada.signIn(ada.password, "000000");
        HttpResponse<String> noCode = ada.signIn(ada.password, "");
        HttpResponse<String> unknown =
                ada.post("/staff/sign-in", Map.of("login", "nobody", "password", ada.password, "code", ada.code(0)));
        for (HttpResponse<String> refused : List.of(wrongPassword, wrongCode, noCode, unknown)) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).isEqualTo(wrongPassword.body());
            assertThat(refused.headers().firstValue("Set-Cookie")).isEmpty();
        }

        HttpResponse<String> in = ada.signIn(ada.password, ada.code(0));

        assertThat(in.statusCode()).isEqualTo(302);
        assertThat(in.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("Path=/staff", "HttpOnly", "SameSite=Strict");
    }

    @Test
    void codeThatWasUsed_isRefused_andAnEarlierOneToo_MM15() {
        StaffBrowser bea = somebody("bea", StaffRole.SUPPORT);
        String next = bea.code(1);
        String now = bea.code(0);
        assertThat(bea.signIn(bea.password, next).statusCode()).isEqualTo(302);
        assertThat(bea.signIn(bea.password, next).statusCode()).isEqualTo(403);
        assertThat(bea.signIn(bea.password, now).statusCode()).isEqualTo(403);
    }

    @Test
    void fiveFailures_shutTheAccount_forAQuarterOfAnHour() {
        StaffBrowser cleo = somebody("cleo", StaffRole.SUPPORT);
        for (int i = 0; i < 5; i++) {
            cleo.signIn("wrong", "123456");
        }
        assertThat(cleo.signIn(cleo.password, cleo.code(0)).statusCode()).isEqualTo(403);
        sql("update staff_person set locked_until = now() where login = 'cleo'");
        assertThat(cleo.signIn(cleo.password, cleo.code(0)).statusCode()).isEqualTo(302);
    }

    @Test
    void session_endsWhenIdle_atItsEnd_atSignOut_andWithTheAccount_MM26() {
        StaffBrowser dora = somebody("dora", StaffRole.SUPPORT).signedIn();
        assertThat(dora.get("/staff").statusCode()).isEqualTo(200);
        StaffBrowser.command(SERVER, "suspend", "dora");
        assertThat(dora.get("/staff").statusCode()).isEqualTo(302);
        StaffBrowser.command(SERVER, "resume", "dora");
        assertThat(dora.get("/staff").statusCode()).isEqualTo(200);
        sql("update staff_session set last_seen = last_seen - interval '16 minutes' where login = 'dora'");
        assertThat(dora.get("/staff").statusCode()).isEqualTo(302);
        sql("update staff_session set last_seen = now(), expires_at = now() where login = 'dora'");
        assertThat(dora.get("/staff").statusCode()).isEqualTo(302);
        sql("update staff_session set expires_at = now() + interval '1 hour' where login = 'dora'");
        assertThat(dora.get("/staff").statusCode()).isEqualTo(200);
        assertThat(dora.postFrom("https://evil.example", "/staff/sign-out", Map.of())
                        .statusCode())
                .isEqualTo(403);
        dora.post("/staff/sign-out", Map.of());
        assertThat(dora.get("/staff").statusCode()).isEqualTo(302);
    }

    @Test
    void staffIsNobodyAtATenant_andATenantsPeopleAreNobodyHere() throws IOException, InterruptedException {
        StaffBrowser finn = somebody("finn", StaffRole.SUPER_ADMIN).signedIn();
        String secret = finn.cookie.substring(finn.cookie.indexOf('=') + 1);
        HttpClient http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        for (String header : List.of("Authorization:Bearer " + secret, "Cookie:" + finn.cookie)) {
            HttpResponse<String> refused = http.send(
                    HttpRequest.newBuilder(URI.create(BASE + "/Patient"))
                            .header(header.split(":")[0], header.split(":")[1])
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(401);
        }
        HttpResponse<String> picker = http.send(
                HttpRequest.newBuilder(URI.create(SERVER + "/demo-ehr"))
                        .header("Cookie", "chartside-sign-in-demo=" + secret)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(picker.headers().allValues("Set-Cookie").toString()).doesNotContain(secret);

        HttpResponse<String> signedIn = finn.postFrom(
                SERVER, "/fhir/demo/oauth/sign-in?x=1", Map.of("person", "Practitioner/demo-practitioner-1"));
        String tenants =
                signedIn.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
        for (String cookie : List.of(tenants, "chartside-staff=" + tenants.substring(tenants.indexOf('=') + 1), "")) {
            finn.cookie = cookie;
            assertThat(finn.get("/staff").headers().firstValue("Location"))
                    .hasValueSatisfying(to -> assertThat(to).endsWith("/staff/sign-in"));
        }
    }

    @ParameterizedTest
    @EnumSource(StaffRole.class)
    void roleMayWhatTheMatrixSays_andEveryPageBearsThePolicy_MM15_MM20(StaffRole role) {
        StaffBrowser one =
                somebody("role-" + role.word().replace('_', '-'), role).signedIn();
        assertThat(one.get("/staff/sign-in").body()).contains("this console shows no patient");
        for (StaffAction action : StaffAction.values()) {
            if (action == StaffAction.SIGN_OUT) {
                continue;
            }
            boolean may = MATRIX.get(action).charAt(role.ordinal()) == 'x';
            boolean get = action.method().equals("GET");
            String path =
                    action.pattern().replace("{id}", get ? "demo" : "nowhere").replace("{grant}", "none");
            HttpResponse<String> answer = get ? one.get(path) : one.post(path, Map.of());
            assertThat(answer.statusCode()).as(role + " " + action).isEqualTo(!may ? 403 : get ? 200 : 404);
            assertThat(answer.body()).contains("this console shows no patient");
            assertThat(answer.body()).doesNotContain("Delgado", "Rosa");
        }
        assertThat(one.get("/staff/nowhere").statusCode()).isEqualTo(404);
        assertThat(one.get("/staff;x/errors").statusCode()).isBetween(400, 404);
    }

    @Test
    void everyRoute_hasARow_andEveryRowARoute() {
        List<String> routes = new ArrayList<>();
        for (RequestMappingInfo info : mappings.getHandlerMethods().keySet()) {
            for (String pattern : info.getPatternValues()) {
                if (pattern.startsWith("/staff") && !pattern.equals(StaffDoor.SIGN_IN)) {
                    info.getMethodsCondition().getMethods().forEach(method -> routes.add(method + " " + pattern));
                }
            }
        }
        List<String> rows = new ArrayList<>();
        for (StaffAction action : StaffAction.values()) {
            rows.add(action.method() + " " + action.pattern());
            assertThat(MATRIX).containsKey(action);
        }
        assertThat(routes).containsExactlyInAnyOrderElementsOf(rows);
    }

    @Test
    void console_showsTenantsAndVisits_andSuspendsByWhoMay() {
        StaffBrowser gil = somebody("gil", StaffRole.PLATFORM_OPS).signedIn();
        assertThat(gil.get("/staff").body()).contains("Chartside Demo Clinic", "in force", "suspend");
        assertThat(gil.get("/staff/tenants/demo/visits").body()).contains("demo-encounter-1");
        assertThat(gil.post("/staff/tenants/picky/suspend", Map.of()).statusCode())
                .isEqualTo(302);
        assertThat(gil.get("/staff").body()).contains("suspended");
        assertThat(gil.get("/fhir/picky/metadata").statusCode()).isEqualTo(403);
        assertThat(gil.post("/staff/tenants/picky/resume", Map.of()).statusCode())
                .isEqualTo(302);
        assertThat(gil.get("/fhir/picky/metadata").statusCode()).isEqualTo(200);
    }

    @Test
    void signInsAndAccounts_areOnTheRealmsOwnRecord_withoutSecrets_MM18() {
        StaffBrowser hal = somebody("hal", StaffRole.FINANCE).signedIn();
        hal.signIn("wrong", "123456");
        StaffBrowser.command(SERVER, "role", "hal", "--role", "read_only");

        String events = StaffBrowser.command(SERVER, "audit").out();
        assertThat(events).contains("is whole", "urn:chartside:staff:hal", "110122", "admin-staff", "staff hal");
        assertThat(events).doesNotContain(hal.password);
        assertThat(StaffBrowser.command(SERVER, "list").out()).contains("hal", "read_only");
        assertThat(Optional.of(StaffBrowser.command(SERVER, "add", "hal", "--name", "x", "--role", "support")))
                .hasValueSatisfying(run -> assertThat(run.err()).contains("already"));
    }
}

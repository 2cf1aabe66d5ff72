package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.store.TestStore;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What meets the network: TLS (MH13), headers, slow and huge requests, and a key service that is gone (R14). */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EdgeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static EdgeServer server;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException {
        server = new EdgeServer();
    }

    /** Whatever a test has stopped. */
    @AfterEach
    void startAgain() {
        server.kms.stop();
        server.kms.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    // ---- TLS

    private static SSLContext trustingAll() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        context.init(null, new TrustManager[] {all}, new SecureRandom());
        return context;
    }

    private static String shaken(String... protocols) throws IOException, GeneralSecurityException {
        try (SSLSocket socket =
                (SSLSocket) trustingAll().getSocketFactory().createSocket("127.0.0.1", server.tlsPort)) {
            socket.setEnabledProtocols(protocols);
            socket.startHandshake();
            return socket.getSession().getProtocol() + " "
                    + ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                            .getSubjectX500Principal()
                            .getName();
        }
    }

    private static HttpResponse<String> tls(String path) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(trustingAll())
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.tlsPort + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** What tells how the server runs is for who runs it. */
    @ParameterizedTest
    @Order(1)
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/prometheus",
                "/actuator/health/db",
                "/%61ctuator/prometheus",
                "/fhir/../actuator/prometheus",
                "/actuator;x/prometheus"
            })
    void networksPort_tellsNothingOfHowTheServerRuns(String path) throws Exception {
        assertThat(tls(path).statusCode()).isIn(400, 404);
        assertThat(tls("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(EdgeServer.send(HttpRequest.newBuilder(URI.create(server.url() + "/actuator/prometheus")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Order(1)
    void tls13IsSpoken_olderIsRefused() throws Exception {
        assertThat(shaken("TLSv1.3", "TLSv1.2")).isEqualTo("TLSv1.3 CN=first");
        assertThatThrownBy(() -> shaken("TLSv1.2")).isInstanceOf(SSLHandshakeException.class);
        assertThat(tls("/fhir/demo/metadata").statusCode()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void certificateReplacedOnTheDisk_countsWithoutARestart() throws Exception {
        PemFiles.write(server.certificates, "second");

        eventually(() -> shaken("TLSv1.3").equals("TLSv1.3 CN=second"));
        assertThatThrownBy(() -> shaken("TLSv1.2")).isInstanceOf(SSLHandshakeException.class);
    }

    private static void eventually(Callable<Boolean> holds) {
        await("it comes in time").atMost(PATIENCE).until(holds);
    }

    // ---- headers

    private static void assertSecured(HttpResponse<String> response, boolean transport) {
        String what = response.request().method() + " " + response.uri() + ": " + response.statusCode();
        assertThat(response.headers().allValues("X-Content-Type-Options"))
                .as(what)
                .containsExactly("nosniff");
        assertThat(response.headers().allValues("Referrer-Policy")).as(what).hasSize(1);
        assertThat(response.headers().allValues("Permissions-Policy")).as(what).hasSize(1);
        assertThat(response.headers().allValues("Cross-Origin-Resource-Policy"))
                .as(what)
                .hasSize(1);
        assertThat(response.headers().allValues("Content-Security-Policy"))
                .as(what)
                .singleElement()
                .asString()
                .contains("default-src 'none'", "frame-ancestors");
        assertThat(response.headers().allValues("Strict-Transport-Security"))
                .as(what)
                .hasSize(transport ? 1 : 0);
        if (!response.uri().getPath().startsWith("/assets/")) {
            assertThat(response.headers().allValues("Cache-Control")).as(what).hasSize(1);
        }
        assertThat(response.headers().firstValue("Server")).as(what).isEmpty();
        assertThat(response.headers().firstValue("X-Powered-By")).as(what).isEmpty();
    }

    @Test
    @Order(3)
    void everyAnswerOfTheServerCarriesTheSecurityHeaders() throws Exception {
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (String path : List.of(
                "/Patient",
                "/Patient/none",
                "/metadata",
                "/.well-known/smart-configuration",
                "/.well-known/openid-configuration",
                "/oauth/jwks",
                "/oauth/authorize",
                "/oauth/authorize?client_id=unknown&response_type=code",
                "/oauth/sign-in",
                "/oauth/nothing",
                "/nothing/at/all/of/this",
                "/$unknown")) {
            answers.add(server.get(path));
            answers.add(EdgeServer.send(HttpRequest.newBuilder(URI.create(server.base() + path))));
        }
        for (String path : List.of(
                "/",
                "/nothing",
                "/fhir",
                "/fhir/none/Patient",
                "/actuator/health",
                "/actuator/prometheus",
                "/demo-ehr",
                "/assets/pages.css",
                "/assets/nothing.css",
                "/fhir/demo/Patient%2F1")) {
            answers.add(EdgeServer.send(HttpRequest.newBuilder(URI.create(server.url() + path))));
        }
        answers.add(server.post("/Patient", "{"));
        answers.add(server.post("/oauth/token", "{}"));
        for (String method : List.of("TRACE", "OPTIONS", "DELETE", "BREW")) {
            answers.add(
                    EdgeServer.send(server.request("/Patient").method(method, HttpRequest.BodyPublishers.noBody())));
        }
        assertThat(answers).allSatisfy(answer -> assertSecured(answer, false));
        assertThat(server.get("/Patient").headers().firstValue("Cache-Control")).hasValue("no-store");
        assertSecured(tls("/fhir/demo/metadata"), true);
        assertSecured(tls("/nothing"), true);
    }

    // ---- slow and huge

    private static Socket begun(String head) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String form(int length) {
        return "POST /fhir/demo/oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + length + "\r\n\r\ng";
    }

    /** Heads that never end, and more forms that come byte by byte than there are threads. */
    @Test
    @Order(4)
    void slowloris_othersAreServed_andTheSlowAreHungUpOn() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            slow.add(begun("GET /fhir/demo/metadata HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "));
        }
        List<Socket> drops = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            drops.add(begun(form(50_000)));
        }
        Instant limit = Instant.now().plus(PATIENCE);
        boolean allGone = false;
        while (!allGone && Instant.now().isBefore(limit)) {
            allGone = true;
            for (Socket drop : drops) {
                allGone &= isGone(drop);
            }
            long begin = System.nanoTime();
            assertThat(server.get("/metadata").statusCode()).isEqualTo(200);
            assertThat(System.nanoTime() - begin)
                    .isLessThan(Duration.ofSeconds(20).toNanos());
        }
        assertThat(allGone).as("who sends byte by byte is hung up on").isTrue();
        for (Socket socket : slow) {
            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(1000);
            socket.close();
        }
        for (Socket socket : drops) {
            socket.close();
        }
    }

    private static boolean isGone(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    @Order(5)
    void bodyOfAGigabyteAndBundleOf100000Entries_are413AtOnce() throws Exception {
        long begin = System.nanoTime();
        try (Socket socket = begun("POST /fhir/demo/Patient HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + server.token() + "\r\nContent-Type: application/fhir+json\r\nContent-Length: 1073741824\r\n\r\n{")) {
            byte[] status = socket.getInputStream().readNBytes(12);
            assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
            assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("OperationOutcome");
        }
        String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["
                + "{\"request\":{\"method\":\"GET\",\"url\":\"Patient\"}},".repeat(99_999)
                + "{\"request\":{\"method\":\"GET\",\"url\":\"Patient\"}}]}";
        begin = System.nanoTime();
        assertThat(server.post("", bundle).statusCode()).isEqualTo(413);
        assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
    }

    // ---- R14

    private static void assertUnavailable(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(new ObjectMapper()
                        .readTree(response.body())
                        .path("resourceType")
                        .asText())
                .isEqualTo("OperationOutcome");
        assertThat(response.body()).doesNotContain("Exception", "KMS", "Outage");
        assertSecured(response, false);
    }

    private static String patient() throws IOException {
        HttpResponse<String> created =
                server.post("/Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Outage\"}]}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return "/Patient/"
                + new ObjectMapper().readTree(created.body()).path("id").asText();
    }

    @Test
    @Order(6)
    void keyServiceStopped_cachedKeysServeTheirTime_then503_neverAnother_andItRecovers() throws Exception {
        String patient = patient();
        assertThat(server.get(patient).statusCode()).isEqualTo(200);

        server.kms.stop();
        Instant stopped = Instant.now();
        assertThat(server.get(patient).statusCode()).as("cached").isEqualTo(200);
        List<Integer> statuses = new ArrayList<>();
        eventually(() -> {
            HttpResponse<String> read = server.get(patient);
            statuses.add(read.statusCode());
            return read.statusCode() != 200;
        });
        assertThat(Duration.between(stopped, Instant.now())).isLessThan(EdgeServer.UNWRAPPED_FOR.plusSeconds(20));
        assertUnavailable(server.get(patient));
        assertUnavailable(server.get("/Patient?family=Outage"));
        assertUnavailable(server.post("/Patient", "{\"resourceType\":\"Patient\"}"));
        assertUnavailable(EdgeServer.send(HttpRequest.newBuilder(URI.create(server.base() + patient))));
        HttpResponse<String> token = EdgeServer.send(HttpRequest.newBuilder(URI.create(server.base() + "/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
        assertThat(token.statusCode()).as(token.body()).isEqualTo(503);
        assertThat(token.body()).contains("temporarily_unavailable");
        assertThat(statuses).containsOnly(200, 503);
        HttpResponse<String> page = EdgeServer.send(HttpRequest.newBuilder(URI.create(server.url() + "/demo-ehr")));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(503);
        assertThat(page.headers().firstValue("Retry-After")).isPresent();
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));

        server.kms.start();
        eventually(() -> server.get(patient).statusCode() == 200);
    }

    private static void keyStore(String sql) {
        TestStore.asSuperuser("postgres", connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    @Test
    @Order(7)
    void keyStoreUnreachable_itsChangesCannotBeKnown_503AfterThatTime_andItRecovers() throws Exception {
        String patient = patient();
        keyStore("alter database edge_keys allow_connections false");
        keyStore("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'edge_keys'");
        try {
            List<Integer> statuses = new ArrayList<>();
            eventually(() -> {
                HttpResponse<String> read = server.get(patient);
                statuses.add(read.statusCode());
                return read.statusCode() != 200;
            });
            assertThat(statuses).containsAnyOf(503).doesNotContain(500);
            assertUnavailable(server.get(patient));
        } finally {
            keyStore("alter database edge_keys allow_connections true");
        }
        eventually(() -> server.get(patient).statusCode() == 200);
    }
}

package io.chartside.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The catalogue's rows on bytes that no client library would send: by raw sockets, and by bodies that are no text. */
@ExtendWith(OutputCaptureExtension.class)
class WireAttacksTest extends AttackTest {
    private static final String PATIENT = "{\"resourceType\":\"Patient\",\"active\":true}";

    private static Socket open(String head) throws IOException {
        Socket socket = new Socket("127.0.0.1", PORT);
        socket.setSoTimeout(10_000);
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return socket;
    }

    /** All that the server says until it hangs up. */
    private static String answer(String request) throws IOException {
        try (Socket socket = open(request)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int status(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 ");
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static String head(String line, String... headers) {
        return line + " HTTP/1.1\r\nHost: 127.0.0.1:" + PORT + "\r\nAuthorization: Bearer "
                + token(BASE, "system/*.cruds drafts") + "\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n");
    }

    private static String post(String path, String body, String... headers) {
        return head("POST /fhir/demo" + path, headers) + "Content-Type: " + FHIR_JSON + "\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body;
    }

    // ---- size and patience

    @Test
    void bodyOf1GB_isRefusedBeforeItIsRead() throws IOException {
        try (Socket socket = open(head("POST /fhir/demo/Patient") + "Content-Type: " + FHIR_JSON
                + "\r\nContent-Length: 1073741824\r\n\r\n{\"resourceType\"")) {
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void slowloris_leavesOthersServed() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                slow.add(open("GET /fhir/demo/metadata HTTP/1.1\r\nHost: x\r\nX-Slow: "));
            }
            for (int i = 0; i < 40; i++) {
                slow.add(open(head("POST /fhir/demo/Patient") + "Content-Type: " + FHIR_JSON
                        + "\r\nContent-Length: 4096\r\n\r\n{"));
            }
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> read = HTTP.send(
                        request("/Patient?_count=1")
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(read.statusCode()).isEqualTo(200);
                HttpResponse<String> written =
                        sent(request("/Patient").timeout(Duration.ofSeconds(10)), "POST", FHIR_JSON, PATIENT);
                assertThat(written.statusCode()).isEqualTo(201);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    // ---- smuggling

    private static final String SMUGGLED = "DELETE /fhir/demo/Patient/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

    /** RFC 9112, 6.3 lets a server choose; refused, what follows is never a request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
            })
    void requestSmuggling_transferEncodingAndContentLength_isRefused(String both) throws IOException {
        String answer = answer(
                head("POST /fhir/demo/Patient", both) + "Content-Type: " + FHIR_JSON + "\r\n\r\n0\r\n\r\n" + SMUGGLED);
        assertThat(status(answer)).isEqualTo(400);
        assertThat(answer.split("HTTP/1.1 ")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 5",
                "Content-Length: +5",
                "Content-Length: -5",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding:\u000bchunked",
                "X: y\r\n Transfer-Encoding: chunked",
                "Host: evil.example",
                "X\u0000: y",
            })
    void requestSmuggling_lengthsThatMeanTwoThings_areRefused(String header) throws IOException {
        String answer = answer(head("POST /fhir/demo/Patient", header) + "Content-Type: " + FHIR_JSON
                + "\r\n\r\n0\r\n\r\n" + SMUGGLED);
        assertThat(status(answer)).isIn(400, 501);
        assertThat(answer.split("HTTP/1.1 ")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization | Bearer x",
                "Content-Type | application/fhir+xml",
                "If-None-Exist | identifier=urn:x%7C1",
                "If-Match | W/\"1\"",
                "X-Request-Id | another",
                "X-Security-Context | Patient/1",
                "Content-Encoding | gzip",
                "Prefer | return=minimal",
            })
    void duplicateHeaders_thatMayStandOnce_areRefused(String name, String value) throws IOException {
        String once = name.equals("Authorization") || name.equals("Content-Type")
                ? ""
                : name + ": " + (name.equals("Content-Encoding") ? "gzip" : value) + "\r\n";
        String request = post("/Patient", PATIENT, (once + name + ": " + value).split("\r\n"));
        int status = status(answer(request));
        if (name.equals("Prefer")) {
            assertThat(status)
                    .as("a list that may be written in parts (RFC 7240, section 2)")
                    .isEqualTo(201);
        } else {
            assertThat(status).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_count=1&_count=1000",
                "_format=json&_format=xml",
                "_summary=count&_summary=false",
                "_total=none&_total=accurate",
                "_cursor=x&_cursor=y",
                "_pretty=true&_pretty=false",
                "_elements=id&_elements=name",
            })
    void hpp_parameterThatMayStandOnce_isRefusedTwice(String query) {
        assertOutcome(get("/Patient?" + query), 400);
        String[] both = query.split("&");
        HttpResponse<String> split =
                sent(request("/Patient/_search?" + both[0]), "POST", "application/x-www-form-urlencoded", both[1]);
        assertOutcome(split, 400);
    }

    @Test
    void hpp_atTheAuthorizationServer_isRefused() {
        for (String form : List.of(
                "grant_type=client_credentials&grant_type=authorization_code",
                "grant_type=client_credentials&client_id=a&client_id=b",
                "grant_type=client_credentials&scope=a&scope=b")) {
            HttpResponse<String> answer = sent(
                    HttpRequest.newBuilder(URI.create(BASE + "/oauth/token")),
                    "POST",
                    "application/x-www-form-urlencoded",
                    form);
            assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401);
        }
    }

    // ---- text that is none

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resourceType\":\"Patient\",\"active\":true,\"active\":false}",
                "{\"resourceType\":\"Patient\",\"activ\\u0065\":true,\"active\":false}",
                "{\"resourceType\":\"Patient\",\"resourceType\":\"Observation\"}",
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"a\",\"family\":\"b\"}]}"
            })
    void duplicateJsonKeys_areRefused(String body) {
        assertOutcome(sent(request("/Patient"), "POST", FHIR_JSON, body), 400);
        assertOutcome(sent(request("/Patient/$validate"), "POST", FHIR_JSON, body), 400);
    }

    @Test
    void loneSurrogateNulBomAndInvalidUtf8_areRefused() {
        String family = "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"%s\"}]}";
        for (String bad : List.of("\\ud800", "\\udc00x", "\\ud800\\ud800", "\\u0000", "\u0000", "\u0001")) {
            assertOutcome(sent(request("/Patient"), "POST", FHIR_JSON, family.formatted(bad)), 400);
        }
        assertOutcome(sent(request("/Patient"), "POST", FHIR_JSON, "\uFEFF" + PATIENT), 400);
        for (byte[] bad : new byte[][] {
            {(byte) 0xC0, (byte) 0x80},
            {(byte) 0xFF},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xE2, (byte) 0x82}
        }) {
            byte[] body = family.formatted("XX").getBytes(StandardCharsets.ISO_8859_1);
            byte[] whole = new byte[body.length + bad.length];
            int at = family.indexOf('%');
            System.arraycopy(body, 0, whole, 0, at);
            System.arraycopy(bad, 0, whole, at, bad.length);
            System.arraycopy(body, at, whole, at + bad.length, body.length - at);
            assertOutcome(sent(request("/Patient"), "POST", FHIR_JSON, whole), 400);
            byte[] xml = ("<Patient xmlns=\"http://hl7.org/fhir\"><language value=\""
                            + new String(bad, StandardCharsets.ISO_8859_1) + "\"/></Patient>")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertOutcome(sent(request("/Patient"), "POST", XML, xml), 400);
        }
        for (String bad : List.of("%00", "%ff", "%C0%80", "%ED%A0%80", "%", "%zz")) {
            assertThat(status(rawGet("/fhir/demo/Patient?family=" + bad)))
                    .as(bad)
                    .isEqualTo(400);
            assertThat(status(rawGet("/fhir/demo/Patient/" + bad))).as(bad).isIn(400, 404);
        }
    }

    /** A character that PostgreSQL cannot store must not come so far as to fail there. */
    @Test
    void nulAtTheAuthorizationServer_isRefused() {
        OpenedApp app = new OpenedApp(SERVER).signIn();
        for (String parameter : List.of("state", "nonce", "launch", "client_id", "redirect_uri", "scope", "aud")) {
            var request = app.request("openid user/Patient.rs");
            request.put(parameter, request.getOrDefault(parameter, "") + "\u0000x");
            HttpResponse<String> answer = app.authorize(request);
            assertThat(answer.statusCode())
                    .as("%s: %s", parameter, answer.body())
                    .isIn(302, 400);
            assertThat(answer.headers().firstValue("Location").orElse("error=")).contains("error=");
        }
        for (String parameter : List.of("code", "client_id", "redirect_uri", "code_verifier", "grant_type")) {
            HttpResponse<String> answer = app.exchange("x", Map.of(parameter, "a\u0000b"));
            assertThat(answer.statusCode())
                    .as("%s: %s", parameter, answer.body())
                    .isIn(400, 401);
        }
        assertThat(app.submit(BASE + "/oauth/sign-in", Map.of("person", "a\u0000b"), SERVER)
                        .statusCode())
                .isEqualTo(400);
    }

    private static String rawGet(String target) {
        try {
            return answer(head("GET " + target, "Connection: close") + "\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- logs

    @Test
    void logInjection_namesAndHeadersWithControlCharacters_reachNoLog(CapturedOutput log) throws IOException {
        String forged = "canary2026\\r\\n2026-01-01 ERROR forged\\u001b[31m\\u202e";
        sent(
                request("/Patient"),
                "POST",
                FHIR_JSON,
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + forged + "\"}]}");
        sent(request("/Patient"), "POST", FHIR_JSON, "{\"resourceType\":\"Patient\",\"" + forged + "\":1}");
        String inAddress = "canary2026%0d%0aforged%1b%5b31m%e2%80%ae";
        get("/Patient?family=" + inAddress);
        get("/Patient?" + inAddress + "=x");
        get("/Patient/" + inAddress);
        get("/" + inAddress);
        answer(head(
                        "GET /fhir/demo/Patient?_count=1",
                        "User-Agent: canary2026\u001b[31m",
                        "X-Request-Id: canary2026\u001b",
                        "Connection: close")
                + "\r\n");
        answer(head("GET /fhir/canary2026\u001b[31m", "Connection: close") + "\r\n");
        answer(head("GET /fhir/demo/Patient", "canary2026\u001b[31m: x", "Connection: close") + "\r\n");
        OpenedApp app = new OpenedApp(SERVER);
        app.open(BASE + "/oauth/authorize?client_id=" + inAddress + "&redirect_uri=" + inAddress);
        app.exchange(
                "canary2026\r\nforged\u001b[31m",
                Map.of("client_id", "canary2026\r\nforged\u001b[31m", "client_secret", "canary2026"));
        app.submit(BASE + "/oauth/sign-in", Map.of("person", "canary2026\r\nforged\u001b"), SERVER);

        assertThat(log.getAll())
                .doesNotContain("canary2026")
                .doesNotContain("\u001b[31m")
                .doesNotContain("\u202e");
    }

    @Test
    void logInjection_requestId_isTakenOnlyWhenItIsHarmless() {
        for (String id : List.of("a b", "<x>", "x".repeat(65), "a\tb", "\u00e4")) {
            HttpResponse<String> answer = send(request("/Patient?_count=1").header("X-Request-Id", id));
            assertThat(answer.headers().firstValue("X-Request-Id").orElseThrow())
                    .matches("[0-9a-f-]{36}");
        }
    }
}

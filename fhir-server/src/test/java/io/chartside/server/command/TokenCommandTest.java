package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a token endpoint; the real one is tried with the same request in the authz tests. */
class TokenCommandTest {
    @TempDir
    Path data;

    private HttpServer server;
    private String answer = "{\"access_token\":\"the-token\",\"token_type\":\"Bearer\"}";
    private int status = 200;
    private String received;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException, JOSEException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/fhir/demo/oauth/token", exchange -> {
            received = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Files.createDirectories(data.resolve("keys"));
        Files.writeString(
                data.resolve("keys/demo-script.jwk"),
                new ECKeyGenerator(Curve.P_384).keyID("k").generate().toJSONString());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(String... arguments) {
        return TokenCommand.run(arguments, new PrintStream(out), new PrintStream(err));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Test
    void serverThatAgrees_tokenAloneIsPrinted() throws ParseException {
        int code = run("--scope", "system/Patient.rs", "--server-url", url(), "--data-dir", data.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out).hasToString("the-token" + System.lineSeparator());
        Map<String, String> form = Arrays.stream(received.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        assertThat(form).containsEntry("grant_type", "client_credentials").containsEntry("scope", "system/Patient.rs");
        SignedJWT assertion = SignedJWT.parse(form.get("client_assertion"));
        assertThat(assertion.getJWTClaimsSet().getAudience()).containsExactly(url() + "/fhir/demo/oauth/token");
    }

    @Test
    void serverThatRefuses_oneLineSaysWhy() {
        status = 400;
        answer = "{\"error\":\"invalid_scope\",\"error_description\":\"too much\"}";

        assertThat(run("--server-url", url(), "--data-dir", data.toString())).isEqualTo(1);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().trim()).isEqualTo("chartside: the server refused: invalid_scope (too much)");
    }

    @Test
    void noServer_oneLineSaysHowToStartIt() {
        server.stop(0);

        assertThat(run("--server-url", url(), "--data-dir", data.toString())).isEqualTo(1);

        assertThat(err.toString().trim())
                .contains("no server answers")
                .contains("./chartside up")
                .doesNotContain("\n");
    }

    @Test
    void noKey_oneLineSaysWhereItShouldBe() {
        assertThat(run("--server-url", url(), "--data-dir", data.resolve("none").toString()))
                .isEqualTo(1);

        assertThat(err.toString().trim()).contains("no key at").doesNotContain("\n");
    }

    @Test
    void unknownOption_showsUsage() {
        assertThat(run("--nonsense", "x")).isEqualTo(2);
        assertThat(run("--scope")).isEqualTo(2);
        assertThat(err.toString()).contains("usage: chartside token");
    }
}

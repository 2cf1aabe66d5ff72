package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.FreePort;
import io.chartside.server.command.ScriptToken;
import io.chartside.server.crypto.KmsServer;
import io.chartside.server.store.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole server as a hospital would put it on its network: a TLS port, the master key in AWS KMS, short patience; on
 * databases of its own in the tests' PostgreSQL.
 */
final class EdgeServer implements AutoCloseable {
    static final Duration UNWRAPPED_FOR = Duration.ofSeconds(10);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final int port = FreePort.choose();
    final int tlsPort = FreePort.choose();
    final KmsServer kms = new KmsServer("alias/chartside");
    final Path certificates;
    private final ConfigurableApplicationContext context;
    private final String token;

    EdgeServer() throws IOException, GeneralSecurityException {
        certificates = Files.createTempDirectory("edge-certificates");
        PemFiles.write(certificates, "first");
        System.setProperty("aws.accessKeyId", KmsServer.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", KmsServer.SECRET_KEY);
        context = new SpringApplicationBuilder(RestTest.WholeServer.class)
                .run(
                        "--server.port=" + port,
                        "--chartside.server-url=" + url(),
                        "--chartside.demo=true",
                        "--chartside.config-dirs=" + Path.of("../config").toAbsolutePath(),
                        "--chartside.database.url=" + TestDatabase.url(),
                        "--chartside.database.name=edge",
                        "--chartside.database.key-store-name=edge_keys",
                        "--chartside.database.pool-size=4",
                        "--chartside.data-dir=" + TestDatabase.dataDir(),
                        "--chartside.audit.checkpoint-folder=" + Files.createTempDirectory("edge-checkpoints"),
                        "--chartside.keys.service=aws-kms",
                        "--chartside.keys.aws-kms.key-id=alias/chartside",
                        "--chartside.keys.aws-kms.region=" + KmsServer.REGION,
                        "--chartside.keys.aws-kms.endpoint=" + kms.endpoint(),
                        "--chartside.keys.unwrapped-for=" + UNWRAPPED_FOR.toMillis() + "ms",
                        "--chartside.keys.known-after=300ms",
                        "--chartside.tls.port=" + tlsPort,
                        "--chartside.tls.address=127.0.0.1",
                        "--chartside.tls.certificate=" + certificates.resolve("server.crt"),
                        "--chartside.tls.private-key=" + certificates.resolve("server.key"),
                        "--spring.ssl.bundle.watch.file.quiet-period=1s",
                        "--chartside.edge.slow-body-after=1s",
                        "--server.tomcat.connection-timeout=2s");
        // The first request loads what the next ones use; a command would not wait for it on a busy machine.
        HttpResponse<String> first = send(HttpRequest.newBuilder(URI.create(base() + "/Patient")));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(401);
        token = ScriptToken.of(url(), TestDatabase.dataDir(), "system/*.cruds");
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String base() {
        return url() + "/fhir/demo";
    }

    String token() {
        return token;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    HttpResponse<String> get(String path) throws IOException {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String body) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Override
    public void close() {
        context.close();
        kms.close();
    }
}

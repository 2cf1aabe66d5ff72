package io.chartside.server.command.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * {@code bench tokens}: how many back-end tokens a second the token endpoint gives out for assertions by ES384, which are
 * signed beforehand, each with a jti of its own.
 */
final class TokenRate {
    private static final double BAR_PER_SECOND = 300;
    private static final String CLIENT_ID = "chartside-demo-script";
    private static final int WARM_UP = 6_000;
    private static final int CLIENTS = 8;
    /** An assertion lives five minutes at most. */
    private static final Duration LIFETIME = Duration.ofSeconds(285);

    private final RunningChartside chartside;
    private final URI tokenUrl;
    private final ECKey key;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private TokenRate(RunningChartside chartside) throws IOException {
        this.chartside = chartside;
        this.tokenUrl = URI.create(chartside.fhirBase() + "/oauth/token");
        try {
            this.key = ECKey.parse(Files.readString(chartside.dataDir().resolve("keys/demo-script.jwk")));
        } catch (ParseException e) {
            throw new BenchFailed("the key of " + CLIENT_ID + " cannot be read");
        }
    }

    static void run(Workspace workspace, int tokens) throws IOException, InterruptedException {
        try (RunningChartside chartside = RunningChartside.start(workspace, Workspace.freePort())) {
            TokenRate rate = new TokenRate(chartside);
            System.err.println("warming up: " + WARM_UP + " tokens, unrecorded");
            rate.issue(rate.requests(WARM_UP));
            System.err.println("signing " + tokens + " assertions");
            rate.measure(rate.requests(tokens));
        }
    }

    private List<HttpRequest> requests(int count) {
        return Stream.generate(this::request).parallel().limit(count).toList();
    }

    private HttpRequest request() {
        String form = "grant_type=client_credentials&scope=" + encoded("system/Patient.rs")
                + "&client_assertion_type=" + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                + "&client_assertion=" + assertion();
        return HttpRequest.newBuilder(tokenUrl)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
    }

    private String assertion() {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(CLIENT_ID)
                        .subject(CLIENT_ID)
                        .audience(tokenUrl.toString())
                        .expirationTime(Date.from(Instant.now().plus(LIFETIME)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        try {
            jwt.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new BenchFailed("the key of " + CLIENT_ID + " cannot sign");
        }
        return jwt.serialize();
    }

    /** @param server and database: CPU so far, user and system, of all their processes */
    private record Cpu(Duration server, Duration database, Duration client) {
        Cpu since(Cpu before) {
            return new Cpu(server.minus(before.server), database.minus(before.database), client.minus(before.client));
        }
    }

    private Cpu cpu() throws IOException {
        return new Cpu(
                of(ProcessHandle.of(chartside.serverProcessId()).stream()),
                of(ProcessHandle.of(chartside.databaseProcessId()).stream()
                        .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))),
                of(Stream.of(ProcessHandle.current())));
    }

    private static Duration of(Stream<ProcessHandle> processes) {
        return processes
                .map(process -> process.info().totalCpuDuration())
                .flatMap(Optional::stream)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private void measure(List<HttpRequest> requests) throws IOException, InterruptedException {
        Cpu before = cpu();
        long begun = System.nanoTime();
        issue(requests);
        double seconds = (System.nanoTime() - begun) / 1e9;
        Cpu spent = cpu().since(before);
        int tokens = requests.size();
        double perSecond = tokens / seconds;
        double server = millis(spent.server(), tokens);
        double database = millis(spent.database(), tokens);
        int cores = Runtime.getRuntime().availableProcessors();
        double possible = cores * 1000 / (server + database);
        Figures figures = new Figures(
                "back-end tokens",
                "a second",
                "CPU ms each: server + database",
                "client",
                "a second if all cores were theirs",
                "bar");
        figures.row(
                Figures.of("%,d by %d clients", tokens, CLIENTS),
                Figures.of("%.0f", perSecond),
                Figures.of("%.2f + %.2f", server, database),
                Figures.of("%.2f", millis(spent.client(), tokens)),
                Figures.of("%.0f", possible),
                Figures.of("≥ %.0f", BAR_PER_SECOND) + (perSecond >= BAR_PER_SECOND ? "" : ", **missed**"));
        figures.print();
        chartside.assertServerWell();
    }

    private static double millis(Duration duration, int tokens) {
        return duration.toNanos() / 1e6 / tokens;
    }

    private void issue(List<HttpRequest> requests) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(pool.submit(() -> {
                    for (int at = next.getAndIncrement(); at < requests.size(); at = next.getAndIncrement()) {
                        issue(requests.get(at));
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new BenchFailed("a token was not issued: " + e.getCause().getMessage());
        } finally {
            pool.shutdownNow();
        }
    }

    private void issue(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new BenchFailed("status " + response.statusCode() + " " + response.body());
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}

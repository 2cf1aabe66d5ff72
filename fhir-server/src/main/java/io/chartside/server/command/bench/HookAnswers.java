package io.chartside.server.command.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code bench cds-hooks}: how long each of the four services takes to answer an EHR that sends the encounter along, and what it
 * costs. The calls are signed beforehand (ES384), each with a jti of its own; visits with a draft get the cards of an unsigned note,
 * visits without one the card that starts the scribe. An answer without a card is one that was not decided in time: it is counted.
 */
final class HookAnswers {
    /** CDS Hooks 2.0, "Best Practices": what a clinician does not wait for. */
    private static final double BAR_MILLIS = 500;

    private static final int CLIENTS = 4;
    private static final int VISITS = 20;
    private static final int WARM_UP = 400;
    private static final String ISSUER = "https://ehr.bench.example/cds";
    private static final List<String> HOOKS =
            List.of("patient-view", "encounter-start", "order-sign", "encounter-discharge");

    private final RunningChartside chartside;
    private final ECKey key;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final GetLoad record = new GetLoad();

    private record Visit(String patient, String encounter, String resource) {}

    private HookAnswers(RunningChartside chartside, ECKey key) {
        this.chartside = chartside;
        this.key = key;
    }

    static void run(Workspace workspace, Visits visits, int calls) throws IOException, InterruptedException {
        ECKey key = newKey();
        HttpServer keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] set = new JWKSet(key).toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
        keys.createContext("/jwks", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
            exchange.close();
        });
        keys.start();
        Path config =
                configuration(workspace, "http://127.0.0.1:" + keys.getAddress().getPort() + "/jwks");
        try (RunningChartside chartside =
                RunningChartside.start(workspace, Workspace.freePort(), List.of("--config", config.toString()))) {
            new HookAnswers(chartside, key).measure(visits, calls);
        } finally {
            keys.stop(0);
        }
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_384)
                    .keyID("bench")
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException e) {
            throw new BenchFailed("ES384 keys cannot be made");
        }
    }

    /** The demo EHR's profile with the bench as its CDS client. */
    private static Path configuration(Workspace workspace, String jwks) throws IOException {
        Path config = workspace.dir().resolve("config");
        Files.createDirectories(config.resolve("ehr"));
        String shipped = Files.readString(workspace.home().resolve("config/ehr/demo.yml"));
        Files.writeString(
                config.resolve("ehr/demo.yml"),
                shipped.replaceFirst("(?m)^  issuer: .*/demo-ehr$", "  issuer: " + ISSUER)
                        .replaceFirst("(?m)^  jwks: .*$", "  jwks: " + jwks));
        return config;
    }

    private void measure(Visits transcripts, int calls) throws IOException, InterruptedException {
        System.err.println("drafting " + VISITS + " visits");
        String token = chartside.token("system/*.cruds drafts");
        List<Visit> drafted = new ArrayList<>();
        List<Visit> open = new ArrayList<>();
        for (int i = 0; i < VISITS; i++) {
            drafted.add(visit(token, Optional.of(transcripts.ofWords(300))));
            open.add(visit(token, Optional.empty()));
        }
        Figures figures = new Figures(
                "service",
                "p50 ms",
                "p95 ms",
                "longest",
                "without a card",
                "CPU ms each: app + server + database",
                "bar of p95");
        for (String hook : HOOKS) {
            List<Visit> visits = hook.equals("encounter-start") ? open : drafted;
            answer(hook, requests(hook, visits, WARM_UP));
            List<HttpRequest> signed = requests(hook, visits, calls);
            Duration app = app();
            CpuTime before = CpuTime.of(chartside);
            Answers answers = answer(hook, signed);
            CpuTime used = CpuTime.of(chartside).since(before);
            double appMillis = app().minus(app).toNanos() / 1e6 / calls;
            double p95 = answers.percentile(95);
            figures.row(
                    "chartside-" + hook,
                    Figures.of("%.1f", answers.percentile(50)),
                    Figures.of("%.1f", p95),
                    Figures.of("%.0f", answers.percentile(100)),
                    Figures.of("%d of %,d", answers.empty(), calls),
                    Figures.of(
                            "%.2f + %.2f + %.2f",
                            appMillis, used.serverMicros() / 1e3 / calls, used.databaseMicros() / 1e3 / calls),
                    Figures.of("≤ %.0f", BAR_MILLIS) + (p95 <= BAR_MILLIS ? "" : ", **missed**"));
        }
        figures.print();
        chartside.assertServerWell();
    }

    private Duration app() {
        return ProcessHandle.of(chartside.appProcessId()).stream()
                .map(process -> process.info().totalCpuDuration())
                .flatMap(Optional::stream)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Visit visit(String token, Optional<String> transcript) throws IOException, InterruptedException {
        String base = chartside.fhirBase();
        String patient = id(record.post(base + "/Patient", token, "{\"resourceType\":\"Patient\"}"));
        String encounter = record.post(
                base + "/Encounter",
                token,
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/" + patient + "\"}}");
        if (transcript.isPresent()) {
            ObjectNode parameters = JsonMapper.shared().createObjectNode().put("resourceType", "Parameters");
            parameters
                    .putArray("parameter")
                    .addObject()
                    .put("name", "transcript")
                    .put("valueString", transcript.get());
            record.post(base + "/Encounter/" + id(encounter) + "/$draft-note", token, parameters.toString());
        }
        return new Visit(patient, id(encounter), encounter);
    }

    private static String id(String resource) {
        return JsonMapper.shared().readTree(resource).path("id").asString();
    }

    private List<HttpRequest> requests(String hook, List<Visit> visits, int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .parallel()
                .map(i -> request(hook, visits.get(i % visits.size())))
                .toList();
    }

    private HttpRequest request(String hook, Visit visit) {
        String address = chartside.appUrl() + "/cds-services/chartside-" + hook;
        String orders = hook.equals("order-sign") ? ",\"draftOrders\":{\"resourceType\":\"Bundle\",\"entry\":[]}" : "";
        String body = "{\"hook\":\"" + hook + "\",\"hookInstance\":\"" + UUID.randomUUID()
                + "\",\"context\":{\"userId\":\"Practitioner/bench\",\"patientId\":\"" + visit.patient()
                + "\",\"encounterId\":\"" + visit.encounter() + "\"" + orders + "},\"prefetch\":{\"encounter\":"
                + visit.resource() + "}}";
        return HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token(address))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private String token(String audience) {
        Instant now = Instant.now();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(audience)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(Duration.ofMinutes(50))))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        try {
            jwt.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new BenchFailed("the key cannot sign");
        }
        return jwt.serialize();
    }

    /** @param millis in rising order @param empty answers without a card */
    private record Answers(List<Double> millis, long empty) {
        double percentile(int percent) {
            return millis.get(Math.max(0, (int) Math.ceil(percent / 100.0 * millis.size()) - 1));
        }
    }

    private Answers answer(String hook, List<HttpRequest> requests) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Answers>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int first = i;
                clients.add(() -> client(requests, first));
            }
            List<Double> millis = new ArrayList<>();
            long empty = 0;
            for (Future<Answers> client : pool.invokeAll(clients)) {
                millis.addAll(client.get().millis());
                empty += client.get().empty();
            }
            return new Answers(millis.stream().sorted().toList(), empty);
        } catch (ExecutionException e) {
            throw new BenchFailed(hook + ": " + e.getCause().getMessage());
        } finally {
            pool.shutdownNow();
        }
    }

    private Answers client(List<HttpRequest> requests, int first) throws IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        long empty = 0;
        for (int i = first; i < requests.size(); i += CLIENTS) {
            long begun = System.nanoTime();
            HttpResponse<String> answer = http.send(requests.get(i), HttpResponse.BodyHandlers.ofString());
            millis.add((System.nanoTime() - begun) / 1e6);
            if (answer.statusCode() != 200) {
                throw new BenchFailed("status " + answer.statusCode() + " " + answer.body());
            }
            empty += JsonMapper.shared().readTree(answer.body()).path("cards").isEmpty() ? 1 : 0;
        }
        return new Answers(millis, empty);
    }
}

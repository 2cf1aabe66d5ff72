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
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./chartside bench tenants}: CPU a read when the same load falls on 1,000 tenants and when it falls on one, on one server
 * that has them all; the bar: no more.
 */
final class ManyTenants {
    private static final int TENANTS = 1000;
    private static final String CLIENT = "chartside-demo-script";
    private static final Duration WARM_UP = Duration.ofSeconds(45);
    private static final Duration MEASURED = Duration.ofSeconds(15);
    private static final int ROUNDS = 3;

    private final RunningChartside chartside;
    private final GetLoad load = new GetLoad();

    private ManyTenants(RunningChartside chartside) {
        this.chartside = chartside;
    }

    static void run(Workspace workspace) throws IOException, InterruptedException {
        Path config = configuration(workspace);
        try (RunningChartside chartside =
                RunningChartside.start(workspace, Workspace.freePort(), List.of("--config", config.toString()))) {
            new ManyTenants(chartside).measure();
        }
    }

    private static Path configuration(Workspace workspace) throws IOException {
        Path config = workspace.dir().resolve("config");
        Path tenants = Files.createDirectories(config.resolve("tenants"));
        Path clients = Files.createDirectories(config.resolve("clients"));
        for (int i = 0; i < TENANTS; i++) {
            Files.writeString(tenants.resolve(tenant(i) + ".yml"), "name: Clinic " + i + "\nbaa: recorded-elsewhere\n");
        }
        String names = IntStream.range(0, TENANTS)
                .mapToObj(i -> "\"" + tenant(i) + "\"")
                .collect(Collectors.joining(","));
        Files.writeString(clients.resolve("demo-script.json"), """
                {"client_id": "%s", "client_name": "Bench", "grant_types": ["client_credentials"],
                 "token_endpoint_auth_method": "private_key_jwt", "chartside_jwks_file": "demo-script.jwk",
                 "scope": "system/*.cruds", "chartside_tenants": ["demo",%s]}
                """.formatted(CLIENT, names));
        return config;
    }

    private static String tenant(int number) {
        return "bench-" + number;
    }

    private void measure() throws IOException, InterruptedException {
        List<GetLoad.Get> many = new ArrayList<>();
        for (int i = 0; i < TENANTS; i++) {
            many.add(patientOf(tenant(i)));
        }
        // As many patients in one tenant, so that what is cached a patient is the same.
        List<GetLoad.Get> one = new ArrayList<>();
        String token = token(tenant(0));
        for (int i = 0; i < TENANTS; i++) {
            one.add(patient(tenant(0), token));
        }
        many = withNewTokens(many);
        one = withNewTokens(one);
        load.run(many, WARM_UP);
        load.run(one, WARM_UP);
        many = withNewTokens(many);
        one = withNewTokens(one);
        Figures figures = new Figures("round", "1 tenant, µs a read", "1,000 tenants, µs a read", "ratio (bar 1)");
        for (int round = 1; round <= ROUNDS; round++) {
            double single = micros(one);
            double thousand = micros(many);
            figures.row(
                    Integer.toString(round),
                    Figures.of("%.0f", single),
                    Figures.of("%.0f", thousand),
                    Figures.of("%.2f", thousand / single));
        }
        figures.print();
    }

    /** A back end's token lives for five minutes, which a slow machine takes for each of these steps. */
    private List<GetLoad.Get> withNewTokens(List<GetLoad.Get> gets) throws IOException, InterruptedException {
        Map<String, String> tokens = new HashMap<>();
        List<GetLoad.Get> renewed = new ArrayList<>();
        for (GetLoad.Get get : gets) {
            String tenant = get.address().replaceFirst(".*/fhir/([^/]+)/.*", "$1");
            String token = tokens.get(tenant);
            if (token == null) {
                token = token(tenant);
                tokens.put(tenant, token);
            }
            renewed.add(new GetLoad.Get(get.address(), token));
        }
        return renewed;
    }

    /** Of server and database together. */
    private double micros(List<GetLoad.Get> gets) throws IOException, InterruptedException {
        CpuTime before = CpuTime.of(chartside);
        long requests = load.run(gets, MEASURED);
        CpuTime used = CpuTime.of(chartside).since(before);
        return (used.serverMicros() + used.databaseMicros()) / (double) requests;
    }

    private GetLoad.Get patientOf(String tenant) throws IOException, InterruptedException {
        return patient(tenant, token(tenant));
    }

    private GetLoad.Get patient(String tenant, String token) throws IOException, InterruptedException {
        String base = chartside.serverUrl() + "/fhir/" + tenant;
        String body = load.post(base + "/Patient", token, "{\"resourceType\":\"Patient\",\"active\":true}");
        return new GetLoad.Get(
                base + "/Patient/"
                        + JsonMapper.shared().readTree(body).path("id").asString(),
                token);
    }

    private String token(String tenant) throws IOException, InterruptedException {
        String endpoint = chartside.serverUrl() + "/fhir/" + tenant + "/oauth/token";
        HttpResponse<String> response = load.http()
                .send(
                        HttpRequest.newBuilder(URI.create(endpoint))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "grant_type=client_credentials&scope=system%2F*.cruds&client_assertion_type="
                                                + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                                                + "&client_assertion=" + assertion(endpoint)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new BenchFailed("no token of " + tenant + ": " + response.statusCode());
        }
        return JsonMapper.shared()
                .readTree(response.body())
                .path("access_token")
                .asString();
    }

    private String assertion(String audience) throws IOException {
        try {
            ECKey key = ECKey.parse(Files.readString(chartside.dataDir().resolve("keys/demo-script.jwk")));
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES384)
                            .type(JOSEObjectType.JWT)
                            .keyID(key.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(CLIENT)
                            .subject(CLIENT)
                            .audience(audience)
                            .expirationTime(Date.from(Instant.now().plusSeconds(120)))
                            .jwtID(UUID.randomUUID().toString())
                            .build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (ParseException | JOSEException e) {
            throw new BenchFailed("the script client's key does not sign");
        }
    }
}

package io.chartside.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.rest.CountedStatements;
import io.chartside.server.rest.RestTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What an intruder has: a token narrower than what he wants, and the network. */
abstract class AttackTest extends RestTest {
    static final String JSON_PATCH = "application/json-patch+json";
    static final String XML = "application/fhir+xml";
    static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

    private static final Map<String, String> PERSONS = new ConcurrentHashMap<>();

    /** Of a practitioner's app with {@link OpenedApp#PATIENT} open. */
    static String launched(String scope) {
        return PERSONS.computeIfAbsent(
                scope, s -> new OpenedApp(SERVER).signIn().token("launch/patient openid fhirUser " + s));
    }

    static HttpRequest.Builder with(String token, String address) {
        String url = address.startsWith("http") ? address : BASE + address;
        return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + token);
    }

    static HttpResponse<String> get(String address) {
        return send(request(address));
    }

    static HttpResponse<String> getWith(String token, String address) {
        return send(with(token, address));
    }

    static HttpResponse<String> sent(HttpRequest.Builder request, String method, String contentType, String body) {
        return sent(request, method, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    static HttpResponse<String> sent(HttpRequest.Builder request, String method, String contentType, byte[] body) {
        return send(request.header("Content-Type", contentType)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    static String observation(String patient, String text) {
        return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"" + text
                + "\"},\"effectiveDateTime\":\"2026-03-01\",\"subject\":{\"reference\":\"Patient/" + patient + "\"}}";
    }

    /** By the way the tenant's own back end creates it. */
    static String createdAt(String base, String type, String body) {
        HttpResponse<String> response = sent(request(base + "/" + type), "POST", FHIR_JSON, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response).get("id").asText();
    }

    static List<String> ids(HttpResponse<String> bundle) {
        assertThat(bundle.statusCode()).as(bundle.body()).isEqualTo(200);
        return entries(json(bundle)).stream()
                .map(entry -> entry.at("/resource/id").asText())
                .toList();
    }

    static List<JsonNode> eventsOf(String requestId) {
        return entries(json(get("/AuditEvent?date=ge2026-01-01&_count=30"))).stream()
                .map(entry -> entry.get("resource"))
                .filter(event -> event.toString().contains(requestId))
                .toList();
    }

    static String unused() {
        return UUID.randomUUID().toString();
    }

    /** How many statements the request runs on the record. */
    static int work(Supplier<HttpResponse<String>> request) {
        var statements = CountedStatements.listen();
        try {
            request.get();
            return statements.size();
        } finally {
            CountedStatements.stop();
        }
    }

    /** Medians in nanoseconds, of requests sent in turn. */
    static long[] medians(int times, List<Supplier<HttpResponse<String>>> requests) {
        List<long[]> taken = new ArrayList<>();
        requests.forEach(r -> taken.add(new long[times]));
        for (int i = 0; i < times; i++) {
            for (int k = 0; k < requests.size(); k++) {
                long begin = System.nanoTime();
                requests.get(k).get();
                taken.get(k)[i] = System.nanoTime() - begin;
            }
        }
        return taken.stream()
                .mapToLong(times2 -> Arrays.stream(times2).sorted().toArray()[times / 2])
                .toArray();
    }

    /** So far apart that no attacker could tell them by the clock, and so near that a slow machine does not fail us. */
    static void assertNoTellingByTime(List<Supplier<HttpResponse<String>>> requests) {
        long[] medians = medians(25, requests);
        long fastest = Arrays.stream(medians).min().orElseThrow();
        long slowest = Arrays.stream(medians).max().orElseThrow();
        assertThat(slowest).as(Arrays.toString(medians)).isLessThan(3 * fastest + 5_000_000);
    }
}

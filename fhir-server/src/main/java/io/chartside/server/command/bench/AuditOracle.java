package io.chartside.server.command.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Sends mixed requests to a server that is killed in the middle, predicts of each acknowledged one the audit events that it must
 * have left (by its X-Request-Id), and compares whole sets afterwards: none missing, none too many.
 */
public final class AuditOracle {
    private static final int WORKERS = 4;
    private static final long PAUSE_NANOS = 20_000_000;
    private static final int MOST_TOLD = 20;

    private final String base;
    private final Supplier<String> token;
    private final String run = "oracle-" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, List<String>> predicted = new ConcurrentHashMap<>();
    /** Answers that nobody predicted; a client that meets one stops. */
    private final Queue<String> mistakes = new ConcurrentLinkedQueue<>();

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param base FHIR base of a tenant
     * @param token gives a token that may do everything
     */
    public AuditOracle(String base, Supplier<String> token) {
        this.base = base;
        this.token = token;
    }

    /** Kills the server as {@code kill -9} does and returns once it is healthy again. */
    public interface Crash {
        void killAndStart() throws IOException, InterruptedException;
    }

    /**
     * @param acknowledged requests that were answered
     * @param unknown requests that were cut off
     * @param events found of the acknowledged ones
     * @param differences one line for each request whose events are not those predicted, the first twenty
     */
    public record Report(int acknowledged, int unknown, int events, List<String> differences) {
        public Report {
            differences = List.copyOf(differences);
        }
    }

    /** @param requests in all; the crash comes after half of them */
    public Report run(int requests, Crash crash) throws IOException, InterruptedException {
        Instant begun = Instant.now().minusSeconds(1);
        ExecutorService pool = Executors.newFixedThreadPool(WORKERS);
        for (int i = 0; i < WORKERS; i++) {
            OracleClient client = new OracleClient(this, i);
            pool.execute(() -> work(client, requests));
        }
        pool.shutdown();
        while (sent.get() < requests / 2 && !pool.isTerminated()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        crash.killAndStart();
        if (!pool.awaitTermination(2, TimeUnit.HOURS)) {
            throw new IllegalStateException("the requests do not end");
        }
        return compare(begun);
    }

    private void work(OracleClient client, int requests) {
        while (sent.incrementAndGet() <= requests) {
            try {
                client.next();
            } catch (IOException e) {
                unknown.incrementAndGet();
                client.forget();
                while (!reachable()) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (RuntimeException e) {
                mistakes.add(String.valueOf(e.getMessage()));
                return;
            }
        }
    }

    private boolean reachable() {
        try {
            return send(HttpRequest.newBuilder(URI.create(base + "/metadata"))).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    String newRequestId() {
        return run + "-" + UUID.randomUUID();
    }

    void predict(String requestId, List<String> events) {
        predicted.put(requestId, events.stream().sorted().toList());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
                .header("Authorization", "Bearer " + token.get());
    }

    HttpRequest.Builder withoutToken(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Report compare(Instant begun) throws IOException {
        Map<String, List<String>> found = new HashMap<>();
        ObjectMapper mapper = new ObjectMapper();
        String page = base + "/AuditEvent?_sort=date&_count=1000&date=ge" + begun;
        while (page != null) {
            HttpResponse<String> answer = send(request(page));
            if (answer.statusCode() != 200) {
                throw new IOException("the audit answers " + answer.statusCode());
            }
            JsonNode bundle = mapper.readTree(answer.body());
            for (JsonNode entry : bundle.path("entry")) {
                String id = requestId(entry.path("resource"));
                if (id.startsWith(run)) {
                    found.computeIfAbsent(id, k -> new ArrayList<>(1)).add(told(entry.path("resource")));
                }
            }
            page = next(bundle);
        }
        return report(found);
    }

    private static String next(JsonNode bundle) {
        for (JsonNode link : bundle.path("link")) {
            if (link.path("relation").asText().equals("next")) {
                return link.path("url").asText();
            }
        }
        return null;
    }

    private Report report(Map<String, List<String>> found) {
        List<String> differences = new ArrayList<>(mistakes);
        int events = 0;
        for (Map.Entry<String, List<String>> request : new TreeMap<>(predicted).entrySet()) {
            List<String> have = found.getOrDefault(request.getKey(), List.of()).stream()
                    .sorted()
                    .toList();
            events += have.size();
            if (!have.equals(request.getValue()) && differences.size() < MOST_TOLD) {
                differences.add(request.getKey() + ": predicted " + request.getValue() + ", found " + have);
            }
        }
        return new Report(predicted.size(), unknown.get(), events, differences);
    }

    private static String requestId(JsonNode event) {
        for (JsonNode entity : event.path("entity")) {
            if (entity.at("/type/code").asText().equals("XrequestId")) {
                return entity.at("/what/identifier/value").asText();
            }
        }
        return "";
    }

    /** An event as {@link OracleClient} predicts it. */
    private static String told(JsonNode event) {
        String data = "";
        String patient = "";
        for (JsonNode entity : event.path("entity")) {
            if (entity.at("/role/code").asText().equals("4")) {
                data = entity.at("/what/reference").asText();
            } else if (entity.at("/role/code").asText().equals("1")) {
                patient = entity.at("/what/reference").asText();
            }
        }
        return OracleClient.event(
                event.at("/type/code").asText(),
                event.at("/subtype/0/code").asText(),
                event.path("action").asText(),
                event.path("outcome").asText(),
                data,
                patient);
    }
}

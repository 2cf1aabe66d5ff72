package io.chartside.app.review;

import ca.uhn.fhir.context.FhirContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chartside.app.ehr.AccessTokens;
import io.chartside.app.ehr.FhirServer;
import io.chartside.app.ehr.RecordClient;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;

/**
 * A record over real HTTP that holds one draft and lets somebody else write between a read and the update that follows it,
 * which the real one cannot be made to do at a chosen moment.
 */
final class DraftShelf implements AutoCloseable {
    private static final FhirContext CONTEXT = FhirContext.forR4Cached();

    private final Map<String, Resource> resources = new LinkedHashMap<>();
    private final HttpServer http;
    private Runnable beforeNextUpdate = () -> {};
    private int updates;

    DraftShelf(StoredDraft draft) {
        draft.resources().forEach(this::put);
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        http.createContext("/fhir", this::handle);
        http.start();
    }

    RecordClient client() {
        URI base = URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/fhir");
        Outbound outbound = Outbound.allowing(List.of(AllowedOrigin.internal(base)));
        return new RecordClient(
                new FhirServer("record", base, Duration.ofSeconds(10), 1 << 20, true, outbound, CONTEXT),
                new AccessTokens() {
                    @Override
                    public String current() {
                        return "token";
                    }

                    @Override
                    public String insteadOf(String rejected) {
                        return "token";
                    }
                });
    }

    StoredDraft draft() {
        return new StoredDraft(List.copyOf(resources.values()));
    }

    int updates() {
        return updates;
    }

    /** Somebody else's change, made at once. */
    void write(Resource changed) {
        Resource copy = changed.copy();
        int version = Integer.parseInt(resources.get(key(changed)).getMeta().getVersionId());
        copy.getMeta().setVersionId(Integer.toString(version + 1));
        put(copy);
    }

    /** Lets somebody be faster, once. */
    void beforeNextUpdate(Runnable change) {
        beforeNextUpdate = change;
    }

    private void put(Resource resource) {
        resources.put(key(resource), resource);
    }

    private static String key(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/fhir/".length());
            if (exchange.getRequestMethod().equals("PUT")) {
                Runnable faster = beforeNextUpdate;
                beforeNextUpdate = () -> {};
                faster.run();
                update(exchange, path);
            } else if (path.endsWith("/$document")) {
                answer(exchange, 200, bundle(Bundle.BundleType.DOCUMENT, List.copyOf(resources.values())));
            } else {
                List<Resource> found = resources.values().stream()
                        .filter(Composition.class::isInstance)
                        .toList();
                answer(exchange, 200, bundle(Bundle.BundleType.SEARCHSET, found));
            }
        }
    }

    private void update(HttpExchange exchange, String key) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Resource sent = (Resource) CONTEXT.newJsonParser().parseResource(body);
        String expected = "W/\"" + resources.get(key).getMeta().getVersionId() + "\"";
        if (!expected.equals(exchange.getRequestHeaders().getFirst("If-Match"))) {
            exchange.sendResponseHeaders(412, -1);
            return;
        }
        updates++;
        write(sent);
        answer(exchange, 200, resources.get(key));
    }

    private static Bundle bundle(Bundle.BundleType type, List<Resource> found) {
        Bundle bundle = new Bundle().setType(type);
        found.forEach(resource -> bundle.addEntry().setResource(resource));
        return bundle;
    }

    private static void answer(HttpExchange exchange, int status, Resource resource) throws IOException {
        byte[] bytes = CONTEXT.newJsonParser().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/fhir+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}

package io.chartside.server.store;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An object store that writes once: PUT with {@code If-None-Match: *}, GET, nothing else, for whoever has the key. */
final class WriteOnceObjects implements AutoCloseable {
    static final String KEY = "Bearer of-the-store";

    private final HttpServer server;
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private volatile int refusal;

    WriteOnceObjects() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/checkpoints");
    }

    /** @param status answered to everything from now on; 0 for none */
    void refuse(int status) {
        refusal = status;
    }

    Map<String, byte[]> objects() {
        return objects;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (refusal != 0) {
            respond(exchange, refusal, new byte[0]);
        } else if (!KEY.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            respond(exchange, 403, new byte[0]);
        } else if (exchange.getRequestMethod().equals("GET")) {
            byte[] found = objects.get(path);
            respond(exchange, found == null ? 404 : 200, found == null ? new byte[0] : found);
        } else if (exchange.getRequestMethod().equals("PUT")
                && "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            respond(exchange, objects.putIfAbsent(path, body) == null ? 201 : 412, new byte[0]);
        } else {
            respond(exchange, 405, new byte[0]);
        }
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

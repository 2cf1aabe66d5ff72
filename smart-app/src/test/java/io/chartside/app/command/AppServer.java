package io.chartside.app.command;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The running app as a proxy before it shows it to the outside, right and wrong. */
final class AppServer implements AutoCloseable {
    private final HttpServer http;
    private volatile int status = 200;
    private volatile String keys = "{\"keys\":[{\"alg\":\"ES384\"}]}";
    private volatile String policy = "default-src 'none'; frame-ancestors 'self' https://ehr.example";
    private volatile String frameOptions = "";
    private volatile int servicesStatus = 200;
    private volatile String services = "{\"services\":[{},{},{},{}]}";
    private volatile String allowedOrigin = "https://browser.ehr.example";

    AppServer() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        http.createContext("/", exchange -> {
            boolean ofKeys = exchange.getRequestURI().getPath().endsWith("/jwks.json");
            boolean ofServices = exchange.getRequestURI().getPath().endsWith("/cds-services");
            byte[] body = (ofKeys ? keys : ofServices ? services : "page").getBytes(StandardCharsets.UTF_8);
            if (ofServices && allowedOrigin.equals(exchange.getRequestHeaders().getFirst("Origin"))) {
                exchange.getResponseHeaders().add("Access-Control-Allow-Origin", allowedOrigin);
            }
            if (!policy.isEmpty()) {
                exchange.getResponseHeaders().add("Content-Security-Policy", policy);
            }
            if (!frameOptions.isEmpty()) {
                exchange.getResponseHeaders().add("X-Frame-Options", frameOptions);
            }
            exchange.sendResponseHeaders(ofKeys ? status : ofServices ? servicesStatus : 400, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
    }

    String address() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    void keys(int answered, String body) {
        status = answered;
        keys = body;
    }

    void services(int answered, String body) {
        servicesStatus = answered;
        services = body;
    }

    void allows(String origin) {
        allowedOrigin = origin;
    }

    void policy(String header) {
        policy = header;
    }

    void frameOptions(String header) {
        frameOptions = header;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}

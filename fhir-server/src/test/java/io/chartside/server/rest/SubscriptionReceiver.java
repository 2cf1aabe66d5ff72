package io.chartside.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/** An EHR's back end that takes notifications: each path is a receiver of its own. */
public final class SubscriptionReceiver {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, SubscriptionReceiver> ALL = new ConcurrentHashMap<>();
    private static final HttpServer SERVER = start();

    private final String path;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile ToIntFunction<Received> answer = any -> 200;

    /** @param status that was answered */
    public record Received(Map<String, String> headers, byte[] body, int status) {
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }

        /** Of the status that a notification begins with: {@code type}, {@code status}. */
        public String parameter(String name) {
            for (JsonNode parameter : json().at("/entry/0/resource/parameter")) {
                if (parameter.path("name").asText().equals(name)) {
                    return parameter
                            .path("valueCode")
                            .asText(parameter.path("valueString").asText());
                }
            }
            return "";
        }

        /** Number and focus of each event, such as {@code 3 Condition/x}. */
        public List<String> events() {
            List<String> events = new ArrayList<>();
            for (JsonNode parameter : json().at("/entry/0/resource/parameter")) {
                if (parameter.path("name").asText().equals("notification-event")) {
                    String number = "";
                    String focus = "";
                    for (JsonNode part : parameter.path("part")) {
                        switch (part.path("name").asText()) {
                            case "event-number" ->
                                number = part.path("valueString").asText();
                            case "focus" ->
                                focus = part.at("/valueReference/reference")
                                        .asText()
                                        .replaceAll(".*/fhir/[^/]+/", "");
                            default -> {
                                // Time and context.
                            }
                        }
                    }
                    events.add((number + " " + focus).trim());
                }
            }
            return events;
        }
    }

    private SubscriptionReceiver(String path) {
        this.path = path;
    }

    private static HttpServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", SubscriptionReceiver::handle);
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "receiver");
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            SubscriptionReceiver receiver = at(exchange.getRequestURI().getPath());
            Map<String, String> headers = new ConcurrentHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
            Received one = new Received(headers, exchange.getRequestBody().readAllBytes(), 0);
            int status = receiver.answer.applyAsInt(one);
            receiver.received.add(new Received(headers, one.body(), status));
            if (status == 302) {
                exchange.getResponseHeaders().set("Location", Lure.url("redirected"));
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    public static SubscriptionReceiver at(String path) {
        return ALL.computeIfAbsent(path, SubscriptionReceiver::new);
    }

    /** @param path with a slash at its beginning, or empty */
    public static String url(String path) {
        return "http://127.0.0.1:" + SERVER.getAddress().getPort() + path;
    }

    public String url() {
        return url(path);
    }

    /** From now on. */
    public SubscriptionReceiver answers(ToIntFunction<Received> by) {
        answer = by;
        return this;
    }

    public List<Received> received() {
        return received;
    }

    /** What was taken of events, in the order in which it came. */
    public List<Received> taken() {
        return received.stream()
                .filter(one -> one.status() == 200)
                .filter(one -> one.parameter("type").equals("event-notification"))
                .toList();
    }

    /** {@link Received#events} of all that was taken. */
    public List<String> events() {
        return taken().stream().flatMap(one -> one.events().stream()).toList();
    }
}

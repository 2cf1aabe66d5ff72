package io.chartside.server.ai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A provider on loopback: speaks its real protocol, checks what it is sent, answers as the test wants, faults included. */
public abstract class ModelServer {
    protected static final ObjectMapper JSON = new ObjectMapper();

    /** What can be wrong with an answer. */
    public enum Fault {
        NONE,
        /** Never comes. */
        LATE,
        /** The connection breaks in the middle of the body. */
        CUT,
        /** No JSON by the protocol. */
        MALFORMED,
        /** Prose where JSON was asked for. */
        PROSE,
        /** JSON of another form. */
        OTHER_FORM,
        /** The model stopped at its limit. */
        UNFINISHED,
        /** More than anybody wants to read. */
        HUGE,
        /** 429 with Retry-After: 7. */
        BUSY,
        /** 500, with what was sent in its body. */
        ERROR,
        /** 302 to another place. */
        REDIRECT,
        /** Says that another model answered. */
        OTHER_MODEL
    }

    /** What a model was asked: our instructions, and the note's type and utterances. */
    public record Asked(String system, JsonNode data) {}

    /** What the protocol's reader found; {@code problem} refuses with 400. */
    protected record Request(Asked asked, String problem) {}

    private final HttpServer http;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile Fault fault = Fault.NONE;
    private volatile Function<Asked, String> model = asked -> "{}";

    protected ModelServer() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.setExecutor(Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work);
                thread.setDaemon(true);
                return thread;
            }));
            http.createContext("/", this::handle);
            http.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a request of the protocol, and checks all that the protocol and we ask of it. */
    protected abstract Request read(HttpExchange exchange, byte[] body) throws IOException;

    /**
     * The protocol's answer.
     *
     * @param content what the model says
     * @param finished whether it stopped by itself
     * @param model the model's name as it tells it
     */
    protected abstract String answer(String content, boolean finished, String model) throws IOException;

    /** The name of the model that is asked for. */
    public abstract String model();

    public abstract URI url();

    public final URI root() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    public final void answers(Function<Asked, String> with) {
        model = with;
        fault = Fault.NONE;
    }

    public final void faults(Fault with) {
        fault = with;
    }

    /** Bodies of the requests so far. */
    public final List<String> bodies() {
        return bodies;
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String text = new String(body, StandardCharsets.UTF_8);
        bodies.add(text);
        Request request = read(exchange, body);
        if (request.problem() != null) {
            send(exchange, 400, "{\"error\":{\"message\":\"" + request.problem() + "\"}}");
            return;
        }
        switch (fault) {
            case LATE -> {
                // The exchange stays open.
            }
            case CUT -> {
                byte[] whole =
                        answer(model.apply(request.asked()), true, model()).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, whole.length);
                exchange.getResponseBody().write(whole, 0, whole.length / 2);
                exchange.getResponseBody().flush();
                exchange.close();
            }
            case MALFORMED -> send(exchange, 200, "{\"choices\": [");
            case PROSE -> send(exchange, 200, answer("Here is the note you asked for.", true, model()));
            case OTHER_FORM -> send(exchange, 200, answer("{\"sections\":\"none\"}", true, model()));
            case UNFINISHED -> send(exchange, 200, answer(model.apply(request.asked()), false, model()));
            case HUGE -> send(exchange, 200, answer("\"" + "x".repeat(3_000_000) + "\"", true, model()));
            case BUSY -> {
                exchange.getResponseHeaders().set("Retry-After", "7");
                send(exchange, 429, "{\"error\":{\"message\":\"slow down\"}}");
            }
            case ERROR -> send(exchange, 500, "{\"error\":" + JSON.writeValueAsString(text) + "}");
            case REDIRECT -> {
                exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
                send(exchange, 302, "");
            }
            case OTHER_MODEL -> send(exchange, 200, answer(model.apply(request.asked()), true, "somebody-else"));
            default -> send(exchange, 200, answer(model.apply(request.asked()), true, model()));
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}

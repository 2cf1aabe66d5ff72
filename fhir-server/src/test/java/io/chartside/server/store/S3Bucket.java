package io.chartside.server.store;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a client sees of a bucket with Object Lock: PUT and GET of objects, PUT with {@code If-None-Match}. It computes Signature
 * Version 4 itself, from the bytes that arrived and the text of the specification (Amazon S3 API Reference, "Authenticating
 * requests: using the Authorization header"), and answers 403 to what does not bear it.
 */
final class S3Bucket implements AutoCloseable {
    static final String ACCESS_KEY = "AKIDBUCKET";
    static final String SECRET_KEY = "secret+of/the-bucket";
    static final String SESSION_TOKEN = "token+of/the-session";
    static final String REGION = "eu-central-1";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    private final HttpServer server;
    private final boolean locks;
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final Map<String, Headers> headers = new ConcurrentHashMap<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();

    /** @param locks whether Object Lock is configured */
    S3Bucket(boolean locks) {
        this.locks = locks;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** With a character in the path that Signature Version 4 of other services encodes twice. */
    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/bucket/check%20points");
    }

    Map<String, byte[]> objects() {
        return objects;
    }

    /** Of the PUT that made the object. */
    Headers headers(String path) {
        return headers.get(path);
    }

    List<String> refusals() {
        return refusals;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String refusal = refusal(exchange, body);
        if (!refusal.isEmpty()) {
            refusals.add(refusal);
            respond(exchange, refusal.equals("no lock") ? 400 : 403, new byte[0]);
        } else if (exchange.getRequestMethod().equals("GET")) {
            byte[] found = objects.get(path);
            respond(exchange, found == null ? 404 : 200, found == null ? new byte[0] : found);
        } else if (exchange.getRequestMethod().equals("PUT")
                && "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            boolean made = objects.putIfAbsent(path, body) == null;
            if (made) {
                headers.put(path, exchange.getRequestHeaders());
            }
            respond(exchange, made ? 200 : 412, new byte[0]);
        } else {
            respond(exchange, 405, new byte[0]);
        }
    }

    /** Why it is refused; empty for no reason. */
    private String refusal(HttpExchange exchange, byte[] body) {
        Headers of = exchange.getRequestHeaders();
        try {
            if (!hex(sha256(body)).equals(of.getFirst("x-amz-content-sha256"))) {
                return "another body";
            }
            Instant at = LocalDateTime.parse(String.valueOf(of.getFirst("X-Amz-Date")), DATE)
                    .toInstant(ZoneOffset.UTC);
            if (Duration.between(at, Instant.now()).abs().compareTo(Duration.ofMinutes(15)) > 0) {
                return "skewed";
            }
            String authorization = String.valueOf(of.getFirst("Authorization"));
            String signed = authorization.replaceFirst(".*SignedHeaders=([^,]*),.*", "$1");
            for (String name : of.keySet()) {
                if (name.toLowerCase().startsWith("x-amz-")
                        && !Arrays.asList(signed.split(";")).contains(name.toLowerCase())) {
                    return name + " is not signed";
                }
            }
            if (!signed.contains("host") || !authorization.equals(expected(exchange, signed, hex(sha256(body))))) {
                return "signature";
            }
            if (!SESSION_TOKEN.equals(of.getFirst("X-Amz-Security-Token"))) {
                return "token";
            }
            String checksum = of.getFirst("x-amz-checksum-sha256");
            if (of.containsKey("x-amz-object-lock-mode")) {
                return !locks ? "no lock" : checksum == null ? "no checksum" : "";
            }
            boolean isRight =
                    checksum == null || checksum.equals(Base64.getEncoder().encodeToString(sha256(body)));
            return isRight ? "" : "checksum";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String expected(HttpExchange exchange, String signed, String bodyHash)
            throws GeneralSecurityException {
        Headers of = exchange.getRequestHeaders();
        StringBuilder canonical = new StringBuilder(
                exchange.getRequestMethod() + "\n" + exchange.getRequestURI().getRawPath() + "\n\n");
        for (String name : signed.split(";")) {
            canonical
                    .append(name)
                    .append(':')
                    .append(String.valueOf(of.getFirst(name)).trim())
                    .append('\n');
        }
        canonical.append('\n').append(signed).append('\n').append(bodyHash);
        String date = of.getFirst("X-Amz-Date");
        String scope = date.substring(0, 8) + "/" + REGION + "/s3/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
                + hex(sha256(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return "AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY + "/" + scope + ", SignedHeaders=" + signed + ", Signature="
                + hex(hmac(key, toSign));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
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

package io.chartside.server.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chartside.server.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a client sees of AWS KMS: Encrypt and Decrypt of its JSON 1.1 protocol (API version 2014-11-01) with Signature Version 4
 * checked, keys that encrypt with the context as associated data, and faults by the names that KMS gives them.
 */
public final class KmsServer implements AutoCloseable {
    public static final String ACCESS_KEY = "AKIDTEST";
    public static final String SECRET_KEY = "secret-of-the-test";
    public static final String REGION = "eu-central-1";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, SecretKey> keys = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final int port = FreePort.choose();
    private HttpServer http;
    private volatile String fault = "";

    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String type) {
            super(type);
        }
    }

    public KmsServer(String... keyIds) {
        for (String keyId : keyIds) {
            keys.put(keyId, newKey());
        }
        start();
    }

    private static SecretKey newKey() {
        try {
            KeyGenerator generator = KeyGenerator.getInstance("AES");
            generator.init(256);
            return generator.generateKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Always at the same port. */
    public void start() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            http.setExecutor(Executors.newCachedThreadPool());
            http.createContext("/", this::answer);
            http.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        http.stop(0);
    }

    @Override
    public void close() {
        stop();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    int calls() {
        return calls.get();
    }

    /** Every call from now on is answered so; empty for none. */
    void fault(String type) {
        fault = type;
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        calls.incrementAndGet();
        int status = 200;
        byte[] body;
        try {
            requireSigned(exchange, request);
            if (!fault.isEmpty()) {
                throw new Fault(fault);
            }
            body = JSON.writeValueAsBytes(
                    act(exchange.getRequestHeaders().getFirst("X-Amz-Target"), JSON.readTree(request)));
        } catch (Fault e) {
            status = e.getMessage().equals("KMSInternalException") ? 500 : 400;
            body = JSON.writeValueAsBytes(Map.of("__type", e.getMessage(), "message", "as the test wants it"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.getResponseHeaders().set("x-amzn-RequestId", "00000000-0000-0000-0000-000000000001");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ObjectNode act(String target, JsonNode request) throws Fault, GeneralSecurityException {
        String keyId = request.path("KeyId").asText();
        SecretKey key = keys.get(keyId);
        if (key == null) {
            throw new Fault("NotFoundException");
        }
        byte[] context = context(request.path("EncryptionContext"));
        ObjectNode answer = JSON.createObjectNode().put("KeyId", keyId).put("EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        if ("TrentService.Encrypt".equals(target)) {
            byte[] nonce = Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(newKey().getEncoded()), 12);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(context);
            byte[] sealed = cipher.doFinal(
                    Base64.getDecoder().decode(request.path("Plaintext").asText()));
            byte[] blob = Arrays.copyOf(nonce, 12 + sealed.length);
            System.arraycopy(sealed, 0, blob, 12, sealed.length);
            return answer.put("CiphertextBlob", Base64.getEncoder().encodeToString(blob));
        }
        if ("TrentService.Decrypt".equals(target)) {
            byte[] blob =
                    Base64.getDecoder().decode(request.path("CiphertextBlob").asText());
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, blob, 0, 12));
            cipher.updateAAD(context);
            try {
                return answer.put(
                        "Plaintext", Base64.getEncoder().encodeToString(cipher.doFinal(blob, 12, blob.length - 12)));
            } catch (GeneralSecurityException e) {
                throw new Fault("InvalidCiphertextException");
            }
        }
        throw new Fault("UnknownOperationException");
    }

    private static byte[] context(JsonNode context) {
        Map<String, String> sorted = new TreeMap<>();
        context.fields()
                .forEachRemaining(
                        field -> sorted.put(field.getKey(), field.getValue().asText()));
        return sorted.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** AWS Signature Version 4, of what arrived. */
    private static void requireSigned(HttpExchange exchange, byte[] body) throws Fault, GeneralSecurityException {
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String date = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Date"));
        String signed = authorization.replaceFirst(".*SignedHeaders=([^,]*),.*", "$1");
        StringBuilder canonical = new StringBuilder("POST\n/\n\n");
        for (String name : signed.split(";")) {
            canonical
                    .append(name)
                    .append(':')
                    .append(exchange.getRequestHeaders().getFirst(name))
                    .append('\n');
        }
        canonical.append('\n').append(signed).append('\n').append(sha256(body));
        String scope = date.substring(0, Math.min(8, date.length())) + "/" + REGION + "/kms/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
                + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        String expected = "AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY + "/" + scope + ", SignedHeaders=" + signed
                + ", Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
        if (!authorization.equals(expected)) {
            throw new Fault("IncompleteSignature");
        }
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}

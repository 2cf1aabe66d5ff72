package io.chartside.server.ai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Converse of Amazon Bedrock (API version 2023-09-30) with Signature Version 4 checked, and a tool that must be used. */
public final class BedrockServer extends ModelServer {
    public static final String ACCESS_KEY = "AKIDTEST";
    public static final String SECRET_KEY = "secret-of-the-test";
    public static final String REGION = "eu-central-1";

    @Override
    public String model() {
        return "anthropic.claude-note-20260301-v1:0";
    }

    /** The tool that the last request offered. */
    private volatile String asked = "";

    @Override
    public URI url() {
        return root();
    }

    @Override
    protected Request read(HttpExchange exchange, byte[] body) throws IOException {
        JsonNode request = JSON.readTree(body);
        JsonNode tool = request.at("/toolConfig/tools/0/toolSpec");
        String problem = !exchange.getRequestURI().getPath().equals("/model/" + model() + "/converse")
                ? "no such path"
                : !isSigned(exchange, body)
                        ? "signature does not match"
                        : !tool.path("name").asText().matches("[a-zA-Z0-9_-]{1,64}")
                                        || !tool.at("/inputSchema/json/properties/sections")
                                                .isObject()
                                        || !request.at("/toolConfig/toolChoice/any")
                                                .isObject()
                                ? "no tool that must be used"
                                : request.at("/inferenceConfig/maxTokens").asInt() < 1 ? "no limit" : null;
        asked = tool.path("name").asText();
        return new Request(
                new Asked(
                        request.at("/system/0/text").asText(),
                        JSON.readTree(request.at("/messages/0/content/0/text").asText())),
                problem);
    }

    @Override
    protected String answer(String content, boolean finished, String model) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode message = answer.putObject("output").putObject("message").put("role", "assistant");
        if (content.startsWith("{")) {
            ObjectNode use = message.putArray("content").addObject().putObject("toolUse");
            use.put("toolUseId", "tooluse_1").put("name", asked).set("input", JSON.readTree(content));
        } else {
            message.putArray("content").addObject().put("text", content);
        }
        answer.put("stopReason", !finished ? "max_tokens" : content.startsWith("{") ? "tool_use" : "end_turn");
        answer.putObject("usage")
                .put("inputTokens", 900)
                .put("outputTokens", 100)
                .put("totalTokens", 1000);
        answer.putObject("metrics").put("latencyMs", 5);
        return answer.toString();
    }

    private static boolean isSigned(HttpExchange exchange, byte[] body) {
        try {
            return signature(exchange, body)
                    .equals(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the header must be for what arrived. Services but S3 encode the path once more. */
    private static String signature(HttpExchange exchange, byte[] body) throws GeneralSecurityException {
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String date = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Date"));
        String signed = authorization.replaceFirst(".*SignedHeaders=([^,]*),.*", "$1");
        String path = URLEncoder.encode(exchange.getRequestURI().getRawPath(), StandardCharsets.UTF_8)
                .replace("%2F", "/");
        StringBuilder canonical = new StringBuilder("POST\n" + path + "\n\n");
        for (String name : signed.split(";")) {
            canonical
                    .append(name)
                    .append(':')
                    .append(exchange.getRequestHeaders().getFirst(name))
                    .append('\n');
        }
        canonical.append('\n').append(signed).append('\n').append(sha256(body));
        String scope = date.substring(0, Math.min(8, date.length())) + "/" + REGION + "/bedrock/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
                + sha256(canonical.toString().getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return "AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY + "/" + scope + ", SignedHeaders=" + signed + ", Signature="
                + HexFormat.of().formatHex(hmac(key, toSign));
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

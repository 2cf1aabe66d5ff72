package io.chartside.outbound;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One HTTP request. Its {@code toString} shows method and origin only, as path, query, headers and body may identify a
 * patient or carry a secret.
 *
 * @param method an HTTP method in capitals
 * @param address absolute address with scheme http or https
 * @param headers field values by field name
 * @param body the payload, empty for none
 * @param timeout from the first packet to the last byte of the answer
 * @param maximumResponseBytes a longer answer is an {@link OutboundFailed}
 */
public record OutboundRequest(
        String method,
        URI address,
        Map<String, String> headers,
        byte[] body,
        Duration timeout,
        int maximumResponseBytes) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAXIMUM_RESPONSE_BYTES = 1 << 20;

    public OutboundRequest {
        Objects.requireNonNull(address, "address");
        if (!method.matches("[A-Z]+")) {
            throw new IllegalArgumentException("the method must be in capitals");
        }
        if (timeout.isZero() || timeout.isNegative() || maximumResponseBytes < 0) {
            throw new IllegalArgumentException("timeout must be positive and the response limit not negative");
        }
        headers = Map.copyOf(headers);
        body = body.clone();
    }

    /** A GET that accepts the given media type; 10 seconds, 1 MiB. */
    public static OutboundRequest get(URI address, String accept) {
        return new OutboundRequest(
                "GET", address, Map.of("Accept", accept), new byte[0], TIMEOUT, MAXIMUM_RESPONSE_BYTES);
    }

    /** A request with a payload; 10 seconds, 1 MiB. */
    public static OutboundRequest of(String method, URI address, String contentType, byte[] body) {
        return new OutboundRequest(
                method, address, Map.of("Content-Type", contentType), body, TIMEOUT, MAXIMUM_RESPONSE_BYTES);
    }

    /** A POST of an {@code application/x-www-form-urlencoded} text that accepts JSON; 10 seconds, 1 MiB. */
    public static OutboundRequest form(URI address, String encodedForm) {
        return of("POST", address, "application/x-www-form-urlencoded", encodedForm.getBytes(StandardCharsets.UTF_8))
                .header("Accept", "application/json");
    }

    /** The same request with one more header field. */
    public OutboundRequest header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new OutboundRequest(method, address, more, body, timeout, maximumResponseBytes);
    }

    /** The same request with other limits. */
    public OutboundRequest limits(Duration newTimeout, int newMaximumResponseBytes) {
        return new OutboundRequest(method, address, headers, body, newTimeout, newMaximumResponseBytes);
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    @Override
    public String toString() {
        return method + " " + address.getScheme() + "://" + address.getHost() + ":" + address.getPort();
    }
}

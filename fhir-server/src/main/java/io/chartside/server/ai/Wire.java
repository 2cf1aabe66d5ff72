package io.chartside.server.ai;

import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/** The way of one call through the one door, which weighs what passes and keeps nothing of it. For one thread. */
final class Wire {
    /** A note has some ten kilobytes. */
    private static final int LONGEST_ANSWER = 1 << 20;

    private final Outbound door;
    private final Duration limit;
    private Traffic traffic = Traffic.NONE;
    private int status;
    private Optional<String> retryAfter = Optional.empty();

    /** @param limit for the whole call */
    Wire(Outbound door, Duration limit) {
        this.door = door;
        this.limit = limit;
    }

    Duration limit() {
        return limit;
    }

    OutboundResponse send(OutboundRequest request) {
        byte[] body = request.body();
        traffic = traffic.sent(body.length, sha256(body));
        OutboundResponse response = door.send(request.limits(limit, LONGEST_ANSWER));
        traffic = traffic.answered(response.body().length, sha256(response.body()));
        status = response.status();
        retryAfter = response.header("Retry-After");
        return response;
    }

    Traffic traffic() {
        return traffic;
    }

    /** HTTP status of the answer, 0 before there is one. */
    int status() {
        return status;
    }

    /** Seconds that a provider asked us to wait (RFC 9110, section 10.2.3); an HTTP date counts as a minute. */
    Optional<Duration> retryAfter() {
        return retryAfter.map(value ->
                value.matches("\\d{1,5}") ? Duration.ofSeconds(Integer.parseInt(value)) : Duration.ofMinutes(1));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}

package io.chartside.server.store;

import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import io.chartside.server.tenancy.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Checkpoints in an object store elsewhere: {@code PUT {url}/{tenant}/{n}.jws} with {@code If-None-Match: *} (RFC 9110, section
 * 13.1.2), {@code n} from 1 without gaps whichever process writes. Each holds where all lanes stood, so the newest says enough
 * alone. The store should refuse to overwrite and to delete (object lock); that it refuses to overwrite is relied upon.
 */
final class CheckpointObjects {
    private static final int NEWEST = 16;

    private final Outbound outbound;
    private final URI root;
    private final UnaryOperator<OutboundRequest> authorized;
    private final Map<TenantId, Long> last = new ConcurrentHashMap<>();

    /**
     * @param root with or without a slash at the end
     * @param authorized makes a request one that the store takes from us
     */
    CheckpointObjects(Outbound outbound, URI root, UnaryOperator<OutboundRequest> authorized) {
        this.outbound = outbound;
        this.root = URI.create(root.toString().replaceFirst("/*$", "/"));
        this.authorized = authorized;
    }

    /**
     * Writes the next object.
     *
     * @throws IllegalStateException when the store does not take it
     */
    void append(TenantId tenant, String line) {
        long n = last.computeIfAbsent(tenant, this::newest) + 1;
        int status = put(tenant, n, line);
        if (status == 412 || status == 409) {
            // Another process has written meanwhile.
            n = newest(tenant) + 1;
            status = put(tenant, n, line);
        }
        if (status / 100 != 2) {
            last.remove(tenant);
            throw new IllegalStateException("the checkpoint store answers " + status);
        }
        last.put(tenant, n);
    }

    private int put(TenantId tenant, long n, String line) {
        OutboundRequest request = OutboundRequest.of(
                        "PUT", at(tenant, n), "application/jose", line.getBytes(StandardCharsets.US_ASCII))
                .header("If-None-Match", "*");
        return send(request).status();
    }

    /**
     * The newest objects, and of the older ones ever fewer, so that a break is narrowed down.
     *
     * @return lines by their numbers
     * @throws IllegalStateException when one that should be there cannot be read
     */
    Map<Long, String> read(TenantId tenant) {
        long newest = newest(tenant);
        SortedSet<Long> wanted = new TreeSet<>();
        for (long n = newest; n > Math.max(0, newest - NEWEST); n--) {
            wanted.add(n);
        }
        for (long back = NEWEST; back < newest; back *= 2) {
            wanted.add(newest - back);
        }
        Map<Long, String> lines = new TreeMap<>();
        for (long n : wanted) {
            lines.put(
                    n, get(tenant, n).orElseThrow(() -> new IllegalStateException("checkpoint " + n + " is missing")));
        }
        return lines;
    }

    /** Number of the newest object, 0 for none: by doubling, then by halving. */
    private long newest(TenantId tenant) {
        long there = 0;
        long step = 1;
        while (get(tenant, there + step).isPresent()) {
            there += step;
            step *= 2;
        }
        while (step > 1) {
            step /= 2;
            if (get(tenant, there + step).isPresent()) {
                there += step;
            }
        }
        return there;
    }

    private Optional<String> get(TenantId tenant, long n) {
        OutboundResponse response = send(OutboundRequest.get(at(tenant, n), "application/jose"));
        if (response.status() == 404) {
            return Optional.empty();
        }
        if (response.status() != 200) {
            throw new IllegalStateException("the checkpoint store answers " + response.status());
        }
        return Optional.of(new String(response.body(), StandardCharsets.US_ASCII));
    }

    private OutboundResponse send(OutboundRequest request) {
        return outbound.send(authorized.apply(request));
    }

    private URI at(TenantId tenant, long n) {
        return root.resolve(tenant.value() + "/" + n + ".jws");
    }
}

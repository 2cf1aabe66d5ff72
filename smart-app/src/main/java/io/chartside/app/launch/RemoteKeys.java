package io.chartside.app.launch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Public keys of EHRs (RFC 7517), from registered addresses alone and kept for a while. A key id that is not there makes us
 * ask again, but not too often; an address that gave nothing is left alone for a moment. So whoever sends tokens that nobody
 * signed has us send hardly any requests.
 */
@Component
public final class RemoteKeys {

    private static final Duration REFETCH_PAUSE = Duration.ofSeconds(30);
    private static final Duration FAILURE_PAUSE = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAXIMUM_BYTES = 256 * 1024;

    /** A key set that could not be fetched or read. */
    public static final class Unavailable extends RuntimeException {
        private Unavailable(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    private record Keys(JWKSet set, Instant fetchedAt) {}

    /** One address: who finds that it must be asked waits for whoever is asking it already. */
    private static final class Asked {
        private Instant failedAt = Instant.EPOCH;
    }

    private final Outbound outbound;
    private final Clock clock;
    private final Cache<URI, Keys> keysOf;
    private final Map<URI, Asked> asked = new ConcurrentHashMap<>();

    RemoteKeys(Outbound outbound, LaunchSettings settings, Clock clock) {
        this.outbound = outbound;
        this.clock = clock;
        this.keysOf = Caffeine.newBuilder()
                .maximumSize(1000)
                .expireAfterWrite(settings.discoveryCache())
                .build();
    }

    /**
     * The one key for signatures of that id and type; empty unless there is exactly one.
     *
     * @param kid null: whatever its id is
     * @throws Unavailable when the key set cannot be had
     */
    public Optional<JWK> find(URI jwksUri, String kid, KeyType type) {
        Keys keys = keysOf.getIfPresent(jwksUri);
        if (keys == null) {
            keys = newer(jwksUri, null);
        }
        Optional<JWK> key = pick(keys.set(), kid, type);
        if (key.isEmpty() && keys.fetchedAt().plus(REFETCH_PAUSE).isBefore(clock.instant())) {
            key = pick(newer(jwksUri, keys).set(), kid, type);
        }
        return key;
    }

    private static Optional<JWK> pick(JWKSet set, String kid, KeyType type) {
        List<JWK> fitting = set.getKeys().stream()
                .filter(key -> key.getKeyType().equals(type))
                .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                .filter(key -> kid == null || kid.equals(key.getKeyID()))
                .toList();
        return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
    }

    /** @param known what is not enough; null when nothing is known */
    private Keys newer(URI jwksUri, Keys known) {
        Asked address = asked.computeIfAbsent(jwksUri, any -> new Asked());
        synchronized (address) {
            Keys meanwhile = keysOf.getIfPresent(jwksUri);
            if (meanwhile != null && meanwhile != known) {
                return meanwhile;
            }
            if (clock.instant().isBefore(address.failedAt.plus(FAILURE_PAUSE))) {
                throw new Unavailable("the issuer's keys could not be fetched a moment ago", null);
            }
            try {
                return fetch(jwksUri);
            } catch (Unavailable failed) {
                address.failedAt = clock.instant();
                throw failed;
            }
        }
    }

    private Keys fetch(URI jwksUri) {
        try {
            OutboundResponse response = outbound.send(
                    OutboundRequest.get(jwksUri, "application/json").limits(TIMEOUT, MAXIMUM_BYTES));
            if (response.status() != 200) {
                throw new Unavailable("the issuer's keys answered HTTP " + response.status(), null);
            }
            Keys keys = new Keys(JWKSet.parse(response.text()), clock.instant());
            keysOf.put(jwksUri, keys);
            return keys;
        } catch (OutboundRefused | OutboundFailed | ParseException failed) {
            throw new Unavailable("the issuer's keys cannot be fetched", failed);
        }
    }
}

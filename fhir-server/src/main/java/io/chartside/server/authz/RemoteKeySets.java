package io.chartside.server.authz;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWKSet;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Key sets at the addresses that tenants name and clients are registered with, and at no other: neither {@code jku} nor
 * anything else of a JWT ever leads to a request (ASVS 5.0, 9.1.3).
 */
@Component
final class RemoteKeySets {
    /** A registered key set that could not be fetched or read. */
    static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        private Unavailable(String message) {
            super(message);
        }
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAXIMUM_BYTES = 256 * 1024;
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[, ])max-age=(\\d{1,9})");
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration USUAL = Duration.ofMinutes(5);
    /** A key id that is not there makes us ask again, but no more often than this. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final ClientRegistry clients;
    private final Tenants tenants;
    private final Outbound named;
    private final Outbound publicOnly;
    private final Clock clock;
    private final Set<AllowedOrigin> ofClients = ConcurrentHashMap.newKeySet();
    private final Cache<URI, Fetched> fetched =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private record Fetched(JWKSet keys, Instant at, Instant until) {}

    RemoteKeySets(ClientRegistry clients, Tenants tenants, Clock clock) {
        this.clients = clients;
        this.tenants = tenants;
        this.clock = clock;
        // An http address can only be a neighbour that the operator has named (the demo's app on this machine).
        this.named = Outbound.allowing(() -> named().map(
                        uri -> "http".equals(uri.getScheme()) ? AllowedOrigin.internal(uri) : AllowedOrigin.of(uri))
                .toList());
        this.publicOnly = Outbound.allowing(() -> ofClients);
    }

    /** The addresses in the files of clients and in the settings of tenants, as they are now. */
    private Stream<URI> named() {
        return Stream.concat(
                        clients.allOfFiles().stream().map(Client::jwksUri),
                        tenants.all().stream().flatMap(RemoteKeySets::issuerKeys))
                .filter(Objects::nonNull);
    }

    private static Stream<URI> issuerKeys(TenantSettings tenant) {
        return Stream.concat(
                tenant.trustedIssuers().stream().map(issuer -> issuer.jwksUri()),
                tenant.registration().issuers().stream().map(issuer -> issuer.jwksUri()));
    }

    /** The keys of a registered client; one that was not registered by a file has them at a public https address. */
    JWKSet ofClient(Client client, boolean again) throws Unavailable {
        URI address = client.jwksUri();
        if (named().noneMatch(address::equals)) {
            try {
                ofClients.add(AllowedOrigin.of(address));
            } catch (IllegalArgumentException e) {
                throw new Unavailable(address + " is no public https address");
            }
        }
        return again ? getAgain(address) : get(address);
    }

    /** The key set, from the cache as long as its Cache-Control says and one hour at most. */
    JWKSet get(URI address) throws Unavailable {
        Fetched known = fetched.getIfPresent(address);
        return known != null && clock.instant().isBefore(known.until()) ? known.keys() : fetch(address);
    }

    /** The key set as it is now, because the cached one lacks a key. */
    JWKSet getAgain(URI address) throws Unavailable {
        Fetched known = fetched.getIfPresent(address);
        return known != null && clock.instant().isBefore(known.at().plus(ASK_AGAIN)) ? known.keys() : fetch(address);
    }

    private JWKSet fetch(URI address) throws Unavailable {
        Outbound door = named().anyMatch(address::equals) ? named : publicOnly;
        try {
            OutboundResponse response =
                    door.send(OutboundRequest.get(address, "application/json").limits(TIMEOUT, MAXIMUM_BYTES));
            if (response.status() != 200) {
                throw new Unavailable(address + " answered " + response.status());
            }
            JWKSet keys = JWKSet.parse(response.text()).toPublicJWKSet();
            Instant now = clock.instant();
            fetched.put(address, new Fetched(keys, now, now.plus(lifetime(response))));
            return keys;
        } catch (OutboundFailed | OutboundRefused e) {
            throw new Unavailable(e.getMessage());
        } catch (ParseException e) {
            throw new Unavailable(address + " answered no JWK set");
        }
    }

    private static Duration lifetime(OutboundResponse response) {
        String header = response.header("Cache-Control").orElse("");
        if (header.contains("no-store") || header.contains("no-cache")) {
            return Duration.ZERO;
        }
        Matcher matcher = MAX_AGE.matcher(header);
        if (!matcher.find()) {
            return USUAL;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(matcher.group(1)));
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}

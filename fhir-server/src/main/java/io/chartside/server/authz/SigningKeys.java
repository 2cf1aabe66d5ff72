package io.chartside.server.authz;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.chartside.server.attestation.AttestationKeys;
import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.RotatingSecrets;
import io.chartside.server.crypto.RotatingSecrets.Secret;
import io.chartside.server.crypto.ServerSignatures;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The RSA keys with which each tenant signs its id_tokens (RS256, as OpenID Connect demands), kept wrapped by the key service.
 * Each is published before it signs and until the last id_token that it signed is past; when that is follows from the time it
 * was made alone, so that every process signs with the same and publishes the same.
 */
@Component
public final class SigningKeys {
    private static final String PURPOSE = "id-token";
    private static final int BITS = 2048;
    /** Well below the least time that a key is published before it signs. */
    private static final Duration LOOKED_UP_AGAIN = Duration.ofMinutes(1);
    /** How far the clocks of processes and clients may differ. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

    private final RotatingSecrets secrets;
    private final KeyKeeper keeper;
    private final AttestationKeys attestation;
    private final ServerSignatures signatures;
    private final IdTokenKeySettings settings;
    private final Clock clock;
    private final LoadingCache<TenantId, List<Key>> keys;

    SigningKeys(
            KeyRing keyRing,
            KeyKeeper keeper,
            AttestationKeys attestation,
            ServerSignatures signatures,
            IdTokenKeySettings settings,
            Clock clock) {
        this.secrets = keyRing.rotating(PURPOSE);
        this.keeper = keeper;
        this.signatures = signatures;
        this.attestation = attestation;
        this.settings = settings;
        this.clock = clock;
        this.keys = Caffeine.newBuilder()
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
                .expireAfterWrite(LOOKED_UP_AGAIN)
                .build(this::load);
        keyRing.whenForgotten(keys::invalidateAll);
    }

    private record Key(int version, RSAKey jwk, Instant made) {}

    /**
     * A key that was made to follow.
     *
     * @param signsFrom when it takes over
     */
    public record Next(int version, Instant signsFrom) {}

    /** The one that signs now. */
    RSAKey of(TenantId tenant) {
        List<Key> known = keys.get(tenant);
        return known.get(signing(known)).jwk();
    }

    /** Of the id_tokens alone: the one that signs, one that is to follow, and those before it while they are needed. */
    JWKSet publicKeys(TenantId tenant) {
        List<Key> known = keys.get(tenant);
        int signing = signing(known);
        List<JWK> published = new ArrayList<>();
        published.add(known.get(signing).jwk());
        for (int i = needless(known, signing); i < known.size(); i++) {
            if (i != signing) {
                published.add(known.get(i).jwk());
            }
        }
        return new JWKSet(published).toPublicJWKSet();
    }

    /** Everything that verifies what the tenant signs: its id_tokens, the signatures under its notes, the server's own. */
    JWKSet published(TenantId tenant) {
        List<JWK> all = new ArrayList<>(publicKeys(tenant).getKeys());
        all.addAll(attestation.publicKeys(tenant));
        all.add(signatures.publicKey(tenant));
        return new JWKSet(all);
    }

    /** Publishes the next key now; if one is published that does not sign yet, that one. */
    public Next replace(TenantId tenant) {
        keys.invalidate(tenant);
        List<Key> known = keys.get(tenant);
        Key newest = known.get(known.size() - 1);
        if (known.size() == 1 || signing(known) == known.size() - 1) {
            secrets.add(tenant, newest.version() + 1, fresh(), now());
            keys.invalidate(tenant);
            known = keys.get(tenant);
            newest = known.get(known.size() - 1);
        }
        return new Next(newest.version(), newest.made().plus(settings.publishedBefore()));
    }

    /** The oldest first; there is one at least. */
    private List<Key> load(TenantId tenant) {
        List<Secret> stored = secrets.all(tenant);
        boolean due = stored.isEmpty()
                || !now().isBefore(stored.get(stored.size() - 1).made().plus(settings.replacedAfter()));
        if (due) {
            int version = stored.isEmpty() ? 1 : stored.get(stored.size() - 1).version() + 1;
            secrets.add(tenant, version, fresh(), now());
            stored = secrets.all(tenant);
        }
        List<Key> known = stored.stream().map(secret -> open(tenant, secret)).toList();
        int needless = needless(known, signing(known));
        if (needless > 0) {
            keeper.retire(tenant, PURPOSE, known.get(needless).version());
        }
        return known.subList(needless, known.size());
    }

    /** The newest that has been published long enough; the very first signs at once. */
    private int signing(List<Key> known) {
        Instant now = now();
        for (int i = known.size() - 1; i > 0; i--) {
            if (!now.isBefore(known.get(i).made().plus(settings.publishedBefore()))) {
                return i;
            }
        }
        return 0;
    }

    /** How many of the oldest have signed nothing that still counts. */
    private int needless(List<Key> known, int signing) {
        Instant lastGone = known.get(signing)
                .made()
                .plus(settings.publishedBefore())
                .plus(IdTokens.LIFETIME)
                .plus(CLOCK_SKEW);
        return now().isBefore(lastGone) ? Math.max(0, signing - 1) : signing;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Key open(TenantId tenant, Secret secret) {
        try {
            return new Key(
                    secret.version(), RSAKey.parse(new String(secret.plain(), StandardCharsets.UTF_8)), secret.made());
        } catch (ParseException e) {
            // The cause would repeat the key.
            throw new IllegalStateException("the id_token key of tenant " + tenant + " is damaged");
        }
    }

    private static byte[] fresh() {
        try {
            return new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString()
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot make an RSA key", e);
        }
    }
}

package io.chartside.server.speech;

import io.chartside.server.access.Caller;
import io.chartside.server.authz.TokenCallers;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.SealedCursor;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What a page gets in place of an access token: it opens the audio socket of one visit within a minute, and nothing else. It is
 * the token, sealed with the tenant's key, so that it ends with the token and needs no row but, where the token is bound to a key,
 * that of its use: whoever asks for a ticket proves the key (RFC 9449), and the ticket that anybody could show counts once.
 */
@Component
final class AudioTickets {
    static final Duration LIFE = Duration.ofMinutes(1);
    /** Of a refusal: what the next proof has to name (RFC 9449, section 8). */
    static final String NONCE = "DPoP-Nonce";

    private static final String NONE = "-";
    private static final String KIND = "audio ticket";

    private final KeyRing keys;
    private final TokenCallers tokens;
    private final Clock clock;

    AudioTickets(KeyRing keys, TokenCallers tokens, Clock clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.clock = clock;
    }

    private static String binding(TenantId tenant, String encounterId) {
        return "audio-ticket|" + tenant + "|" + encounterId;
    }

    /**
     * Who records, as he has shown it.
     *
     * @param key thumbprint of the key that the token is bound to and that was proven; empty for a bearer token
     */
    record Shown(String token, Optional<String> key) {
        static final Shown NOTHING = new Shown("", Optional.empty());

        Shown {
            Objects.requireNonNull(token);
            Objects.requireNonNull(key);
        }

        @Override
        public String toString() {
            return key.isPresent() ? "bound token" : "token";
        }
    }

    /** The ticket of a token that is bound to a key counts once. */
    String of(TenantId tenant, String encounterId, Shown shown) {
        long end = clock.instant().plus(LIFE).toEpochMilli();
        return SealedCursor.seal(
                keys.tenant(tenant),
                binding(tenant, encounterId),
                String.join(
                        " ",
                        String.valueOf(end),
                        shown.key().orElse(NONE),
                        UUID.randomUUID().toString(),
                        shown.token()));
    }

    /** @throws FhirRefusal 401 when the ticket is another visit's, forged or late, or counts once and was used */
    Shown opened(TenantId tenant, String encounterId, String ticket) {
        Optional<String> opened = ticket.length() > 4096
                ? Optional.empty()
                : SealedCursor.open(keys.tenant(tenant), binding(tenant, encounterId), ticket);
        String[] parts = opened.orElse("0 - - -").split(" ", 4);
        Instant end = Instant.ofEpochMilli(Long.parseLong(parts[0]));
        Optional<String> key = Optional.of(parts[1]).filter(one -> !one.equals(NONE));
        boolean open = clock.instant().isBefore(end)
                && (key.isEmpty() || tokens.firstTime(tenant, KIND, parts[2], end.plusSeconds(1)));
        if (!open) {
            throw new FhirRefusal(401, "login", "The ticket does not open this visit, or not any more");
        }
        return new Shown(parts[3], key);
    }

    /**
     * A token that is bound to a key, with the proof of the request that opened the socket.
     *
     * @throws FhirRefusal 401 when the proof is none; with a header DPoP-Nonce where it lacks the tenant's nonce
     */
    Shown proven(TenantSettings tenant, String token, String proof, String url) {
        TokenCallers.Outcome outcome = tokens.prove(tenant, token, proof, url);
        if (outcome instanceof TokenCallers.Outcome.NotProven refused) {
            FhirRefusal refusal = new FhirRefusal(401, "login", "The DPoP proof is refused: " + refused.reason());
            throw refused.nonce().map(nonce -> refusal.withHeader(NONCE, nonce)).orElse(refusal);
        }
        return new Shown(token, Optional.of(((TokenCallers.Outcome.Proven) outcome).key()));
    }

    /** @throws FhirRefusal 401 for a token that is unknown, expired, revoked, or bound to a key that was not proven */
    Caller caller(TenantId tenant, Shown shown) {
        return tokens.caller(tenant, shown.token(), shown.key())
                .orElseThrow(() -> new FhirRefusal(
                        401,
                        "login",
                        "The access token is unknown, expired or revoked, or bound to a key that was not proven"));
    }
}

package io.chartside.server.speech;

import io.chartside.server.access.Caller;
import io.chartside.server.authz.TokenCallers;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.SealedCursor;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What a page gets in place of an access token: it opens the audio socket of one visit within a minute, and nothing else. It is
 * the token, sealed with the tenant's key, so that it ends with the token and needs no row.
 */
@Component
final class AudioTickets {
    static final Duration LIFE = Duration.ofMinutes(1);

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

    String of(TenantId tenant, String encounterId, String token) {
        long end = clock.instant().plus(LIFE).toEpochMilli();
        return SealedCursor.seal(keys.tenant(tenant), binding(tenant, encounterId), end + " " + token);
    }

    /** @throws FhirRefusal 401 when the ticket is another visit's, forged or late */
    String token(TenantId tenant, String encounterId, String ticket) {
        Optional<String> opened = ticket.length() > 4096
                ? Optional.empty()
                : SealedCursor.open(keys.tenant(tenant), binding(tenant, encounterId), ticket);
        String[] parts = opened.orElse("0 ").split(" ", 2);
        if (Long.parseLong(parts[0]) < clock.millis()) {
            throw new FhirRefusal(401, "login", "The ticket does not open this visit, or not any more");
        }
        return parts[1];
    }

    /** @throws FhirRefusal 401 for a token that is unknown, expired, revoked, or bound to a key */
    Caller caller(TenantId tenant, String token) {
        return tokens.caller(tenant, token)
                .orElseThrow(() -> new FhirRefusal(
                        401, "login", "The access token is unknown, expired or revoked, or bound to a key"));
    }
}

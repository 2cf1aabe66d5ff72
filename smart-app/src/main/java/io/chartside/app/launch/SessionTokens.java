package io.chartside.app.launch;

import io.chartside.app.ehr.AccessTokens;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.FhirUnavailable;
import io.chartside.app.ehr.SignInAgain;
import io.chartside.app.launch.Tokens.Side;
import io.chartside.app.words.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * The tokens of one launch for one of its two servers, renewed on the server's side when they are about to end: by refresh
 * token where there is one; at the record also by a new exchange while the EHR's id_token lasts.
 */
final class SessionTokens implements AccessTokens {

    /** Which server the tokens are for. */
    enum For {
        EHR,
        RECORD
    }

    private static final Duration EARLY = Duration.ofSeconds(20);

    /** Longer than the requests of one renewal may take together: discovery, keys, refresh and exchange. */
    private static final Duration LEASE = Duration.ofMinutes(3);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final For server;
    private final LaunchKey key;
    private final Optional<String> patient;
    private final EhrProfile profile;
    private final LaunchStore store;
    private final SignIns signIns;
    private final Clock clock;

    SessionTokens(
            For server, LaunchSession session, EhrProfile profile, LaunchStore store, SignIns signIns, Clock clock) {
        this.server = server;
        this.key = LaunchKey.of(session);
        this.patient = session.ehr().patient();
        this.profile = profile;
        this.store = store;
        this.signIns = signIns;
        this.clock = clock;
    }

    @Override
    public String current() {
        Instant now = clock.instant();
        Side side = store.tokens(key, now).map(this::side).orElseThrow(this::ended);
        return now.plus(EARLY).isBefore(side.expiresAt()) ? side.accessToken() : insteadOf(side.accessToken());
    }

    @Override
    public String insteadOf(String rejected) {
        UUID lease = UUID.randomUUID();
        long patience = System.nanoTime() + LEASE.toNanos();
        Instant now = clock.instant();
        Optional<Tokens> leased = store.lease(key, lease, now, now.plus(LEASE));
        while (leased.isEmpty()) {
            // Somebody else renews them.
            Side side = store.tokens(key, now).map(this::side).orElseThrow(this::ended);
            if (!side.accessToken().equals(rejected)) {
                return side.accessToken();
            }
            if (System.nanoTime() > patience) {
                throw unavailable(null);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            now = clock.instant();
            leased = store.lease(key, lease, now, now.plus(LEASE));
        }
        return renewed(leased.get(), rejected, lease);
    }

    private String renewed(Tokens tokens, String rejected, UUID lease) {
        if (!side(tokens).accessToken().equals(rejected)) {
            store.giveBack(key, lease);
            return side(tokens).accessToken();
        }
        try {
            Tokens renewed = server == For.EHR ? renewedAtEhr(tokens, lease) : renewedAtRecord(tokens, lease);
            store.keep(key, lease, renewed);
        } finally {
            store.giveBack(key, lease);
        }
        return store.tokens(key, clock.instant())
                .map(this::side)
                .orElseThrow(this::ended)
                .accessToken();
    }

    /** What a refresh has brought is kept whatever follows it: the refresh token before may be spent. */
    private Tokens renewedAtEhr(Tokens tokens, UUID lease) {
        String refreshToken = tokens.ehr().refreshToken().orElseThrow(this::ended);
        try {
            TokenAnswer answer = signIns.refreshAtEhr(profile, refreshToken);
            if (answer.patient().isPresent() && !answer.patient().equals(patient)) {
                // A token for another chart than the one in this window is never used.
                throw ended();
            }
            Tokens renewed = tokens.withEhr(tokens.ehr().renewed(answer));
            return answer.idToken()
                    .map(token -> renewed.withIdentity(verified(token, tokens, renewed, lease)))
                    .orElse(renewed);
        } catch (TokenEndpoint.Refused | IdTokens.Unverified no) {
            throw ended();
        } catch (TokenEndpoint.Unavailable | Discovery.Unavailable later) {
            throw unavailable(later);
        }
    }

    private Identity verified(String idToken, Tokens before, Tokens renewed, UUID lease) {
        try {
            return signIns.again(profile, idToken, before.idToken());
        } catch (IdTokens.NoKeys | Discovery.Unavailable later) {
            store.keep(key, lease, renewed);
            throw unavailable(later);
        }
    }

    private Tokens renewedAtRecord(Tokens tokens, UUID lease) {
        try {
            if (tokens.record().refreshToken().isPresent()) {
                TokenAnswer answer = signIns.refreshAtRecord(
                        profile, tokens.record().refreshToken().get());
                return tokens.withRecord(tokens.record().renewed(answer));
            }
            Tokens identified = tokens;
            if (!clock.instant().plus(EARLY).isBefore(tokens.idTokenExpiresAt())) {
                identified = renewedAtEhr(tokens, lease);
                store.keep(key, lease, identified);
            }
            return identified.withRecord(Side.of(signIns.exchange(profile, identified.idToken())));
        } catch (TokenEndpoint.Refused no) {
            throw ended();
        } catch (TokenEndpoint.Unavailable | Discovery.Unavailable later) {
            throw unavailable(later);
        }
    }

    private Side side(Tokens tokens) {
        return server == For.EHR ? tokens.ehr() : tokens.record();
    }

    private SignInAgain ended() {
        return new SignInAgain(name(), "");
    }

    /** The token may still be renewed later: nothing was sent to the FHIR server. */
    private FhirUnavailable unavailable(RuntimeException cause) {
        return new FhirUnavailable(
                Texts.kept("detail.sign-in-silent", name()),
                "the sign-in service of " + name() + " did not answer",
                false,
                "",
                cause);
    }

    private String name() {
        return server == For.EHR ? profile.name() : "Chartside";
    }
}

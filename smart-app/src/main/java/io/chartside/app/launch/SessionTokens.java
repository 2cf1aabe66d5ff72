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
        return store.changeTokens(key, clock.instant(), tokens -> {
                    if (!side(tokens).accessToken().equals(rejected)) {
                        return tokens;
                    }
                    return server == For.EHR ? renewedAtEhr(tokens) : renewedAtRecord(tokens);
                })
                .map(this::side)
                .map(Side::accessToken)
                .orElseThrow(this::ended);
    }

    private Tokens renewedAtEhr(Tokens tokens) {
        String refreshToken = tokens.ehr().refreshToken().orElseThrow(this::ended);
        try {
            TokenAnswer answer = signIns.refreshAtEhr(profile, refreshToken);
            if (answer.patient().isPresent() && !answer.patient().equals(patient)) {
                // A token for another chart than the one in this window is never used.
                throw ended();
            }
            Tokens renewed = tokens.withEhr(tokens.ehr().renewed(answer));
            return answer.idToken()
                    .map(token -> renewed.withIdentity(signIns.again(profile, token, tokens.idToken())))
                    .orElse(renewed);
        } catch (TokenEndpoint.Refused | IdTokens.Unverified no) {
            throw ended();
        } catch (TokenEndpoint.Unavailable | Discovery.Unavailable later) {
            throw unavailable(later);
        }
    }

    private Tokens renewedAtRecord(Tokens tokens) {
        try {
            if (tokens.record().refreshToken().isPresent()) {
                TokenAnswer answer = signIns.refreshAtRecord(
                        profile, tokens.record().refreshToken().get());
                return tokens.withRecord(tokens.record().renewed(answer));
            }
            Tokens identified =
                    clock.instant().plus(EARLY).isBefore(tokens.idTokenExpiresAt()) ? tokens : renewedAtEhr(tokens);
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

package io.chartside.app.launch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.app.ehr.AccessTokens;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Client;
import io.chartside.app.ehr.FhirUnavailable;
import io.chartside.app.ehr.SignInAgain;
import io.chartside.app.launch.Tokens.Side;
import io.chartside.app.words.Texts;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Tokens of the record for the app as a back end of its own (SMART Backend Services), for what it does on nobody's behalf.
 * They are kept in memory until they end.
 */
@Component
final class BackEndTokens {

    private static final Duration EARLY = Duration.ofSeconds(20);

    private final SignIns signIns;
    private final Clock clock;
    private final Cache<String, Side> held =
            Caffeine.newBuilder().maximumSize(1000).build();

    BackEndTokens(SignIns signIns, Clock clock) {
        this.signIns = signIns;
        this.clock = clock;
    }

    AccessTokens of(EhrProfile profile, Client client) {
        String key = profile.tenant() + " " + client.id() + " " + client.scopes();
        return new AccessTokens() {
            @Override
            public String current() {
                Side side = held.getIfPresent(key);
                return side != null && clock.instant().plus(EARLY).isBefore(side.expiresAt())
                        ? side.accessToken()
                        : renewed();
            }

            @Override
            public String insteadOf(String rejected) {
                Side side = held.getIfPresent(key);
                return side != null && !side.accessToken().equals(rejected) ? side.accessToken() : renewed();
            }

            private String renewed() {
                try {
                    Side side = Side.of(signIns.backEnd(profile, client));
                    held.put(key, side);
                    return side.accessToken();
                } catch (TokenEndpoint.Refused refused) {
                    throw new SignInAgain(FhirClients.RECORD, "");
                } catch (TokenEndpoint.Unavailable | Discovery.Unavailable later) {
                    throw new FhirUnavailable(
                            Texts.kept("detail.sign-in-silent", "Chartside"),
                            "the sign-in service of Chartside did not answer",
                            false,
                            "",
                            later);
                }
            }
        };
    }
}

package io.chartside.app.launch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Launches and sessions.
 *
 * @param pendingTimeout from the launch to the callback
 * @param idleTimeout a session without requests of the clinician ends after this
 * @param absoluteTimeout a session ends after this in any case
 * @param discoveryCache how long an EHR's discovery document and keys are kept
 * @param recordClientId the app's client id at Chartside's own server
 * @param recordScopes asked for in the exchange for a token of the record
 */
@ConfigurationProperties("chartside.launch")
public record LaunchSettings(
        @DefaultValue("10m") Duration pendingTimeout,
        @DefaultValue("30m") Duration idleTimeout,
        @DefaultValue("12h") Duration absoluteTimeout,
        @DefaultValue("10m") Duration discoveryCache,
        @DefaultValue("chartside-app") String recordClientId,

        @DefaultValue("openid fhirUser user/*.cruds drafts online_access")
        String recordScopes) {

    public LaunchSettings {
        for (Duration duration : new Duration[] {pendingTimeout, idleTimeout, absoluteTimeout, discoveryCache}) {
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException("the durations below chartside.launch must be positive");
            }
        }
    }
}

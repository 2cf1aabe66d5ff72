package io.chartside.server.attestation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Keys {@code chartside.attestation.*}.
 *
 * @param signInAtMost how long ago a person may have signed in to sign a note
 */
@ConfigurationProperties("chartside.attestation")
record AttestationSettings(@DefaultValue("60m") Duration signInAtMost) {
    AttestationSettings {
        if (signInAtMost.isNegative() || signInAtMost.isZero()) {
            throw new IllegalArgumentException("chartside.attestation.sign-in-at-most must be positive");
        }
    }
}

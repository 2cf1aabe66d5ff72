package io.chartside.app.cdshooks;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The CDS services.
 *
 * @param answerWithin from the request to its answer; what is not decided by then is no card
 * @param recordClientId the back end that asks Chartside's record for the state of a visit
 * @param worker whether this process sends owed audit events to the record
 */
@ConfigurationProperties("chartside.cds-hooks")
record CdsHooksSettings(
        @DefaultValue("450ms") Duration answerWithin,
        @DefaultValue("chartside-app-hooks") String recordClientId,
        @DefaultValue("true") boolean worker) {

    CdsHooksSettings {
        if (answerWithin.isZero() || answerWithin.isNegative()) {
            throw new IllegalArgumentException("chartside.cds-hooks.answer-within must be positive");
        }
    }
}

package io.chartside.server.edge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code chartside.edge}.
 *
 * @param slowBodyAfter how long the server waits for a body that comes as slowly as it likes; afterwards at 1 kB a second at
 *     least
 */
@ConfigurationProperties("chartside.edge")
record EdgeSettings(@DefaultValue("15s") Duration slowBodyAfter) {
    EdgeSettings {
        if (slowBodyAfter.isNegative()) {
            throw new IllegalArgumentException("chartside.edge.slow-body-after is no time before now");
        }
    }
}

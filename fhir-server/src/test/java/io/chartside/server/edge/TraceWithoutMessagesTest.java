package io.chartside.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** MH13: what a failure repeats of a request reaches no JSON log. */
class TraceWithoutMessagesTest {

    @Test
    void classesAndPlacesAreTold_messagesOfNoCause() {
        Exception failure = new IllegalStateException("canary one", new IllegalArgumentException("canary two"));
        failure.addSuppressed(new UnsupportedOperationException("canary three"));

        String trace = new TraceWithoutMessages().printStackTraceToString(failure);

        assertThat(trace)
                .contains("IllegalStateException", "IllegalArgumentException", "UnsupportedOperationException")
                .contains("TraceWithoutMessagesTest.classesAndPlacesAreTold")
                .doesNotContain("canary");
    }
}

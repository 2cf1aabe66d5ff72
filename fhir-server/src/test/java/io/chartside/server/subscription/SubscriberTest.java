package io.chartside.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubscriberTest {
    private static Subscriber of(String fhirUser, String authorization) {
        return new Subscriber(
                "app", "subject", fhirUser, null, null, "user/*.rs", 0, "https://record.example", null, authorization);
    }

    @Test
    void personsSubscriptionFromBeforeItNotedWhatHeAllowed_saysThatItHasToBeAskedForAnew() {
        assertThat(of("Practitioner/1", null).whyEnded()).contains("ask for it anew");
        assertThat(of("Practitioner/1", "a-1").whyEnded()).contains("rights have ended");
        assertThat(of(null, null).whyEnded()).contains("rights have ended");
    }
}

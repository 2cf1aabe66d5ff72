package io.chartside.server.subscription;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.util.Optional;

/**
 * Who asked for a Subscription, and on what terms; sealed in {@code subscription.body}.
 *
 * @param fhirUser null for a back end
 * @param patient null without a launch patient
 * @param encounter null without a launch encounter
 * @param since milliseconds since 1970
 * @param base FHIR base by which it was asked for
 * @param authorization of a person, what ends it when he takes it back; null for a back end
 */
record Subscriber(
        String clientId,
        String subject,
        String fhirUser,
        String patient,
        String encounter,
        String scopes,
        long since,
        String base,
        Terms terms,
        String authorization) {

    static Subscriber of(Caller caller, Optional<String> authorization, String base, Instant now, Terms terms) {
        return new Subscriber(
                caller.clientId(),
                caller.subject(),
                caller.fhirUser().orElse(null),
                caller.patient().orElse(null),
                caller.encounter().orElse(null),
                caller.scopes().toString(),
                now.toEpochMilli(),
                base,
                terms,
                authorization.orElse(null));
    }

    /** As whom it was asked for, without what the tenant says of him now. */
    Caller caller(TenantId tenant, String subscription) {
        return new Caller(
                tenant,
                subject,
                clientId,
                "Subscription/" + subscription,
                Scopes.parse(scopes),
                Optional.ofNullable(fhirUser),
                Optional.ofNullable(patient),
                Optional.ofNullable(encounter),
                Optional.empty());
    }

    /** Why nothing more is sent once it has no rights any more. */
    String whyEnded() {
        return fhirUser != null && authorization == null
                ? "it was asked for before a person's Subscription was tied to what he allows: ask for it anew"
                : "the subscriber's rights have ended";
    }

    boolean isOf(Caller caller) {
        return clientId.equals(caller.clientId())
                && Optional.ofNullable(fhirUser).equals(caller.fhirUser());
    }

    /** It holds a secret. */
    @Override
    public String toString() {
        return "subscriber " + clientId;
    }
}

package io.chartside.server.access;

import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, taken from a verified access token.
 *
 * @param subject stable id of the person or client within the tenant
 * @param tokenId the token's {@code jti}
 * @param fhirUser relative reference of the person ({@code Practitioner/1}); empty for a back-end client
 * @param patient logical id of the patient in launch context
 * @param encounter logical id of the encounter in launch context
 * @param authTime when the person last signed in; empty for a back-end client
 * @param mandate roles, purpose and who acts in the person's place
 */
public record Caller(
        TenantId tenant,
        String subject,
        String clientId,
        String tokenId,
        Scopes scopes,
        Optional<String> fhirUser,
        Optional<String> patient,
        Optional<String> encounter,
        Optional<Instant> authTime,
        Mandate mandate) {

    /** Request attribute that holds the caller once the bearer token is verified. */
    public static final String REQUEST_ATTRIBUTE = "io.chartside.caller";

    public Caller {
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(clientId);
        Objects.requireNonNull(tokenId);
        Objects.requireNonNull(scopes);
        Objects.requireNonNull(fhirUser);
        Objects.requireNonNull(patient);
        Objects.requireNonNull(encounter);
        Objects.requireNonNull(authTime);
        Objects.requireNonNull(mandate);
    }

    public Caller(
            TenantId tenant,
            String subject,
            String clientId,
            String tokenId,
            Scopes scopes,
            Optional<String> fhirUser,
            Optional<String> patient,
            Optional<String> encounter,
            Optional<Instant> authTime) {
        this(tenant, subject, clientId, tokenId, scopes, fhirUser, patient, encounter, authTime, Mandate.NONE);
    }

    public Caller with(Mandate other) {
        return new Caller(tenant, subject, clientId, tokenId, scopes, fhirUser, patient, encounter, authTime, other);
    }

    /**
     * The same caller with the drafts right, for the one draft that it asks for itself: what is stored for it may be answered
     * to it. Never for what others have drafted.
     */
    public Caller withDraftsForItsOwnRequest() {
        return new Caller(
                tenant,
                subject,
                clientId,
                tokenId,
                scopes.withDrafts(),
                fhirUser,
                patient,
                encounter,
                authTime,
                mandate);
    }

    /**
     * The same person for the one write that breaks the glass: its Task and its Communication, with the purpose in whose name
     * it is recorded.
     */
    public Caller breakingGlass() {
        return new Caller(
                tenant,
                subject,
                clientId,
                tokenId,
                Scopes.parse("user/Task.c user/Communication.c"),
                fhirUser,
                Optional.empty(),
                Optional.empty(),
                authTime,
                new Mandate(mandate.roles(), Optional.of(Mandate.BREAK_GLASS), mandate.actor(), mandate.grant()));
    }

    public boolean isBreakingGlass() {
        return mandate.purposeOfUse().filter(Mandate.BREAK_GLASS::equals).isPresent();
    }

    /** The relative reference of a person who is a Practitioner; empty for anybody else. */
    public Set<String> practitioner() {
        return fhirUser.filter(user -> user.startsWith("Practitioner/"))
                .map(Set::of)
                .orElse(Set.of());
    }

    /** Whether it is the operator's staff that looks in, as nobody of the tenant or in a person's place. */
    public boolean isByStaffGrant() {
        return mandate.grant().isPresent();
    }

    /** Whether it is an owner or administrator of the tenant who acts himself: nobody who stands in for one. */
    public boolean administersItself() {
        boolean staff = fhirUser.filter(user -> user.startsWith("Practitioner") || user.startsWith("Person/"))
                .isPresent();
        boolean administers =
                mandate.roles().contains(TenantRole.OWNER) || mandate.roles().contains(TenantRole.ADMIN);
        return staff && administers && mandate.actor().isEmpty() && !isByStaffGrant();
    }

    @Override
    public String toString() {
        return clientId + " in " + tenant;
    }
}

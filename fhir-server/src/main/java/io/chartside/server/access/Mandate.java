package io.chartside.server.access;

import io.chartside.server.tenancy.TenantRole;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * On what standing a caller acts, beyond the scopes of its token.
 *
 * @param roles of the person at the tenant; empty where none are named: what the kind of {@code fhirUser} implies
 * @param purposeOfUse code of HL7's v3 PurposeOfUse ({@code TREAT}, {@code BTG}); empty when the token names none
 * @param actor relative reference of who acts in the person's place; empty when nobody does (RFC 8693, {@code act})
 * @param grant id of the staff grant that the token rests on
 */
public record Mandate(
        Set<TenantRole> roles, Optional<String> purposeOfUse, Optional<String> actor, Optional<String> grant) {

    /** Breaking the glass, of v3 PurposeOfUse. */
    public static final String BREAK_GLASS = "BTG";

    /** No roles named, no purpose, nobody in between. */
    public static final Mandate NONE = new Mandate(Set.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public Mandate {
        roles = Set.copyOf(roles);
        Objects.requireNonNull(purposeOfUse);
        Objects.requireNonNull(actor);
        Objects.requireNonNull(grant);
    }

    public static Mandate of(Set<TenantRole> roles) {
        return new Mandate(roles, Optional.empty(), Optional.empty(), Optional.empty());
    }
}

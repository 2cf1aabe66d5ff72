package io.chartside.server.login;

import io.chartside.server.tenancy.TenantRole;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Somebody of table {@code person}.
 *
 * @param fhirUser relative reference: {@code Practitioner/1}
 * @param email by which the person signs in; lower case, one account a tenant
 * @param password argon2id; empty until one is chosen
 * @param secondFactor whether one-time codes are set up
 * @param passkeys how many there are
 */
record Account(
        String fhirUser,
        String name,
        String email,
        Set<TenantRole> roles,
        boolean enabled,
        Optional<String> password,
        boolean secondFactor,
        int passkeys) {
    private static final Pattern FHIR_USER =
            Pattern.compile("(Practitioner|PractitionerRole|Patient|RelatedPerson)/[A-Za-z0-9.-]{1,64}");
    private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}<>\",;:]{1,64}@[a-z0-9.-]{1,189}");
    private static final int LONGEST_NAME = 200;

    Account {
        Objects.requireNonNull(password);
        roles = Set.copyOf(roles);
        if (!FHIR_USER.matcher(fhirUser).matches()) {
            throw new IllegalArgumentException(
                    "fhirUser is Practitioner/id, PractitionerRole/id, Patient/id or RelatedPerson/id");
        }
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("name is 1 to 200 characters");
        }
        if (!EMAIL.matcher(email).matches()) {
            throw new IllegalArgumentException("email is an address such as ada@clinic.example");
        }
    }

    static Account of(String fhirUser, String name, String email, Set<TenantRole> roles) {
        return new Account(fhirUser, name, normal(email), roles, true, Optional.empty(), false, 0);
    }

    /** As it is stored and compared: people type capitals and spaces. */
    static String normal(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    Account with(Set<TenantRole> others) {
        return new Account(fhirUser, name, email, others, enabled, password, secondFactor, passkeys);
    }

    Account enabled(boolean now) {
        return new Account(fhirUser, name, email, roles, now, password, secondFactor, passkeys);
    }

    /** Whether the person has chosen anything that lets him in, and so has been here before. */
    boolean hasProof() {
        return password.isPresent() || secondFactor || passkeys > 0;
    }

    @Override
    public String toString() {
        return fhirUser;
    }
}

package io.chartside.app.launch;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The user that {@code fhirUser} names (SMART App Launch 2.2, "Scopes for requesting identity data").
 *
 * @param id logical id
 */
record FhirUser(Kind kind, String id) {

    /** What a user can be. */
    enum Kind {
        PRACTITIONER("Practitioner"),
        /** A practitioner in a role; who it is, the EHR says. */
        ROLE("PractitionerRole"),
        /** A person, who may be a practitioner too; the EHR says. */
        PERSON("Person"),
        PATIENT("Patient"),
        RELATIVE("RelatedPerson");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    private static final Pattern USER = Pattern.compile(
            "(?:(https?://.+)/)?(Practitioner|PractitionerRole|Person|Patient|RelatedPerson)/([A-Za-z0-9\\-.]{1,64})");

    /** Empty for whoever is no user of the server at this base. */
    static Optional<FhirUser> of(String reference, URI base) {
        Matcher matcher = USER.matcher(reference);
        boolean here = matcher.matches()
                && (matcher.group(1) == null || matcher.group(1).equals(base.toString()));
        return here ? Optional.of(new FhirUser(kind(matcher.group(2)), matcher.group(3))) : Optional.empty();
    }

    private static Kind kind(String type) {
        for (Kind kind : Kind.values()) {
            if (kind.type.equals(type)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(type);
    }

    boolean isPractitioner() {
        return kind == Kind.PRACTITIONER;
    }

    /** Whether it can turn out to be a practitioner. */
    boolean mayBeClinician() {
        return kind != Kind.PATIENT && kind != Kind.RELATIVE;
    }
}

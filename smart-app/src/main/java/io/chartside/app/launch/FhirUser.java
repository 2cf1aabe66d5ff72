package io.chartside.app.launch;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The clinician that {@code fhirUser} names (SMART App Launch 2.2, "Scopes for requesting identity data").
 *
 * @param isRole whether it is a PractitionerRole rather than a Practitioner
 * @param id logical id
 */
record FhirUser(boolean isRole, String id) {
    private static final Pattern CLINICIAN =
            Pattern.compile("(?:(https?://.+)/)?Practitioner(Role)?/([A-Za-z0-9\\-.]{1,64})");

    /** Empty for whoever is no clinician of the server at this base. */
    static Optional<FhirUser> of(String reference, URI base) {
        Matcher matcher = CLINICIAN.matcher(reference);
        boolean here = matcher.matches()
                && (matcher.group(1) == null || matcher.group(1).equals(base.toString()));
        return here ? Optional.of(new FhirUser(matcher.group(2) != null, matcher.group(3))) : Optional.empty();
    }
}

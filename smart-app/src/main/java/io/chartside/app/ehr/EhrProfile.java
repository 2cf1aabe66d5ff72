package io.chartside.app.ehr;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One registered EHR: how it is reached, signed in to, read and written. One file {@code config/ehr/*.yml}; docs/ehr.md
 * explains every key.
 *
 * @param site name of the file without its ending
 * @param name how people call it
 * @param issuer FHIR base as the EHR gives it in {@code iss}; empty in a template
 * @param internal whether its addresses may be loopback or private
 * @param origins further origins it uses, such as that of its authorization server
 * @param tenant tenant of Chartside's record that its visits go to
 * @param client how the app signs in
 * @param endpoints overrides for what discovery says
 * @param frameAncestors origins that may show the app in a frame (CSP {@code frame-ancestors})
 * @param note how a signed note is filed there
 * @param codes how signed diagnoses are filed there
 * @param limits of one interaction
 */
public record EhrProfile(
        String site,
        String name,
        Optional<URI> issuer,
        boolean internal,
        List<URI> origins,
        String tenant,
        Client client,
        Endpoints endpoints,
        List<String> frameAncestors,
        Note note,
        Codes codes,
        Limits limits) {

    /** How the app authenticates at the token endpoint (SMART App Launch 2.2, 3.0.9). */
    public enum Authentication {
        PRIVATE_KEY_JWT,
        CLIENT_SECRET_BASIC,
        PUBLIC
    }

    /**
     * The app as this EHR has registered it.
     *
     * @param algorithm of assertions: ES384 or RS384
     * @param secret for {@code client_secret_basic}
     * @param scopes asked for, with spaces between them
     * @param maxAge how long ago the user may have signed in at the EHR; empty: not asked
     */
    public record Client(
            String id,
            Authentication authentication,
            String algorithm,
            Optional<Secret> secret,
            String scopes,
            Optional<Duration> maxAge) {

        public Client {
            if (!Set.of("ES384", "RS384").contains(algorithm)) {
                throw new IllegalArgumentException("client.algorithm must be ES384 or RS384");
            }
            if (authentication == Authentication.CLIENT_SECRET_BASIC && secret.isEmpty()) {
                throw new IllegalArgumentException("client.secret is needed for client_secret_basic");
            }
        }
    }

    /** A shared secret that does not show itself. */
    public record Secret(String value) {
        @Override
        public String toString() {
            return "(secret)";
        }
    }

    /** What to use instead of the answer of discovery. */
    public record Endpoints(
            Optional<URI> authorization, Optional<URI> token, Optional<URI> jwks, Optional<String> idTokenIssuer) {

        /** Whether discovery can be left out altogether. */
        public boolean complete() {
            return authorization.isPresent() && token.isPresent() && jwks.isPresent() && idTokenIssuer.isPresent();
        }
    }

    /** Whether and how {@code DocumentReference} is created there. */
    public record Note(
            boolean write,
            String docStatus,
            String contentType,
            Author author,
            Period period,
            boolean conditionalCreate,
            boolean searchByIdentifier,
            int maximumBytes) {}

    /** Who the EHR wants named as the author. */
    public enum Author {
        /** The clinician who signed in, as the EHR names them. */
        FHIR_USER,
        /** Nobody: the EHR takes it from the token. */
        NONE
    }

    /** What goes into {@code DocumentReference.context.period}. */
    public enum Period {
        /** Start and end with time; the end is the signature's time while the encounter has none. */
        ENCOUNTER,
        NONE
    }

    /** Whether and how diagnoses are created there. */
    public record Codes(Kind kind, boolean conditionalCreate, boolean searchByIdentifier) {

        /** The resource that carries them. */
        public enum Kind {
            CONDITION,
            NONE
        }
    }

    /** Bounds of one interaction with this EHR. */
    public record Limits(Duration timeout, int maximumResponseBytes, boolean representation) {}

    public EhrProfile {
        Objects.requireNonNull(site);
        Objects.requireNonNull(issuer);
        origins = List.copyOf(origins);
        frameAncestors = List.copyOf(frameAncestors);
        if (name.isBlank() || tenant.isBlank()) {
            throw new IllegalArgumentException("name and tenant must not be blank");
        }
        issuer.ifPresent(base -> {
            if (base.toString().endsWith("/") || base.getRawQuery() != null || base.getRawFragment() != null) {
                throw new IllegalArgumentException("issuer is given without a slash, query or fragment at its end");
            }
        });
    }

    /**
     * The FHIR base of a registered EHR.
     *
     * @throws IllegalStateException on a template
     */
    public URI base() {
        return issuer.orElseThrow(() -> new IllegalStateException(site + " is a template"));
    }

    @Override
    public String toString() {
        return site;
    }
}

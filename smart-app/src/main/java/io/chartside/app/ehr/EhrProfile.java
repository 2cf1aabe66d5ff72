package io.chartside.app.ehr;

import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.OutboundRefused;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
 * @param charges how signed services are filed there
 * @param orders how signed orders are filed there
 * @param hl7v2 where it takes HL7 version 2 messages instead
 * @param limits of one interaction
 * @param launch what its launches keep to beyond the specification
 * @param cdsHooks how it calls the app's CDS services; empty: it has none
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
        Charges charges,
        Orders orders,
        Optional<Hl7v2Interface> hl7v2,
        Limits limits,
        LaunchRules launch,
        Optional<CdsHooks> cdsHooks) {

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

        /** Where an issuer tells its keys (OpenID Connect Discovery 1.0, section 4): a slash that ends it is left out. */
        public static String openIdConfiguration(String issuer) {
            String path = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
            return path + "/.well-known/openid-configuration";
        }
    }

    /**
     * Whether and how {@code DocumentReference} is created there.
     *
     * @param amendedDocStatus of a new version of it
     * @param types the EHR's own type of a note, by our LOINC code; a type that is not named stays LOINC
     * @param refusedTypes LOINC codes of notes that it does not take from apps
     */
    public record Note(
            boolean write,
            String docStatus,
            String amendedDocStatus,
            String contentType,
            Map<String, Code> types,
            Set<String> refusedTypes,
            Author author,
            Period period,
            Addendum addendum,
            Retraction retraction,
            boolean conditionalCreate,
            boolean searchByIdentifier,
            int maximumBytes) {

        public Note {
            types = Map.copyOf(types);
            refusedTypes = Set.copyOf(refusedTypes);
        }
    }

    /** A code of the EHR's own. @param system may be empty: the code is then LOINC's */
    public record Code(String system, String code) {
        static Code of(String key, String text) {
            int bar = text.lastIndexOf('|');
            if (bar == text.length() - 1 || text.isBlank()) {
                throw new IllegalArgumentException(key + " must be a code or system|code");
            }
            return new Code(bar < 0 ? "" : text.substring(0, bar), text.substring(bar + 1));
        }
    }

    /** How an addendum gets there. */
    public enum Addendum {
        /** As a document that names the first one ({@code relatesTo}, appends). */
        APPENDS,
        /** As a document of its own: the EHR ignores relations. */
        SEPARATE,
        /** As a new version of the first one, with all of its words ({@code If-Match}). */
        UPDATE
    }

    /** How a note that was entered in error is taken back there. */
    public enum Retraction {
        /** By its status {@code entered-in-error} ({@code If-Match}), and so is what was filed with it. */
        STATUS,
        /** By a new version in its place that says so and holds none of its words ({@code If-Match}). */
        VERSION,
        /** By a document of its own that says so: the EHR takes no change of what is filed. */
        NOTICE,
        /** By nothing that an app may send: somebody does it in the EHR. */
        NONE
    }

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

    /**
     * Whether and how diagnoses are created there.
     *
     * @param category the one category that the EHR wants; empty: as signed
     * @param verificationStatus as which it takes them; empty: as signed
     * @param noteCharacters longest note with the reason; 0: none
     */
    public record Codes(
            Kind kind,
            Optional<String> category,
            Optional<String> verificationStatus,
            int noteCharacters,
            boolean conditionalCreate,
            boolean searchByIdentifier) {

        /** The resource that carries them. */
        public enum Kind {
            CONDITION,
            NONE
        }
    }

    /**
     * Whether and how signed services are created there.
     *
     * @param systems the EHR's name for a code system, by ours
     * @param schedule of its bill codes, {@code system|code}
     */
    public record Charges(
            Kind kind,
            Map<String, String> systems,
            Optional<Code> schedule,
            boolean conditionalCreate,
            boolean searchByIdentifier) {

        /** What carries them. */
        public enum Kind {
            CHARGE_ITEM,
            /** The operation {@code ChargeItem/$create}. */
            CHARGE_ITEM_CREATE,
            NONE
        }

        public Charges {
            systems = Map.copyOf(systems);
        }
    }

    /** Whether and how signed orders are created there, as MedicationRequest and ServiceRequest. */
    public record Orders(Kind kind, boolean conditionalCreate, boolean searchByIdentifier) {

        /** The resources that carry them. */
        public enum Kind {
            REQUESTS,
            NONE
        }
    }

    /**
     * The EHR as a CDS client (CDS Hooks 2.0, "Trusting CDS Clients").
     *
     * @param issuer {@code iss} of its tokens, exactly
     * @param jwks where its keys are; a token's {@code jku} must be the same
     * @param tenant that its tokens must carry, where one issuer serves several organizations
     * @param origins of browsers that may call the services (CORS)
     */
    public record CdsHooks(String issuer, URI jwks, Optional<String> tenant, List<String> origins) {

        public CdsHooks {
            Objects.requireNonNull(tenant);
            origins = List.copyOf(origins);
        }
    }

    /** Bounds of one interaction with this EHR. */
    public record Limits(Duration timeout, int maximumResponseBytes, boolean representation) {}

    public EhrProfile {
        Objects.requireNonNull(site);
        Objects.requireNonNull(issuer);
        Objects.requireNonNull(cdsHooks);
        origins = List.copyOf(origins);
        frameAncestors = List.copyOf(frameAncestors);
        if (name.isBlank() || tenant.isBlank()) {
            throw new IllegalArgumentException("name and tenant must not be blank");
        }
        if (note.write() && hl7v2.filter(Hl7v2Interface::note).isPresent()) {
            throw new IllegalArgumentException("a note goes one way: note.write or hl7v2.note must be false");
        }
        if (charges.kind() != Charges.Kind.NONE
                && hl7v2.filter(Hl7v2Interface::charges).isPresent()) {
            throw new IllegalArgumentException("charges go one way: charges.as must be none or hl7v2.charges false");
        }
        if (!launch.wildcardScopes() && client.scopes().contains("*")) {
            throw new IllegalArgumentException(
                    "client.scopes has a wildcard (*), which this EHR refuses: name the types");
        }
        if (cdsHooks.isPresent() && !launch.organizations().isEmpty()) {
            throw new IllegalArgumentException("cds-hooks asks one tenant's record: not with launch.tenants");
        }
        issuer.ifPresent(base -> {
            if (base.toString().endsWith("/") || base.getRawQuery() != null || base.getRawFragment() != null) {
                throw new IllegalArgumentException("issuer is given without a slash, query or fragment at its end");
            }
        });
    }

    /** Whether signed notes are filed there, in whatever form. */
    public boolean takesNotes() {
        return note.write() || hl7v2.filter(Hl7v2Interface::note).isPresent();
    }

    /**
     * The FHIR base of a registered EHR.
     *
     * @throws IllegalStateException on a template
     */
    public URI base() {
        return issuer.orElseThrow(() -> new IllegalStateException(site + " is a template"));
    }

    /**
     * The origins that this EHR uses. What it names elsewhere (a sign-in, a style) counts only if it is at one of them: the
     * server of another EHR is registered too, and is none of its business.
     */
    public List<AllowedOrigin> reachable() {
        return Stream.of(
                        issuer.stream(),
                        origins.stream(),
                        endpoints.authorization().stream(),
                        endpoints.token().stream(),
                        endpoints.jwks().stream(),
                        cdsHooks.map(CdsHooks::jwks).stream())
                .flatMap(addresses -> addresses)
                .map(this::origin)
                .distinct()
                .toList();
    }

    /** Whether an address is at one of the {@link #reachable} origins. */
    public boolean reaches(URI address) {
        try {
            return reachable().contains(origin(address));
        } catch (IllegalArgumentException | OutboundRefused noOrigin) {
            return false;
        }
    }

    private AllowedOrigin origin(URI address) {
        return internal ? AllowedOrigin.internal(address) : AllowedOrigin.of(address);
    }

    /**
     * This EHR as one of its organizations sees it.
     *
     * @param organization {@code tenant} of the launch context
     * @return empty when this EHR serves several organizations and that is none of them
     */
    public Optional<EhrProfile> at(Optional<String> organization) {
        if (launch.organizations().isEmpty()) {
            return Optional.of(this);
        }
        return organization
                .map(launch.organizations()::get)
                .map(found -> new EhrProfile(
                        site,
                        name,
                        issuer,
                        internal,
                        origins,
                        found.tenant(),
                        client,
                        endpoints,
                        found.frameAncestors().isEmpty() ? frameAncestors : found.frameAncestors(),
                        note,
                        codes,
                        charges,
                        orders,
                        hl7v2,
                        limits,
                        launch,
                        cdsHooks));
    }

    /** Every tenant of the record that a launch of this EHR may be about. */
    public List<String> everyTenant() {
        return launch.organizations().isEmpty()
                ? List.of(tenant)
                : launch.organizations().values().stream()
                        .map(one -> one.tenant())
                        .distinct()
                        .toList();
    }

    /** Every origin that may show a page of this EHR's launches, of whichever organization. */
    public List<String> everyFrameAncestor() {
        return Stream.concat(
                        frameAncestors.stream(),
                        launch.organizations().values().stream().flatMap(one -> one.frameAncestors().stream()))
                .distinct()
                .toList();
    }

    @Override
    public String toString() {
        return site;
    }
}

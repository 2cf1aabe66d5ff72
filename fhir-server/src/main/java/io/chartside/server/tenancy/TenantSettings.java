package io.chartside.server.tenancy;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code tenants/{id}.yml} says of one tenant.
 *
 * @param timeZone where its visits take place: the day of what an EHR dates in UTC
 * @param demo only exists where {@code chartside.demo} is true
 * @param baa where its business associate agreement is recorded
 * @param trustedIssuers whose id_tokens may be exchanged for a token of this tenant (RFC 8693), or sign people in
 * @param tokenLifetimes how long what is issued lives
 * @param frameAncestors origins that may frame the authorization pages; empty: none, the pages break out of frames
 * @param api what its FHIR endpoint allows
 * @param signIn how people prove who they are
 * @param registration who may register clients by themselves (RFC 7591)
 * @param grantApproval who approves what the operator's staff asks to see
 * @param dpopNonces whether DPoP proofs carry a nonce of this server's (RFC 9449, sections 8 and 9)
 * @param speech where its audio goes and how long it stays
 * @param ai which models outside may have what of it
 * @param subscriptions where its Subscriptions may send to
 * @param people who may sign in at this tenant
 */
public record TenantSettings(
        TenantId id,
        String name,
        ZoneId timeZone,
        boolean demo,
        BaaPolicy baa,
        List<TrustedIssuer> trustedIssuers,
        TokenLifetimes tokenLifetimes,
        List<String> frameAncestors,
        ApiPolicy api,
        SignInPolicy signIn,
        DynamicRegistration registration,
        GrantApproval grantApproval,
        boolean dpopNonces,
        SpeechPolicy speech,
        AiPolicy ai,
        SubscriptionPolicy subscriptions,
        List<Person> people) {

    public TenantSettings {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        Objects.requireNonNull(timeZone);
        Objects.requireNonNull(baa);
        trustedIssuers = List.copyOf(trustedIssuers);
        Objects.requireNonNull(tokenLifetimes);
        frameAncestors = List.copyOf(frameAncestors);
        Objects.requireNonNull(api);
        Objects.requireNonNull(signIn);
        Objects.requireNonNull(registration);
        Objects.requireNonNull(grantApproval);
        Objects.requireNonNull(speech);
        Objects.requireNonNull(ai);
        Objects.requireNonNull(subscriptions);
        people = List.copyOf(people);
    }

    public Optional<Person> person(String fhirUser) {
        return people.stream()
                .filter(person -> person.fhirUser().equals(fhirUser))
                .findFirst();
    }

    /**
     * An issuer of id_tokens that the tenant trusts.
     *
     * @param issuer exact {@code iss}
     * @param jwksUri where its keys are; null for the tenant's own issuer, whose keys are here
     * @param clients {@code aud} values that may be exchanged: the client ids under which the app is known there
     * @param authTime what counts as the time of the sign-in
     * @param links from the foreign fhirUser (relative or absolute) to this tenant's Practitioner; own Practitioners need
     *     none
     * @param subjects the same from the claim {@code sub}, for an issuer that tells no fhirUser
     * @param signIn how people sign in here through it; empty: its id_tokens are exchanged only
     */
    public record TrustedIssuer(
            String issuer,
            URI jwksUri,
            List<String> clients,
            AuthTime authTime,
            Map<String, String> links,
            Map<String, String> subjects,
            Optional<ExternalSignIn> signIn) {
        public TrustedIssuer {
            Objects.requireNonNull(issuer);
            Objects.requireNonNull(authTime);
            Objects.requireNonNull(signIn);
            clients = List.copyOf(clients);
            links = Map.copyOf(links);
            subjects = Map.copyOf(subjects);
        }

        /**
         * Whom of this tenant the issuer's user is.
         *
         * @param fhirUser of the id_token; null when it has none
         * @param subject of the id_token; null when it has none
         */
        public Optional<String> linked(String fhirUser, String subject) {
            if (fhirUser != null) {
                String base = issuer + "/";
                String relative = fhirUser.startsWith(base) ? fhirUser.substring(base.length()) : fhirUser;
                String practitioner = links.getOrDefault(fhirUser, links.get(relative));
                if (practitioner != null) {
                    return Optional.of(practitioner);
                }
            }
            return subject == null ? Optional.empty() : Optional.ofNullable(subjects.get(subject));
        }
    }

    /** Where the time of a sign-in is taken from, which a signature needs (OpenID Connect Core 1.0, section 2). */
    public enum AuthTime {
        /** The claim {@code auth_time}; an id_token without it is refused. */
        REQUIRED,
        /** {@code auth_time} where it is told, else {@code iat}: the tenant takes a launch for a sign-in. */
        ISSUED_AT
    }

    /**
     * @param scriptToken of the clients named in {@code scriptClients}: longer than {@code backEndToken} only where a tenant
     *     says so
     */
    public record TokenLifetimes(
            Duration userToken,
            Duration backEndToken,
            Duration refreshToken,
            Duration session,
            Duration scriptToken,
            List<String> scriptClients) {
        public TokenLifetimes {
            scriptClients = List.copyOf(scriptClients);
        }
    }

    /**
     * Somebody who may sign in.
     *
     * @param fhirUser relative reference in this tenant: {@code Practitioner/1}
     * @param roles empty: what the kind of {@code fhirUser} implies
     */
    public record Person(String fhirUser, String name, Set<TenantRole> roles) {
        public Person {
            Objects.requireNonNull(fhirUser);
            Objects.requireNonNull(name);
            roles = Set.copyOf(roles);
        }
    }
}

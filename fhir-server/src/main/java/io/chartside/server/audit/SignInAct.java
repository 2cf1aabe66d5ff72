package io.chartside.server.audit;

import java.util.Objects;
import java.util.Optional;

/**
 * Somebody proved who he is, or a client got, was refused or gave back a token.
 *
 * @param status the HTTP status it ended with; below 400 is outcome 0, below 500 outcome 4, else 8
 * @param clientId of the OAuth client; empty when none took part or the one named is not registered
 * @param fhirUser relative reference of the person; empty for a client that acts for itself, or when unknown
 * @param tokenId short name of the token issued, as later events name it; empty when none was
 * @param request what was asked, without any secret; empty when there was no OAuth request
 */
public record SignInAct(
        Kind kind,
        int status,
        Optional<String> clientId,
        Optional<String> fhirUser,
        Optional<String> tokenId,
        Optional<String> request) {

    /** What happened, with its code as the event's subtype. */
    public enum Kind {
        LOGIN("http://dicom.nema.org/resources/ontology/DCM", "110122", "Login"),
        LOGOUT("http://dicom.nema.org/resources/ontology/DCM", "110123", "Logout"),
        /** Attempts closed the door for a while, to one name or one network address. */
        LOCKED_OUT("https://chartside.io/fhir/CodeSystem/audit-event", "locked-out", "Locked out"),
        /** A secret that lets in once was brought twice, so all that came of it has ended. */
        STOLEN("https://chartside.io/fhir/CodeSystem/audit-event", "secret-twice", "Secret used twice"),
        /** IHE IUA, Get Access Token; refused when the status says so. */
        TOKEN("urn:ihe:event-type-code", "ITI-71", "Get Access Token"),
        TOKEN_REVOKED("https://chartside.io/fhir/CodeSystem/audit-event", "token-revoked", "Token revoked"),
        /** An authorization request was refused. */
        AUTHORIZATION("https://chartside.io/fhir/CodeSystem/audit-event", "authorization", "Authorization request"),
        /** A resource server asked what a token is worth (RFC 7662). */
        INTROSPECTION("https://chartside.io/fhir/CodeSystem/audit-event", "token-introspected", "Token introspected");

        private final String system;
        private final String code;
        private final String display;

        Kind(String system, String code, String display) {
            this.system = system;
            this.code = code;
            this.display = display;
        }

        /** Whether it happens between a person and our own pages, without a client. */
        boolean ofPerson() {
            return this == LOGIN || this == LOGOUT;
        }

        String system() {
            return system;
        }

        String code() {
            return code;
        }

        String json() {
            return "{\"system\":\"" + system + "\",\"code\":\"" + code + "\",\"display\":\"" + display + "\"}";
        }
    }

    public SignInAct {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(clientId);
        Objects.requireNonNull(fhirUser);
        Objects.requireNonNull(tokenId);
        Objects.requireNonNull(request);
    }

    /** A sign-in or sign-out at our own pages. */
    public static SignInAct ofPerson(Kind kind, int status, Optional<String> fhirUser) {
        return new SignInAct(kind, status, Optional.empty(), fhirUser, Optional.empty(), Optional.empty());
    }

    /**
     * Somebody tried to sign in at our own pages and was not let in.
     *
     * @param status below 500 when what was given is wrong, else when the sign-in could not be judged
     * @param method what was tried, never with what: {@code password}, {@code magic-link}
     * @param fhirUser whose account it was, if there is such an account
     */
    public static SignInAct refusedPerson(int status, String method, Optional<String> fhirUser) {
        return new SignInAct(
                Kind.LOGIN, status, Optional.empty(), fhirUser, Optional.empty(), Optional.of("method=" + method));
    }

    @Override
    public String toString() {
        return kind + " " + status;
    }
}

package io.chartside.server.audit;

import io.chartside.server.access.Caller;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A decision on access that stands on its own: a person allowed or refused an app on the consent page, a patient's Consent
 * permitted or denied, or a role did (IHE BALP 1.1, AuthZconsent). What a request's scopes decide is told by the request's own
 * event.
 *
 * @param clientId of the OAuth client that asks
 * @param fhirUser relative reference of the person who decides on the consent page, or whose request is decided on; empty for a
 *     back end
 * @param tokenId short name of the token that was used or issued
 * @param purpose code of HL7's v3 PurposeOfUse that was claimed
 * @param rules what decided: relative references of Consents, or words for what is no resource ({@code scope
 *     patient/Observation.rs})
 * @param patientIds whose data it is about; one AuditEvent is rendered for each
 * @param reason why it was denied, in words safe to read
 */
public record AuthorizationAct(
        Basis basis,
        boolean permitted,
        Optional<String> clientId,
        Optional<String> fhirUser,
        Optional<String> tokenId,
        Optional<String> purpose,
        List<String> rules,
        List<String> patientIds,
        Optional<String> reason) {

    /** What decided. */
    public enum Basis {
        /** Roles and consent. */
        CONSENT("AuthZ-Consent", "Authorization Decision using Roles and Consent"),
        /** Roles alone. */
        ROLE("AuthZ-Role", "Authorization Decision using only Roles");

        private final String code;
        private final String display;

        Basis(String code, String display) {
            this.code = code;
            this.display = display;
        }

        String code() {
            return code;
        }

        String display() {
            return display;
        }
    }

    public AuthorizationAct {
        Objects.requireNonNull(basis);
        Objects.requireNonNull(clientId);
        Objects.requireNonNull(fhirUser);
        Objects.requireNonNull(tokenId);
        Objects.requireNonNull(purpose);
        rules = List.copyOf(rules);
        patientIds = List.copyOf(patientIds);
        Objects.requireNonNull(reason);
    }

    /** A decision on a request with a token. */
    public static AuthorizationAct onRequest(
            Basis basis, boolean permitted, Caller caller, List<String> rules, List<String> patientIds) {
        return new AuthorizationAct(
                basis,
                permitted,
                Optional.of(caller.clientId()),
                caller.fhirUser(),
                Optional.of(caller.tokenId()),
                caller.mandate().purposeOfUse(),
                rules,
                patientIds,
                Optional.empty());
    }

    /**
     * A person's answer on the consent page.
     *
     * @param scopes that were granted; of a refusal those that were asked for
     */
    public static AuthorizationAct onConsentPage(
            boolean permitted, String clientId, String fhirUser, List<String> scopes, Optional<String> patientId) {
        return new AuthorizationAct(
                Basis.CONSENT,
                permitted,
                Optional.of(clientId),
                Optional.of(fhirUser),
                Optional.empty(),
                Optional.empty(),
                scopes.stream().map(scope -> "scope " + scope).toList(),
                patientId.map(List::of).orElse(List.of()),
                Optional.empty());
    }

    public AuthorizationAct because(String text) {
        return new AuthorizationAct(
                basis, permitted, clientId, fhirUser, tokenId, purpose, rules, patientIds, Optional.of(text));
    }

    @Override
    public String toString() {
        return basis + (permitted ? " permits" : " denies");
    }
}

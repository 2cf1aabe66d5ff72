package io.chartside.server.authz;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.authz.JwtShape.Refused;
import io.chartside.server.tenancy.TenantRole;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import java.text.ParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.stereotype.Component;

/** Verifies the id_token of an exchange against the issuers that the tenant trusts, and finds the Practitioner behind it. */
@Component
final class SubjectTokens {
    private static final Logger LOG = LoggerFactory.getLogger(SubjectTokens.class);
    private static final String PRACTITIONER = "Practitioner/";

    private final CurrentTenant tenant;
    private final SigningKeys ownKeys;
    private final IdTokenRules rules;
    private final OwnRoles ownRoles;
    private final People people;

    SubjectTokens(CurrentTenant tenant, SigningKeys ownKeys, IdTokenRules rules, OwnRoles ownRoles, People people) {
        this.tenant = tenant;
        this.ownKeys = ownKeys;
        this.rules = rules;
        this.ownRoles = ownRoles;
        this.people = people;
    }

    /** @throws OAuth2AuthenticationException invalid_grant; the description says what to do, never what the token says */
    SignedIn practitioner(String idToken) {
        try {
            SignedJWT jwt = IdTokenRules.parse(idToken);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            TrustedIssuer issuer = tenant.settings().trustedIssuers().stream()
                    .filter(trusted -> trusted.issuer().equals(claims.getIssuer()))
                    .findFirst()
                    .orElseThrow(() -> new Refused("its issuer is not trusted here"));
            JwtShape.verify(jwt, key(jwt, issuer));
            checkAudience(claims, issuer);
            rules.checkTimes(claims);
            return linked(claims, issuer);
        } catch (Refused e) {
            LOG.info("Token exchange at {} refused: {}", tenant.id(), e.getMessage());
            throw refused("the subject_token is refused: " + e.getMessage());
        } catch (ParseException e) {
            throw refused("the subject_token is no JWT");
        }
    }

    private JWK key(SignedJWT jwt, TrustedIssuer issuer) throws Refused {
        if (issuer.jwksUri() != null) {
            return rules.key(jwt, issuer.jwksUri());
        }
        if (!issuer.issuer().equals(tenant.issuer())) {
            throw new Refused("its issuer has no jwks-uri in the tenant's file");
        }
        return JwtShape.key(jwt, ownKeys.publicKeys(tenant.id()));
    }

    private static void checkAudience(JWTClaimsSet claims, TrustedIssuer issuer) throws Refused {
        if (claims.getAudience().size() != 1
                || !issuer.clients().contains(claims.getAudience().get(0))) {
            throw new Refused("it was issued to another client");
        }
    }

    /** The tenant's own Practitioners are themselves; of another issuer only those whom the tenant has linked. */
    private SignedIn linked(JWTClaimsSet claims, TrustedIssuer issuer) throws Refused, ParseException {
        String fhirUser = claims.getStringClaim("fhirUser");
        if (fhirUser == null && issuer.subjects().isEmpty()) {
            throw new Refused("it carries no fhirUser");
        }
        String practitioner = issuer.issuer().equals(tenant.issuer())
                ? own(fhirUser)
                : issuer.linked(fhirUser, claims.getSubject()).orElse(null);
        if (practitioner == null || !practitioner.startsWith(PRACTITIONER)) {
            throw new Refused("its user is not linked with a Practitioner of this tenant; the tenant's administrator"
                    + " links users in the tenant's file");
        }
        return new SignedIn(practitioner, rules.signedIn(claims, issuer));
    }

    private String own(String fhirUser) {
        String base = tenant.issuer() + "/";
        if (fhirUser == null) {
            return null;
        }
        String relative = fhirUser.startsWith(base) ? fhirUser.substring(base.length()) : fhirUser;
        TenantSettings settings = tenant.settings();
        return people.find(settings.id(), relative)
                .map(person -> ownRoles.practitioner(settings.id(), relative)
                        .filter(named -> isClinician(person))
                        .orElse(relative))
                .orElse(null);
    }

    /** The Practitioner behind a role has no roles of his own here, and so is a clinician: only who is one already becomes him. */
    private static boolean isClinician(TenantSettings.Person person) {
        return person.roles().isEmpty() || person.roles().contains(TenantRole.CLINICIAN);
    }

    private static OAuth2AuthenticationException refused(String description) {
        return new OAuth2AuthenticationException(new OAuth2Error("invalid_grant", description, null));
    }
}

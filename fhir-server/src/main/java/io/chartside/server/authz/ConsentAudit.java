package io.chartside.server.authz;

import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuthorizationAct;
import io.chartside.server.audit.Origins;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Puts what a person decides on the consent page on record (IHE BALP 1.1, AuthZconsent), with the scopes as they were given,
 * before the app hears of it. An app that asks for no consent has none to record.
 */
@Component
final class ConsentAudit {
    private final AuditTrail audit;
    private final Origins origins;
    private final CurrentTenant tenant;
    private final TenantSql sql;

    ConsentAudit(AuditTrail audit, Origins origins, CurrentTenant tenant, TenantSql sql) {
        this.audit = audit;
        this.origins = origins;
        this.tenant = tenant;
        this.sql = sql;
    }

    void given(HttpServletRequest request, OAuth2AuthorizationCodeRequestAuthenticationToken granted) {
        if (!isOfThePage(request)) {
            return;
        }
        record(
                request,
                granted,
                true,
                patient(TokenHash.of(granted.getAuthorizationCode().getTokenValue())));
    }

    void refused(HttpServletRequest request, OAuth2AuthorizationCodeRequestAuthenticationToken asked) {
        if (isOfThePage(request)) {
            record(request, asked, false, Optional.empty());
        }
    }

    /** Whose chart the launch opened. Plan: oauth_token_pkey, oauth_authorization_pkey. */
    private Optional<String> patient(TokenHash code) {
        TenantId id = tenant.id();
        return sql.in(
                id,
                client -> client.sql("""
                        select a.patient from oauth_token t
                        join oauth_authorization a on a.tenant = t.tenant and a.id = t.authorization_id
                        where t.tenant = ? and t.hash = ? and a.patient is not null
                        """)
                        .params(id.value(), code.bytes())
                        .query(String.class)
                        .optional());
    }

    private static boolean isOfThePage(HttpServletRequest request) {
        return request.getMethod().equals("POST") && request.getParameter(OAuth2ParameterNames.RESPONSE_TYPE) == null;
    }

    private void record(
            HttpServletRequest request,
            OAuth2AuthorizationCodeRequestAuthenticationToken decided,
            boolean permitted,
            Optional<String> patient) {
        SignedIn person = (SignedIn) decided.getPrincipal();
        TenantId id = tenant.id();
        List<String> scopes = decided.getScopes().stream().sorted().toList();
        audit.record(
                id,
                origins.of(request, id),
                AuthorizationAct.onConsentPage(permitted, decided.getClientId(), person.fhirUser(), scopes, patient));
    }
}

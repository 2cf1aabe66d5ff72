package io.chartside.server.authz;

import com.nimbusds.jwt.JWTParser;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.audit.SignInAct;
import io.chartside.server.store.JoinedAudit;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Puts what happens at the token endpoints on record: issue, refusal, revocation (MA9). No secret of a request goes along. */
@Component
final class TokenAudit {
    /** Parameters that are no secret. */
    private static final List<String> TOLD =
            List.of("grant_type", "response_type", "scope", "redirect_uri", "subject_token_type");

    private static final int LONGEST = 600;

    private final AuditTrail audit;
    private final JoinedAudit joined;
    private final Origins origins;
    private final Tenants tenants;
    private final ClientRegistry clients;

    TokenAudit(AuditTrail audit, JoinedAudit joined, Origins origins, Tenants tenants, ClientRegistry clients) {
        this.audit = audit;
        this.joined = joined;
        this.origins = origins;
        this.tenants = tenants;
        this.clients = clients;
    }

    /** Written in the transaction that makes the token: there is no token without its record, nor the other way round. */
    void issued(TenantId tenant, String clientId, Optional<String> fhirUser, TokenHash token) {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current)) {
            throw new IllegalStateException("tokens are issued to requests");
        }
        HttpServletRequest request = current.getRequest();
        SignInAct act = new SignInAct(
                SignInAct.Kind.TOKEN,
                200,
                Optional.of(clientId),
                fhirUser,
                Optional.of(token.shortName()),
                Optional.of(told(request)));
        joined.append(tenant, audit.rows(origins.of(request, tenant), act));
    }

    void refused(HttpServletRequest request, int status) {
        record(request, SignInAct.Kind.TOKEN, status, named(request), Optional.empty(), Optional.empty());
    }

    /** An authorization request that was not granted. */
    void notAuthorized(HttpServletRequest request) {
        record(request, SignInAct.Kind.AUTHORIZATION, 400, named(request), Optional.empty(), Optional.empty());
    }

    /** @param clientId who asked; empty when it could not prove who it is */
    void introspected(HttpServletRequest request, int status, Optional<String> clientId) {
        Optional<String> token = Optional.ofNullable(request.getParameter("token"))
                .map(value -> TokenHash.of(value).shortName());
        record(
                request,
                SignInAct.Kind.INTROSPECTION,
                status,
                clientId.or(() -> named(request)),
                Optional.empty(),
                token);
    }

    /** @param token whether it was a token of ours at all, nobody is told */
    void revoked(HttpServletRequest request, String clientId, TokenHash token) {
        record(
                request,
                SignInAct.Kind.TOKEN_REVOKED,
                200,
                Optional.of(clientId),
                Optional.empty(),
                Optional.of(token.shortName()));
    }

    private void record(
            HttpServletRequest request,
            SignInAct.Kind kind,
            int status,
            Optional<String> clientId,
            Optional<String> fhirUser,
            Optional<String> tokenId) {
        tenants.find(OAuthPath.tenant(request))
                .ifPresent(tenant -> audit.record(
                        tenant.id(),
                        origins.of(request, tenant.id()),
                        new SignInAct(kind, status, clientId, fhirUser, tokenId, Optional.of(told(request)))));
    }

    private static String told(HttpServletRequest request) {
        StringBuilder text = new StringBuilder(request.getMethod()).append(' ').append(request.getRequestURI());
        for (String name : TOLD) {
            String value = request.getParameter(name);
            if (value != null) {
                text.append('\n').append(name).append('=').append(value.replaceAll("[^ -~]", "?"));
            }
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text.toString();
    }

    /** The client a refused request names, proven or not, if there is such a client. */
    private Optional<String> named(HttpServletRequest request) {
        Optional<TenantSettings> tenant = tenants.find(OAuthPath.tenant(request));
        return Optional.ofNullable(request.getParameter("client_id"))
                .or(() -> Optional.ofNullable(request.getParameter("client_assertion"))
                        .flatMap(TokenAudit::subject))
                .or(() ->
                        Optional.ofNullable(request.getHeader("Authorization")).flatMap(TokenAudit::basicUser))
                .filter(id -> tenant.flatMap(of -> clients.client(of, id)).isPresent());
    }

    private static Optional<String> subject(String assertion) {
        try {
            return Optional.ofNullable(
                    JWTParser.parse(assertion).getJWTClaimsSet().getSubject());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> basicUser(String header) {
        if (!header.regionMatches(true, 0, "Basic ", 0, "Basic ".length())) {
            return Optional.empty();
        }
        try {
            String pair = new String(
                    Base64.getDecoder()
                            .decode(header.substring("Basic ".length()).trim()),
                    StandardCharsets.UTF_8);
            return Optional.of(pair.substring(0, Math.max(0, pair.indexOf(':'))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

package io.chartside.server.authz;

import io.chartside.server.authz.JwtShape.Refused;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A DPoP proof at the token endpoint (RFC 9449, section 5), checked before anything else of the request. Spring's own check
 * does not see the header: it takes the server's name from the request, and remembers a jti in one process only.
 */
final class DpopTokenFilter extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(DpopTokenFilter.class);

    private final Tenants tenants;
    private final ServerSettings settings;
    private final DpopProofs proofs;
    private final OAuthErrors errors;

    DpopTokenFilter(Tenants tenants, ServerSettings settings, DpopProofs proofs, OAuthErrors errors) {
        this.tenants = tenants;
        this.settings = settings;
        this.proofs = proofs;
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!OAuthPath.endpoint(request).equals("token") || !DpopProofs.isIn(request)) {
            chain.doFilter(request, response);
            return;
        }
        TenantSettings of = tenants.find(OAuthPath.tenant(request)).orElseThrow();
        TenantId tenant = of.id();
        proofs.giveNonce(of, response);
        try {
            DpopProofs.Proof proof = proofs.ofTokenRequest(of, request, settings.fhirBase(tenant) + "/oauth/token");
            proofs.use(tenant, proof);
            ProvenKey.keep(request, proof.jkt());
        } catch (Refused e) {
            LOG.info("DPoP proof at {} refused: {}", tenant, e.getMessage());
            String code = e instanceof DpopProofs.NonceNeeded ? DpopProofs.NonceNeeded.CODE : ProvenKey.INVALID;
            errors.onAuthenticationFailure(
                    request, response, new OAuth2AuthenticationException(new OAuth2Error(code, e.getMessage(), null)));
            return;
        }
        chain.doFilter(new WithoutProof(request), response);
    }

    private static final class WithoutProof extends HttpServletRequestWrapper {
        WithoutProof(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getHeader(String name) {
            return DpopProofs.HEADER.equalsIgnoreCase(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return DpopProofs.HEADER.equalsIgnoreCase(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }
    }
}

package io.chartside.server.authz;

import io.chartside.server.access.Caller;
import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.authz.JwtShape.Refused;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nothing below a tenant's FHIR base be answered without a token but what clients need before they have one:
 * {@code metadata}, discovery and the OAuth endpoints. The token comes in the Authorization header (RFC 6750, section 2.1)
 * and nowhere else: in a URL it would stand in logs. A token that is bound to a key comes with a proof of that key (RFC 9449,
 * section 7), and counts for nothing as a bearer token.
 */
final class BearerTokenFilter extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(BearerTokenFilter.class);
    private static final String BASE = "/fhir/";
    private static final String BEARER = "Bearer ";
    private static final String DPOP = "DPoP ";
    private static final String DPOP_CHALLENGE = "DPoP algs=\"" + String.join(" ", Advertised.DPOP_ALGORITHMS) + "\"";
    /** What the token of a guest of a sealed visit begins with; it is good for that visit alone. */
    private static final String GUEST = "guest-";

    private static final Pattern SEALED = Pattern.compile("sealed/sealed-[a-z0-9-]{1,57}/(acknowledge|say|messages)");

    private static final int LONGEST_TOKEN = 512;

    private final Tenants tenants;
    private final ServerSettings settings;
    private final AccessTokens tokens;
    private final DpopProofs proofs;
    private final AuditTrail audit;
    private final Origins origins;

    BearerTokenFilter(
            Tenants tenants,
            ServerSettings settings,
            AccessTokens tokens,
            DpopProofs proofs,
            AuditTrail audit,
            Origins origins) {
        this.tenants = tenants;
        this.settings = settings;
        this.tokens = tokens;
        this.proofs = proofs;
        this.audit = audit;
        this.origins = origins;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        if (!path.startsWith(BASE)) {
            chain.doFilter(request, response);
            return;
        }
        int slash = path.indexOf('/', BASE.length());
        String name = slash < 0 ? path.substring(BASE.length()) : path.substring(BASE.length(), slash);
        Optional<TenantSettings> tenant = tenants.find(name);
        if (tenant.isEmpty()) {
            outcome(response, 404, "not-found", "There is no such tenant.");
            return;
        }
        String rest = slash < 0 ? "" : path.substring(slash + 1);
        if (isOpen(request.getMethod(), rest) || isAudio(request, rest) || isSealed(request, rest)) {
            chain.doFilter(request, response);
            return;
        }
        TenantId id = tenant.get().id();
        Presented presented = presented(request);
        if (presented.scheme() == Scheme.DPOP) {
            proofs.giveNonce(tenant.get(), response);
        }
        String refusal = "The access token is unknown, expired or revoked, or needs a DPoP proof of its key.";
        String error = "invalid_token";
        try {
            Optional<Caller> caller = caller(request, tenant.get(), presented);
            if (caller.isPresent()) {
                request.setAttribute(Caller.REQUEST_ATTRIBUTE, caller.get());
                chain.doFilter(request, response);
                return;
            }
        } catch (Refused e) {
            refusal = "The DPoP proof is refused: " + e.getMessage() + ".";
            error = e instanceof DpopProofs.NonceNeeded ? DpopProofs.NonceNeeded.CODE : ProvenKey.INVALID;
        }
        audit.refused(id, Optional.empty(), origins.of(request, id), act(request.getMethod()), 401);
        unauthorized(response, name, presented, error, refusal);
    }

    /** @throws Refused when a DPoP proof is wrong or was used before */
    private Optional<Caller> caller(HttpServletRequest request, TenantSettings of, Presented presented) throws Refused {
        TenantId tenant = of.id();
        if (presented.scheme() != Scheme.DPOP) {
            return presented.token().isEmpty()
                    ? Optional.empty()
                    : tokens.caller(tenant, presented.token(), Optional.empty());
        }
        DpopProofs.Proof proof = proofs.ofResourceRequest(
                of, request, settings.serverUrl() + request.getRequestURI(), presented.token());
        Optional<Caller> caller = tokens.caller(tenant, presented.token(), Optional.of(proof.jkt()));
        if (caller.isPresent()) {
            proofs.use(tenant, proof);
            request.setAttribute(TokenCallers.PROVEN_KEY, proof.jkt());
        }
        return caller;
    }

    /** RFC 6750, section 3; RFC 9449, section 7.1: both schemes are told to who has not chosen DPoP. */
    private static void unauthorized(
            HttpServletResponse response, String tenant, Presented presented, String error, String refusal)
            throws IOException {
        String realm = "Bearer realm=\"" + tenant + "\"";
        switch (presented.scheme()) {
            case NONE -> response.addHeader("WWW-Authenticate", realm);
            case BEARER -> response.addHeader("WWW-Authenticate", realm + ", error=\"invalid_token\"");
            case DPOP -> response.addHeader("WWW-Authenticate", DPOP_CHALLENGE + ", error=\"" + error + "\"");
        }
        if (presented.scheme() != Scheme.DPOP) {
            response.addHeader("WWW-Authenticate", DPOP_CHALLENGE);
        }
        outcome(
                response,
                401,
                "login",
                presented.scheme() == Scheme.NONE
                        ? "An access token is needed: Authorization: Bearer <token>."
                        : refusal);
    }

    /** A browser's socket has no Authorization header: its first message carries the token (docs/speech.md). */
    private static boolean isAudio(HttpServletRequest request, String rest) {
        return request.getMethod().equals("GET")
                && rest.startsWith("audio/")
                && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    /** Who has an invite or the token that it gave him has no account: the sealed visit itself asks for it. */
    private static boolean isSealed(HttpServletRequest request, String rest) {
        return request.getMethod().equals("POST")
                && (rest.equals("sealed/redeem")
                        || SEALED.matcher(rest).matches()
                                && presented(request).token().startsWith(GUEST));
    }

    private static boolean isOpen(String method, String rest) {
        boolean preflight = method.equals("OPTIONS") && rest.equals("metadata");
        return rest.startsWith("oauth/")
                || preflight
                || (method.equals("GET") || method.equals("HEAD"))
                        && (rest.equals("metadata")
                                || SmartStyles.isStyle(rest)
                                || rest.equals(".well-known/smart-configuration")
                                || rest.equals(".well-known/openid-configuration"));
    }

    /** The nearest act: what exactly was wanted is not looked into for somebody unknown. */
    private static Act act(String method) {
        return switch (method) {
            case "POST" -> Act.CREATE;
            case "PUT" -> Act.UPDATE;
            case "PATCH" -> Act.PATCH;
            case "DELETE" -> Act.DELETE;
            default -> Act.READ;
        };
    }

    private enum Scheme {
        NONE,
        BEARER,
        DPOP
    }

    /** @param token empty when the header is none that we understand */
    private record Presented(Scheme scheme, String token) {
        @Override
        public String toString() {
            return scheme.name();
        }
    }

    private static Presented presented(HttpServletRequest request) {
        Enumeration<String> headers = request.getHeaders("Authorization");
        if (headers == null || !headers.hasMoreElements()) {
            return new Presented(Scheme.NONE, "");
        }
        String header = headers.nextElement();
        if (headers.hasMoreElements() || header.length() > LONGEST_TOKEN) {
            return new Presented(Scheme.BEARER, "");
        }
        if (header.regionMatches(true, 0, DPOP, 0, DPOP.length())) {
            return new Presented(Scheme.DPOP, header.substring(DPOP.length()).trim());
        }
        return new Presented(
                Scheme.BEARER,
                header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        ? header.substring(BEARER.length()).trim()
                        : "");
    }

    private static void outcome(HttpServletResponse response, int status, String code, String text) throws IOException {
        byte[] body = Json.write(Map.of(
                        "resourceType",
                        "OperationOutcome",
                        "issue",
                        List.of(Map.of("severity", "error", "code", code, "diagnostics", text))))
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/fhir+json;charset=UTF-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}

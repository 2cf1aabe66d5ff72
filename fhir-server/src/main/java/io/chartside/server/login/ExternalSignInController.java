package io.chartside.server.login;

import io.chartside.server.audit.Origins;
import io.chartside.server.authz.Pages;
import io.chartside.server.authz.SameOrigin;
import io.chartside.server.login.ExternalSignInFailed.Reason;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.SignInPolicy.Method;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Sign-in through another issuer (OpenID Connect Core 1.0, section 3.1; MH24): a form of ours leads there, the issuer's answer
 * leads back here. What fails is told in our words, with a number under which the log says more.
 */
@Controller
class ExternalSignInController {
    private static final String METHOD = "oidc";

    private static final Logger LOG = LoggerFactory.getLogger(ExternalSignInController.class);
    private static final String PATH = "/fhir/{tenant}/oauth/sign-in/oidc";

    private final Tenants tenants;
    private final ServerSettings settings;
    private final SignInFlow flow;
    private final ExternalSignIns external;
    private final Origins origins;
    private final Pages pages;

    ExternalSignInController(
            Tenants tenants,
            ServerSettings settings,
            SignInFlow flow,
            ExternalSignIns external,
            Origins origins,
            Pages pages) {
        this.tenants = tenants;
        this.settings = settings;
        this.flow = flow;
        this.external = external;
        this.origins = origins;
        this.pages = pages;
    }

    /**
     * Leads to the issuer by a page and not by a redirect: browsers check every redirect that follows a form against
     * {@code form-action}, and where an issuer redirects to is its own affair.
     */
    @PostMapping(PATH)
    void begin(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Optional<TrustedIssuer> issuer = issuer(of, SignInController.parameter(request, "issuer"));
        if (!SameOrigin.isCertain(request) || issuer.isEmpty()) {
            flow.refused(of.id(), 403, METHOD, Optional.empty(), Lockout.Attempt.ALLOWED, request);
            pages.error(request, response, "This sign-in cannot be accepted.");
            return;
        }
        try {
            String address = external.begin(of, issuer.get(), redirectUri(of), request, response);
            Map<String, Object> model = Map.of(
                    "label",
                    issuer.get().signIn().orElseThrow().label(),
                    "address",
                    address,
                    "refresh",
                    "0; url=" + address);
            pages.render(request, response, 200, "login/external", model, List.of());
        } catch (ExternalSignInFailed e) {
            refuse(of, e, Lockout.Attempt.ALLOWED, request, response);
        }
    }

    @GetMapping(PATH)
    void answer(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Lockout.Attempt attempt = flow.attempt(of.id(), request);
        try {
            if (attempt == Lockout.Attempt.CLOSED) {
                throw new ExternalSignInFailed(Reason.TOO_MANY, "too many attempts from this address");
            }
            ExternalSignIns.Proved proved = external.prove(of, redirectUri(of), request, response);
            flow.takeBack(of.id(), request);
            flow.proved(of, proved.hasSecond(), proved.user(), false, proved.continuation(), request, response);
        } catch (ExternalSignInFailed e) {
            if (e.reason() == Reason.UNAVAILABLE) {
                // An issuer that is down must not close the other ways in to everybody behind one address.
                flow.takeBack(of.id(), request);
                refuse(of, e, Lockout.Attempt.ALLOWED, request, response);
            } else {
                refuse(of, e, attempt, request, response);
            }
        }
    }

    private void refuse(
            TenantSettings of,
            ExternalSignInFailed failed,
            Lockout.Attempt attempt,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Reason reason = failed.reason();
        String number = origins.requestId(request);
        LOG.info("Sign-in through another issuer at {} failed, {}: {}", of.id(), number, failed.getMessage());
        flow.refused(of.id(), reason.status(), METHOD, failed.fhirUser(), attempt, request);
        pages.render(
                request,
                response,
                reason.status(),
                "login/external-failed",
                Map.of(
                        "tenant",
                        of.name(),
                        "reason",
                        reason.text(),
                        "number",
                        number,
                        "again",
                        "/fhir/" + of.id() + "/oauth/sign-in-password"),
                List.of());
    }

    /** The buttons of a tenant's sign-in page: {@code issuer} and {@code label} of each. */
    static List<Map<String, String>> buttons(TenantSettings of) {
        return issuers(of).stream()
                .map(issuer -> Map.of(
                        "issuer",
                        issuer.issuer(),
                        "label",
                        issuer.signIn().orElseThrow().label()))
                .toList();
    }

    private static List<TrustedIssuer> issuers(TenantSettings of) {
        return of.signIn().allows(Method.OIDC)
                ? of.trustedIssuers().stream()
                        .filter(issuer -> issuer.signIn().isPresent())
                        .toList()
                : List.of();
    }

    static Optional<TrustedIssuer> issuer(TenantSettings of, String name) {
        return issuers(of).stream()
                .filter(issuer -> issuer.issuer().equals(name))
                .findFirst();
    }

    private String redirectUri(TenantSettings of) {
        return settings.fhirBase(of.id()) + "/oauth/sign-in/oidc";
    }
}

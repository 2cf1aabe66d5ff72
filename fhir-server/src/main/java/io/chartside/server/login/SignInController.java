package io.chartside.server.login;

import io.chartside.server.authz.Amr;
import io.chartside.server.authz.FormTargets;
import io.chartside.server.authz.Pages;
import io.chartside.server.authz.Prompt;
import io.chartside.server.authz.SameOrigin;
import io.chartside.server.authz.SignIns;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.SignInPolicy.Method;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Where a person says who he is before an app is authorized. The demo tenant, and only with {@code chartside.demo}, lets its
 * invented people in without proof; everybody else has an account and proves it: there are no default credentials.
 */
@Controller
class SignInController {
    private final Tenants tenants;
    private final ServerSettings settings;
    private final SignIns signIns;
    private final SignInFlow flow;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Passkeys passkeys;
    private final Challenges challenges;
    private final Remembered remembered;
    private final FormTargets targets;
    private final Pages pages;

    SignInController(
            Tenants tenants,
            ServerSettings settings,
            SignIns signIns,
            SignInFlow flow,
            Accounts accounts,
            Passwords passwords,
            Passkeys passkeys,
            Challenges challenges,
            Remembered remembered,
            FormTargets targets,
            Pages pages) {
        this.tenants = tenants;
        this.settings = settings;
        this.signIns = signIns;
        this.flow = flow;
        this.accounts = accounts;
        this.passwords = passwords;
        this.passkeys = passkeys;
        this.challenges = challenges;
        this.remembered = remembered;
        this.targets = targets;
        this.pages = pages;
    }

    @GetMapping("/fhir/{tenant}/oauth/sign-in")
    void page(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        if (!letsInWithoutProof(of)) {
            passwordPage(of, false, request, response);
            return;
        }
        String query = SignInFlow.asQuery(SignInFlow.continuation(request));
        pages.render(
                request,
                response,
                200,
                "authz/sign-in",
                Map.of(
                        "tenant",
                        of.name(),
                        "people",
                        of.people(),
                        "action",
                        request.getRequestURI() + query,
                        "account",
                        "sign-in-password" + query),
                targets.of(of, request));
    }

    @PostMapping("/fhir/{tenant}/oauth/sign-in")
    void signIn(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        String person = request.getParameter("person");
        if (!letsInWithoutProof(of)
                || !SameOrigin.isCertain(request)
                || person == null
                || of.person(person).isEmpty()) {
            signIns.refused(of.id(), "chosen-name", request);
            pages.error(request, response, "This sign-in cannot be accepted.");
            return;
        }
        signIns.begin(of.id(), person, request, response);
        // Always back to the same tenant's authorization endpoint: no address of the request's choosing.
        response.sendRedirect("/fhir/" + of.id() + "/oauth/authorize"
                + SignInFlow.asQuery(request.getQueryString() == null ? "" : request.getQueryString()));
    }

    @GetMapping("/fhir/{tenant}/oauth/sign-in-password")
    void passwordPage(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        passwordPage(tenants.find(tenant).orElseThrow(), false, request, response);
    }

    /** The answer to a wrong password is that to an unknown name and to a closed door, in words and in work. */
    @PostMapping("/fhir/{tenant}/oauth/sign-in-password")
    void password(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        if (!SameOrigin.isCertain(request) || !of.signIn().allows(Method.PASSWORD)) {
            signIns.refused(of.id(), "password", request);
            pages.error(request, response, "This sign-in cannot be accepted.");
            return;
        }
        String email = parameter(request, "email");
        byte[] hash = accounts.emailHash(of.id(), email);
        Lockout.Attempt attempt = flow.attempt(of.id(), hash, request);
        Optional<Account> account = accounts.byEmail(of.id(), email);
        boolean right = passwords.matches(parameter(request, "password"), account.flatMap(Account::password));
        if (!right || attempt == Lockout.Attempt.CLOSED || !account.get().enabled()) {
            flow.failed(of.id(), "password", account.map(Account::fhirUser), attempt, request);
            passwordPage(of, true, request, response);
            return;
        }
        flow.succeeded(of.id(), hash, request);
        flow.proved(
                of,
                account.get(),
                Amr.of(Amr.PASSWORD),
                request.getParameter("remember") != null,
                SignInFlow.continuation(request),
                request,
                response);
    }

    /** A browser that is remembered signs in by a form of ours: another site's page never makes it send that cookie. */
    @PostMapping("/fhir/{tenant}/oauth/sign-in-remembered")
    void remembered(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        if (!SameOrigin.isCertain(request) || of.signIn().rememberMe().isZero()) {
            signIns.refused(of.id(), "remembered-browser", request);
            pages.error(request, response, "This sign-in cannot be accepted.");
            return;
        }
        Remembered.Use use = remembered.use(of.id(), request, response);
        if (use instanceof Remembered.Use.SignIn known
                && accounts.byUser(of.id(), known.user().fhirUser())
                        .filter(Account::enabled)
                        .isPresent()) {
            signIns.begin(of.id(), known.user(), request, response);
            response.sendRedirect(SignInFlow.onwards(of.id(), SignInFlow.continuation(request)));
            return;
        }
        if (use instanceof Remembered.Use.Stolen stolen) {
            flow.stolen(of.id(), stolen.fhirUser(), request);
        }
        signIns.refused(of.id(), "remembered-browser", request);
        passwordPage(of, false, request, response);
    }

    /** Ends the session of this browser; the tokens of apps are theirs to give back. */
    @PostMapping("/fhir/{tenant}/oauth/sign-out")
    void signOut(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        if (!SameOrigin.isCertain(request)) {
            pages.error(request, response, "This sign-out cannot be accepted.");
            return;
        }
        signIns.end(of.id(), request);
        remembered.end(of.id(), request, response);
        pages.render(request, response, 200, "authz/signed-out", Map.of("tenant", of.name()), List.of());
    }

    private void passwordPage(
            TenantSettings of, boolean failed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String query = SignInFlow.asQuery(SignInFlow.continuation(request));
        Map<String, Object> model = new HashMap<>();
        model.put("tenant", of.name());
        model.put("failed", failed);
        model.put("password", of.signIn().allows(Method.PASSWORD));
        model.put("link", of.signIn().allows(Method.MAGIC_LINK));
        model.put("remember", !of.signIn().rememberMe().isZero());
        model.put("rememberDays", Math.max(1, of.signIn().rememberMe().toDays()));
        model.put("remembered", mayGoOn(of, request));
        model.put("issuers", ExternalSignInController.buttons(of));
        model.put("base", "/fhir/" + of.id() + "/oauth");
        model.put("query", query);
        if (of.signIn().allows(Method.PASSKEY)) {
            model.put("challenge", challenges.issue(of.id(), Challenges.Purpose.SIGN_IN, ""));
            model.put("relyingParty", passkeys.relyingParty());
        }
        pages.render(request, response, failed ? 403 : 200, "login/sign-in", model, targets.of(of, request));
    }

    /** An app that wants a fresh sign-in is not served by one that is remembered. */
    private boolean mayGoOn(TenantSettings of, HttpServletRequest request) {
        return !of.signIn().rememberMe().isZero()
                && request.getParameter("max_age") == null
                && !Prompt.wantsSignIn(request.getParameter("prompt"))
                && remembered.isLikely(of.id(), request);
    }

    private boolean letsInWithoutProof(TenantSettings tenant) {
        return settings.demo() && tenant.demo();
    }

    static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }
}

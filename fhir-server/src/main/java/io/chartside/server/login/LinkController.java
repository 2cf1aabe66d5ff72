package io.chartside.server.login;

import io.chartside.server.authz.Amr;
import io.chartside.server.authz.FormTargets;
import io.chartside.server.authz.Pages;
import io.chartside.server.authz.SameOrigin;
import io.chartside.server.authz.SignIns;
import io.chartside.server.authz.TokenHash;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.SignInPolicy.Method;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.util.UriComponentsBuilder;

/** Links that sign in (MM11): asking for one, and the page that one leads to, whose button alone uses it up. */
@Controller
class LinkController {
    private static final String PATH = "/fhir/{tenant}/oauth/sign-in-link";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Tenants tenants;
    private final ServerSettings settings;
    private final SignIns signIns;
    private final SignInFlow flow;
    private final Accounts accounts;
    private final Links links;
    private final LinkMail mail;
    private final Lockout lockout;
    private final Cookies cookies;
    private final FormTargets targets;
    private final Pages pages;

    LinkController(
            Tenants tenants,
            ServerSettings settings,
            SignIns signIns,
            SignInFlow flow,
            Accounts accounts,
            Links links,
            LinkMail mail,
            Lockout lockout,
            Cookies cookies,
            FormTargets targets,
            Pages pages) {
        this.tenants = tenants;
        this.settings = settings;
        this.signIns = signIns;
        this.flow = flow;
        this.accounts = accounts;
        this.links = links;
        this.mail = mail;
        this.lockout = lockout;
        this.cookies = cookies;
        this.targets = targets;
        this.pages = pages;
    }

    @GetMapping(PATH)
    void page(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        String link = request.getParameter("link");
        if (link != null) {
            usePage(of, link, false, request, response);
            return;
        }
        pages.render(
                request,
                response,
                200,
                "login/link",
                Map.of(
                        "tenant", of.name(),
                        "mail", mail.isPossible() && of.signIn().allows(Method.MAGIC_LINK),
                        "query", SignInFlow.asQuery(SignInFlow.continuation(request))),
                targets.of(of, request));
    }

    @PostMapping(PATH)
    void post(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        if (!SameOrigin.isCertain(request)) {
            signIns.refused(of.id(), "magic-link", request);
            pages.error(request, response, "This sign-in cannot be accepted.");
            return;
        }
        String link = request.getParameter("link");
        if (link != null) {
            use(of, link, request, response);
        } else if (mail.isPossible() && of.signIn().allows(Method.MAGIC_LINK)) {
            ask(of, request, response);
        } else {
            pages.error(request, response, "No links are sent here.");
        }
    }

    /** The same rows, the same page for everybody; only the mail differs, which is sent beside the request. */
    private void ask(TenantSettings of, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String email = SignInController.parameter(request, "email");
        Optional<Account> account = accounts.byEmail(of.id(), email).filter(Account::enabled);
        Lockout.Attempt byAddress = lockout.attempt(of.id(), Lockout.Kind.ADDRESS, SignInFlow.address(request));
        Lockout.Attempt byName = lockout.attempt(of.id(), Lockout.Kind.LINK, accounts.emailHash(of.id(), email));
        boolean sent = byAddress != Lockout.Attempt.CLOSED && byName != Lockout.Attempt.CLOSED;
        String browser = TokenHash.newSecret();
        String code = "%06d".formatted(RANDOM.nextInt(1_000_000));
        String secret = links.issue(
                of.id(),
                account.filter(known -> sent).map(Account::fhirUser).orElse(""),
                browser,
                code,
                SignInFlow.continuation(request));
        if (sent) {
            account.ifPresent(known -> mail.send(known.email(), of.name(), address(settings, of, secret)));
        }
        cookies.set(Cookies.Kind.LINK, of.id(), browser, Links.LIFETIME, response);
        pages.render(request, response, 200, "login/link-sent", Map.of("tenant", of.name(), "code", code), List.of());
    }

    static String address(ServerSettings settings, TenantSettings of, String secret) {
        return settings.fhirBase(of.id()) + "/oauth/sign-in-link?link=" + secret;
    }

    private void use(TenantSettings of, String link, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String code = SignInController.parameter(request, "code").strip();
        Optional<Links.Used> used = links.use(of.id(), link, cookies.hash(Cookies.Kind.LINK, of.id(), request), code);
        Optional<Account> account = used.flatMap(right -> accounts.byUser(of.id(), right.fhirUser()))
                .filter(Account::enabled);
        if (account.isEmpty()) {
            flow.failed(of.id(), "magic-link", Optional.empty(), Lockout.Attempt.ALLOWED, request);
            usePage(of, link, true, request, response);
            return;
        }
        cookies.clear(Cookies.Kind.LINK, of.id(), response);
        lockout.succeeded(
                of.id(),
                Lockout.Kind.LINK,
                accounts.emailHash(of.id(), account.get().email()));
        flow.proved(of, account.get(), Amr.of(Amr.LINK), false, used.get().continuation(), request, response);
    }

    private void usePage(
            TenantSettings of, String link, boolean failed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Map<String, Object> model = new HashMap<>();
        model.put("tenant", of.name());
        model.put("link", link);
        model.put("failed", failed);
        Links.Opened opened = links.opened(of.id(), link, cookies.hash(Cookies.Kind.LINK, of.id(), request));
        model.put("needsCode", opened.needsCode());
        String app = UriComponentsBuilder.newInstance()
                .query(opened.continuation())
                .build()
                .getQueryParams()
                .getFirst("client_id");
        pages.render(
                request, response, failed ? 403 : 200, "login/link-use", model, targets.of(of, String.valueOf(app)));
    }
}

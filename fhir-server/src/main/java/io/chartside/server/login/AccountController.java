package io.chartside.server.login;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Scopes;
import io.chartside.server.audit.AdminAct;
import io.chartside.server.audit.Origins;
import io.chartside.server.authz.AllowedApps;
import io.chartside.server.authz.Amr;
import io.chartside.server.authz.Pages;
import io.chartside.server.authz.SameOrigin;
import io.chartside.server.authz.SignIns;
import io.chartside.server.authz.SignedIn;
import io.chartside.server.tenancy.SignInPolicy.Method;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** A person's own page: password, recovery codes, passkeys and the apps let in. Whoever signed in long ago signs in again first (ASVS 5.0, 7.5.1). */
@Controller
class AccountController {
    private static final String PATH = "/fhir/{tenant}/oauth/sign-in-account";
    private static final Duration RECENT = Duration.ofMinutes(15);

    private final Tenants tenants;
    private final SignIns signIns;
    private final SignInFlow flow;
    private final Accounts accounts;
    private final AccountChanges changes;
    private final Passwords passwords;
    private final Passkeys passkeys;
    private final OwnPasskeys ownPasskeys;
    private final Challenges challenges;
    private final AllowedApps apps;
    private final Origins origins;
    private final Pages pages;
    private final Clock clock;

    AccountController(
            Tenants tenants,
            SignIns signIns,
            SignInFlow flow,
            Accounts accounts,
            AccountChanges changes,
            Passwords passwords,
            Passkeys passkeys,
            OwnPasskeys ownPasskeys,
            Challenges challenges,
            AllowedApps apps,
            Origins origins,
            Pages pages,
            Clock clock) {
        this.tenants = tenants;
        this.signIns = signIns;
        this.flow = flow;
        this.accounts = accounts;
        this.changes = changes;
        this.passwords = passwords;
        this.passkeys = passkeys;
        this.ownPasskeys = ownPasskeys;
        this.challenges = challenges;
        this.apps = apps;
        this.origins = origins;
        this.pages = pages;
        this.clock = clock;
    }

    /** Somebody on his own page. */
    private record Owner(TenantSettings of, SignedIn user, Account account) {
        /** A link by mail or by an administrator is how a forgotten password is replaced. */
        boolean provesOldPassword() {
            return account.password().isPresent() && !user.amr().values().contains(Amr.LINK);
        }
    }

    /** Who signed in a short while ago with this browser. */
    Optional<SignedIn> recent(TenantSettings of, HttpServletRequest request) {
        return signIns.find(of.id(), request)
                .filter(user -> user.authTime().plus(RECENT).isAfter(clock.instant()));
    }

    private Optional<Owner> owner(String tenant, HttpServletRequest request) {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        return recent(of, request)
                .flatMap(user -> accounts.byUser(of.id(), user.fhirUser())
                        .filter(Account::enabled)
                        .map(account -> new Owner(of, user, account)));
    }

    @GetMapping(PATH)
    void page(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<Owner> owner = owner(tenant, request);
        if (owner.isEmpty()) {
            response.sendRedirect("/fhir/" + tenant + "/oauth/sign-in-password");
        } else {
            page(owner.get(), Map.of(), request, response);
        }
    }

    @PostMapping(PATH)
    void change(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<Owner> owner = owner(tenant, request);
        if (owner.isEmpty() || !SameOrigin.isCertain(request)) {
            pages.error(request, response, "This change cannot be accepted. Sign in again.");
            return;
        }
        switch (SignInController.parameter(request, "do")) {
            case "password" -> password(owner.get(), request, response);
            case "recovery" -> recovery(owner.get(), request, response);
            case "end-app" -> endApp(owner.get(), request, response);
            default -> pages.error(request, response, "There is no such change.");
        }
    }

    private void password(Owner owner, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TenantId tenant = owner.of().id();
        byte[] hash = accounts.emailHash(tenant, owner.account().email());
        if (owner.provesOldPassword()) {
            Lockout.Attempt attempt = flow.attempt(tenant, hash, request);
            boolean right = passwords.matches(
                    SignInController.parameter(request, "old"), owner.account().password());
            if (!right || attempt == Lockout.Attempt.CLOSED) {
                flow.failed(tenant, "password", Optional.of(owner.account().fhirUser()), attempt, request);
                page(owner, Map.of("error", "The password until now is not right."), request, response);
                return;
            }
            flow.succeeded(tenant, hash, request);
        }
        String wanted = SignInController.parameter(request, "new");
        Optional<String> weakness = passwords.weakness(
                wanted,
                owner.of().signIn().passwordLength(),
                List.of(
                        owner.account().name(),
                        owner.account().email(),
                        owner.of().name()));
        if (!owner.of().signIn().allows(Method.PASSWORD) || weakness.isPresent()) {
            page(owner, Map.of("error", weakness.orElse("Nobody has a password here.")), request, response);
            return;
        }
        changes.setPassword(tenant, owner.account().fhirUser(), passwords.encode(wanted), by(owner, request));
        signIns.begin(tenant, owner.user(), request, response);
        Map<String, String> done = Map.of("done", "The password is saved. Every other browser has been signed out.");
        page(owner.of(), owner.user(), done, request, response);
    }

    private void recovery(Owner owner, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!owner.account().secondFactor()) {
            pages.error(request, response, "There are no one-time codes to recover.");
            return;
        }
        List<String> codes =
                changes.newRecoveryCodes(owner.of().id(), owner.account().fhirUser(), by(owner, request));
        pages.render(
                request,
                response,
                200,
                "login/recovery",
                Map.of("codes", codes, "onwards", SignInFlow.onwards(owner.of().id(), "")),
                List.of());
    }

    private void endApp(Owner owner, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TenantId tenant = owner.of().id();
        boolean ended = apps.end(
                tenant,
                owner.account().fhirUser(),
                SignInController.parameter(request, "client"),
                origins.of(request, tenant));
        Map<String, String> message =
                ended ? Map.of("done", "The app has no access any more.") : Map.of("error", "This app had no access.");
        page(owner, message, request, response);
    }

    private AccountChanges.By by(Owner owner, HttpServletRequest request) {
        return ownHand(owner.of().id(), owner.user(), origins, request);
    }

    /** Somebody who changes his own account at our pages, without any app. */
    static AccountChanges.By ownHand(TenantId tenant, SignedIn user, Origins origins, HttpServletRequest request) {
        Caller caller = new Caller(
                tenant,
                user.fhirUser(),
                "sign-in-pages",
                "none",
                Scopes.parse(""),
                Optional.of(user.fhirUser()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(user.authTime()));
        return new AccountChanges.By(new AdminAct.Actor.Token(caller), origins.of(request, tenant));
    }

    /** The page of who signed in lately, with what became of a change: {@code done} or {@code error}. */
    void page(
            TenantSettings of,
            SignedIn user,
            Map<String, String> message,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Account account = accounts.byUser(of.id(), user.fhirUser()).orElseThrow();
        page(new Owner(of, user, account), message, request, response);
    }

    private void page(
            Owner owner, Map<String, String> message, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Map<String, Object> model = new HashMap<>(message);
        model.put("tenant", owner.of().name());
        model.put("name", owner.account().name());
        model.put("email", owner.account().email());
        model.put("password", owner.of().signIn().allows(Method.PASSWORD));
        model.put("hasPassword", owner.account().password().isPresent());
        model.put("asksOld", owner.provesOldPassword());
        model.put("shortest", owner.of().signIn().passwordLength());
        model.put("secondFactor", owner.account().secondFactor());
        model.put(
                "administers",
                owner.account().roles().stream().anyMatch(Set.of(TenantRole.OWNER, TenantRole.ADMIN)::contains));
        TenantId tenant = owner.of().id();
        String user = owner.account().fhirUser();
        model.put("apps", apps.of(owner.of(), user));
        model.put(
                "passkeys",
                ownPasskeys.of(tenant, user).stream()
                        .map(OwnPasskeys.Own::shown)
                        .toList());
        if (owner.of().signIn().allows(Method.PASSKEY)) {
            model.put("challenge", challenges.issue(tenant, Challenges.Purpose.ADD, user));
            model.put("relyingParty", passkeys.relyingParty());
            model.put(
                    "handle",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(passkeys.userHandle(tenant, user)));
            model.put("hasPasskey", owner.account().passkeys() > 0);
        }
        pages.render(request, response, message.containsKey("error") ? 400 : 200, "login/account", model, List.of());
    }
}

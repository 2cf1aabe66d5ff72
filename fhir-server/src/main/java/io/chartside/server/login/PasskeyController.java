package io.chartside.server.login;

import io.chartside.server.audit.Origins;
import io.chartside.server.authz.Amr;
import io.chartside.server.authz.Pages;
import io.chartside.server.authz.SameOrigin;
import io.chartside.server.authz.SignedIn;
import io.chartside.server.tenancy.SignInPolicy.Method;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Signing in with a passkey, and adding one to the account of who is signed in. */
@Controller
class PasskeyController {
    private final Tenants tenants;
    private final SignInFlow flow;
    private final Accounts accounts;
    private final AccountChanges changes;
    private final AccountController own;
    private final Passkeys passkeys;
    private final Lockout lockout;
    private final Origins origins;
    private final Pages pages;

    PasskeyController(
            Tenants tenants,
            SignInFlow flow,
            Accounts accounts,
            AccountChanges changes,
            AccountController own,
            Passkeys passkeys,
            Lockout lockout,
            Origins origins,
            Pages pages) {
        this.tenants = tenants;
        this.flow = flow;
        this.accounts = accounts;
        this.changes = changes;
        this.own = own;
        this.passkeys = passkeys;
        this.lockout = lockout;
        this.origins = origins;
        this.pages = pages;
    }

    /** A passkey is both factors; nothing of it can be guessed, so only the network address is counted. */
    @PostMapping("/fhir/{tenant}/oauth/sign-in-passkey")
    void signIn(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        byte[] address = SignInFlow.address(request);
        Lockout.Attempt attempt = lockout.attempt(of.id(), Lockout.Kind.ADDRESS, address);
        boolean allowed = SameOrigin.isCertain(request)
                && of.signIn().allows(Method.PASSKEY)
                && attempt != Lockout.Attempt.CLOSED;
        Optional<Account> account = allowed
                ? passkeys.signIn(of.id(), SignInController.parameter(request, "response"))
                        .flatMap(user -> accounts.byUser(of.id(), user))
                        .filter(Account::enabled)
                : Optional.empty();
        if (account.isEmpty()) {
            flow.failed(of.id(), "passkey", Optional.empty(), attempt, request);
            pages.error(request, response, "This sign-in cannot be accepted.");
            return;
        }
        lockout.takeBack(of.id(), Lockout.Kind.ADDRESS, address);
        flow.proved(of, account.get(), Amr.of(Amr.PASSKEY), false, SignInFlow.continuation(request), request, response);
    }

    @PostMapping("/fhir/{tenant}/oauth/sign-in-passkey-add")
    void add(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response) throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Optional<SignedIn> user = own.recent(of, request)
                .filter(found -> SameOrigin.isCertain(request) && of.signIn().allows(Method.PASSKEY));
        if (user.isEmpty()) {
            pages.error(request, response, "This change cannot be accepted. Sign in again.");
            return;
        }
        boolean added = changes.addPasskey(
                of.id(),
                user.get().fhirUser(),
                SignInController.parameter(request, "response"),
                AccountController.ownHand(of.id(), user.get(), origins, request));
        if (added) {
            response.sendRedirect("/fhir/" + of.id() + "/oauth/sign-in-account");
        } else {
            pages.error(request, response, "This passkey cannot be added.");
        }
    }
}

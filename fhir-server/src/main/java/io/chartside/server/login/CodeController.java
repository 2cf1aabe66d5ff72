package io.chartside.server.login;

import io.chartside.server.audit.Origins;
import io.chartside.server.authz.Amr;
import io.chartside.server.authz.FormTargets;
import io.chartside.server.authz.Pages;
import io.chartside.server.authz.SameOrigin;
import io.chartside.server.authz.SignedIn;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The second factor: a one-time code, which who has none yet sets up here. */
@Controller
class CodeController {
    private static final String PATH = "/fhir/{tenant}/oauth/sign-in-code";

    private final Tenants tenants;
    private final Steps steps;
    private final SignInFlow flow;
    private final Accounts accounts;
    private final OneTimeCodes codes;
    private final AccountChanges changes;
    private final Origins origins;
    private final Clock clock;
    private final FormTargets targets;
    private final Pages pages;

    CodeController(
            Tenants tenants,
            Steps steps,
            SignInFlow flow,
            Accounts accounts,
            OneTimeCodes codes,
            AccountChanges changes,
            Origins origins,
            Clock clock,
            FormTargets targets,
            Pages pages) {
        this.tenants = tenants;
        this.steps = steps;
        this.flow = flow;
        this.accounts = accounts;
        this.codes = codes;
        this.changes = changes;
        this.origins = origins;
        this.clock = clock;
        this.targets = targets;
        this.pages = pages;
    }

    @GetMapping(PATH)
    void page(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        Optional<Account> account = steps.find(of.id(), request).flatMap(step -> enabled(of, step));
        if (account.isEmpty()) {
            startAgain(of, request, response);
        } else {
            page(of, account.get(), false, request, response);
        }
    }

    @PostMapping(PATH)
    void code(@PathVariable String tenant, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        TenantSettings of = tenants.find(tenant).orElseThrow();
        if (!SameOrigin.isCertain(request)) {
            pages.error(request, response, "This sign-in cannot be accepted.");
            return;
        }
        Optional<Steps.Step> step = steps.attempt(of.id(), request);
        Optional<Account> account = step.flatMap(found -> enabled(of, found));
        if (account.isEmpty()) {
            startAgain(of, request, response);
            return;
        }
        byte[] hash = accounts.emailHash(of.id(), account.get().email());
        Lockout.Attempt attempt = flow.attempt(of.id(), hash, request);
        String typed = SignInController.parameter(request, "code");
        Optional<List<String>> recovery = attempt == Lockout.Attempt.CLOSED
                ? Optional.empty()
                : account.get().secondFactor()
                        ? Optional.of(List.<String>of())
                                .filter(none ->
                                        codes.spend(of.id(), account.get().fhirUser(), typed))
                        : changes.beginCodes(of.id(), account.get().fhirUser(), typed, by(of, step.get(), request));
        if (recovery.isEmpty()) {
            flow.failed(of.id(), "one-time-code", Optional.of(account.get().fhirUser()), attempt, request);
            page(of, account.get(), true, request, response);
            return;
        }
        if (!steps.end(of.id(), request, response)) {
            startAgain(of, request, response);
            return;
        }
        flow.succeeded(of.id(), hash, request);
        flow.begin(
                of,
                account.get().fhirUser(),
                step.get().amr().and(Amr.ONE_TIME_CODE),
                step.get().remember(),
                request,
                response);
        String onwards = SignInFlow.onwards(of.id(), SignInFlow.continuation(request));
        if (recovery.get().isEmpty()) {
            response.sendRedirect(onwards);
        } else {
            pages.render(
                    request,
                    response,
                    200,
                    "login/recovery",
                    Map.of("codes", recovery.get(), "onwards", onwards),
                    List.of());
        }
    }

    private AccountChanges.By by(TenantSettings of, Steps.Step step, HttpServletRequest request) {
        SignedIn user = new SignedIn(step.fhirUser(), clock.instant(), step.amr());
        return AccountController.ownHand(of.id(), user, origins, request);
    }

    private Optional<Account> enabled(TenantSettings of, Steps.Step step) {
        return accounts.byUser(of.id(), step.fhirUser()).filter(Account::enabled);
    }

    private void page(
            TenantSettings of,
            Account account,
            boolean failed,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Map<String, Object> model = new HashMap<>();
        model.put("tenant", of.name());
        model.put("failed", failed);
        model.put("query", SignInFlow.asQuery(SignInFlow.continuation(request)));
        codes.offered(of.id(), account.fhirUser()).ifPresent(secret -> {
            model.put("secret", secret.replaceAll("(.{4})(?=.)", "$1 "));
            model.put("uri", OneTimeCodes.uri(of.name(), account.email(), secret));
        });
        pages.render(
                request,
                response,
                failed ? 403 : 200,
                account.secondFactor() ? "login/code" : "login/enrol",
                model,
                targets.of(of, request));
    }

    private void startAgain(TenantSettings of, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.sendRedirect(
                "/fhir/" + of.id() + "/oauth/sign-in" + SignInFlow.asQuery(SignInFlow.continuation(request)));
    }
}

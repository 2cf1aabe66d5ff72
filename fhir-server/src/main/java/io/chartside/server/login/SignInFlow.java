package io.chartside.server.login;

import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.Origins;
import io.chartside.server.audit.SignInAct;
import io.chartside.server.authz.Amr;
import io.chartside.server.authz.SignIns;
import io.chartside.server.authz.SignedIn;
import io.chartside.server.authz.TokenHash;
import io.chartside.server.tenancy.SignInPolicy.SecondFactor;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What follows when somebody has proved, or failed to prove, who he is: the second factor, the session, the way back. */
@Component
final class SignInFlow {
    private static final int LONGEST_CONTINUATION = 8192;

    private final SignIns signIns;
    private final Steps steps;
    private final Remembered remembered;
    private final Lockout lockout;
    private final AuditTrail audit;
    private final Origins origins;
    private final Clock clock;

    SignInFlow(
            SignIns signIns,
            Steps steps,
            Remembered remembered,
            Lockout lockout,
            AuditTrail audit,
            Origins origins,
            Clock clock) {
        this.signIns = signIns;
        this.steps = steps;
        this.remembered = remembered;
        this.lockout = lockout;
        this.audit = audit;
        this.origins = origins;
        this.clock = clock;
    }

    /** One factor is proved; where policy or person wants two, the page of the second comes next. */
    void proved(
            TenantSettings of,
            Account account,
            Amr amr,
            boolean remember,
            String continuation,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        proved(
                of,
                account.secondFactor(),
                new SignedIn(account.fhirUser(), clock.instant(), amr),
                remember,
                continuation,
                request,
                response);
    }

    /**
     * The same of somebody who may have proved it before now.
     *
     * @param hasSecond whether one-time codes are set up here
     */
    void proved(
            TenantSettings of,
            boolean hasSecond,
            SignedIn user,
            boolean remember,
            String continuation,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        boolean second =
                !user.amr().isTwoFactors() && (hasSecond || of.signIn().secondFactor() == SecondFactor.REQUIRED);
        if (second) {
            steps.begin(of.id(), new Steps.Step(user.fhirUser(), user.amr(), remember), response);
            response.sendRedirect("/fhir/" + of.id() + "/oauth/sign-in-code" + asQuery(continuation));
        } else {
            begin(of, user, remember, request, response);
            response.sendRedirect(onwards(of.id(), continuation));
        }
    }

    /** Everything is proved: the session begins. */
    void begin(
            TenantSettings of,
            String fhirUser,
            Amr amr,
            boolean remember,
            HttpServletRequest request,
            HttpServletResponse response) {
        begin(of, new SignedIn(fhirUser, clock.instant(), amr), remember, request, response);
    }

    private void begin(
            TenantSettings of,
            SignedIn user,
            boolean remember,
            HttpServletRequest request,
            HttpServletResponse response) {
        signIns.begin(of.id(), user, request, response);
        Duration lifetime = of.signIn().rememberMe();
        if (remember && !lifetime.isZero()) {
            remembered.begin(of.id(), user, lifetime, response);
        }
    }

    /** Counts an attempt by network address and by account, before it is judged. */
    Lockout.Attempt attempt(TenantId tenant, byte[] account, HttpServletRequest request) {
        Lockout.Attempt byAddress = lockout.attempt(tenant, Lockout.Kind.ADDRESS, address(request));
        Lockout.Attempt byAccount = lockout.attempt(tenant, Lockout.Kind.ACCOUNT, account);
        return byAddress.compareTo(byAccount) > 0 ? byAddress : byAccount;
    }

    /** The same where no name was typed: by network address alone. */
    Lockout.Attempt attempt(TenantId tenant, HttpServletRequest request) {
        return lockout.attempt(tenant, Lockout.Kind.ADDRESS, address(request));
    }

    /** The attempt by network address was right, or cannot be judged: it does not count. */
    void takeBack(TenantId tenant, HttpServletRequest request) {
        lockout.takeBack(tenant, Lockout.Kind.ADDRESS, address(request));
    }

    void succeeded(TenantId tenant, byte[] account, HttpServletRequest request) {
        lockout.succeeded(tenant, Lockout.Kind.ACCOUNT, account);
        lockout.takeBack(tenant, Lockout.Kind.ADDRESS, address(request));
    }

    /**
     * @param method what was tried: {@code password}, {@code one-time-code}
     * @param fhirUser who it would have been, where that is certain
     */
    void failed(
            TenantId tenant,
            String method,
            Optional<String> fhirUser,
            Lockout.Attempt attempt,
            HttpServletRequest request) {
        record(tenant, SignInAct.refusedPerson(403, method, fhirUser), request);
        if (attempt == Lockout.Attempt.LAST) {
            record(tenant, SignInAct.ofPerson(SignInAct.Kind.LOCKED_OUT, 429, fhirUser), request);
        }
    }

    /** A sign-in by a method that has no page of ours to answer on; the same record as {@link #failed}, with the method. */
    void refused(
            TenantId tenant,
            int status,
            String method,
            Optional<String> fhirUser,
            Lockout.Attempt attempt,
            HttpServletRequest request) {
        record(tenant, SignInAct.refusedPerson(status, method, fhirUser), request);
        if (attempt == Lockout.Attempt.LAST) {
            record(tenant, SignInAct.ofPerson(SignInAct.Kind.LOCKED_OUT, 429, fhirUser), request);
        }
    }

    void stolen(TenantId tenant, String fhirUser, HttpServletRequest request) {
        record(tenant, SignInAct.ofPerson(SignInAct.Kind.STOLEN, 403, Optional.of(fhirUser)), request);
    }

    private void record(TenantId tenant, SignInAct act, HttpServletRequest request) {
        audit.record(tenant, origins.of(request, tenant), act);
    }

    static byte[] address(HttpServletRequest request) {
        return TokenHash.of(request.getRemoteAddr()).bytes();
    }

    /** Always to the same tenant's authorization endpoint, or the person's own page: no address of the request's choosing. */
    static String onwards(TenantId tenant, String continuation) {
        return "/fhir/" + tenant + "/oauth/"
                + (continuation.isEmpty() ? "sign-in-account" : "authorize" + asQuery(continuation));
    }

    static String continuation(HttpServletRequest request) {
        String query = request.getQueryString() == null ? "" : request.getQueryString();
        return query.getBytes(StandardCharsets.UTF_8).length > LONGEST_CONTINUATION ? "" : query;
    }

    static String asQuery(String continuation) {
        return continuation.isEmpty() ? "" : "?" + continuation;
    }
}

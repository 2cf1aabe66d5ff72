package io.chartside.server.login;

import io.chartside.server.authz.Amr;
import io.chartside.server.authz.People;
import io.chartside.server.authz.Prompt;
import io.chartside.server.authz.SignInTokens;
import io.chartside.server.authz.SignInTokens.Expected;
import io.chartside.server.authz.SignInTokens.Vouched;
import io.chartside.server.authz.SignedIn;
import io.chartside.server.login.ExternalSignInFailed.Reason;
import io.chartside.server.login.IssuerMetadata.Endpoints;
import io.chartside.server.login.SignInRequests.Begun;
import io.chartside.server.login.SignInRequests.Pending;
import io.chartside.server.tenancy.ExternalSignIn;
import io.chartside.server.tenancy.SignInPolicy.SecondFactor;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The two halves of a sign-in through another issuer: what it is asked, and what its answer proves. */
@Component
final class ExternalSignIns {
    /**
     * Somebody of the tenant.
     *
     * @param hasSecond whether one-time codes are set up here
     */
    record Proved(SignedIn user, boolean hasSecond, String continuation) {}

    private static final int LONGEST_PARAMETER = 4096;

    private final IssuerMetadata metadata;
    private final IssuerTokens tokens;
    private final SignInRequests requests;
    private final SignInTokens idTokens;
    private final People people;
    private final Accounts accounts;
    private final Clock clock;

    ExternalSignIns(
            IssuerMetadata metadata,
            IssuerTokens tokens,
            SignInRequests requests,
            SignInTokens idTokens,
            People people,
            Accounts accounts,
            Clock clock) {
        this.metadata = metadata;
        this.tokens = tokens;
        this.requests = requests;
        this.idTokens = idTokens;
        this.people = people;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** The address of the authentication request (section 3.1.2.1), which obliges the issuer to tell {@code auth_time}. */
    String begin(
            TenantSettings of,
            TrustedIssuer issuer,
            String redirectUri,
            HttpServletRequest request,
            HttpServletResponse response)
            throws ExternalSignInFailed {
        ExternalSignIn signIn = issuer.signIn().orElseThrow();
        Endpoints endpoints = metadata.of(issuer);
        Duration age = age(of, request);
        Begun begun = requests.begin(
                of.id(), issuer.issuer(), clock.instant().minus(age), SignInFlow.continuation(request), response);
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("response_type", "code");
        asked.put("client_id", signIn.clientId());
        asked.put("redirect_uri", redirectUri);
        asked.put("scope", String.join(" ", signIn.scopes()));
        asked.put("state", begun.state());
        asked.put("nonce", begun.nonce());
        asked.put("code_challenge", begun.challenge());
        asked.put("code_challenge_method", "S256");
        asked.put("max_age", Long.toString(age.toSeconds()));
        if (age.isZero()) {
            asked.put("prompt", "login");
        }
        if (!signIn.acrValues().isEmpty()) {
            asked.put("acr_values", String.join(" ", signIn.acrValues()));
        }
        String endpoint = endpoints.authorization().toString();
        return endpoint + (endpoint.contains("?") ? "&" : "?") + IssuerTokens.encoded(asked);
    }

    /** No sign-in there may be older than one here could be, nor than the app wants; what is malformed counts as wanted now. */
    private static Duration age(TenantSettings of, HttpServletRequest request) {
        if (Prompt.wantsSignIn(request.getParameter("prompt"))) {
            return Duration.ZERO;
        }
        Duration longest = of.tokenLifetimes().session();
        String wanted = request.getParameter("max_age");
        if (wanted == null) {
            return longest;
        }
        Duration age = wanted.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(wanted)) : Duration.ZERO;
        return age.compareTo(longest) < 0 ? age : longest;
    }

    Proved prove(TenantSettings of, String redirectUri, HttpServletRequest request, HttpServletResponse response)
            throws ExternalSignInFailed {
        Pending pending = requests.take(of.id(), single(request, "state").orElse(""), request, response)
                .orElseThrow(() -> new ExternalSignInFailed(Reason.NOT_BEGUN_HERE, "no such state in this browser"));
        TrustedIssuer issuer = ExternalSignInController.issuer(of, pending.issuer())
                .orElseThrow(() -> new ExternalSignInFailed(Reason.NOT_ACCEPTED, "the issuer is no longer trusted"));
        Endpoints endpoints = metadata.of(issuer);
        String code = code(issuer, endpoints, request);
        SignInTokens.Answer answer = tokens.redeem(issuer, endpoints.token(), code, pending.verifier(), redirectUri);
        Vouched vouched;
        try {
            vouched = idTokens.check(
                    issuer,
                    answer,
                    new Expected(
                            issuer.signIn().orElseThrow().clientId(),
                            pending.nonce(),
                            pending.begun(),
                            pending.signedInAfter()));
        } catch (SignInTokens.Refused e) {
            throw new ExternalSignInFailed(Reason.NOT_ACCEPTED, e.getMessage());
        }
        return proved(of, issuer, vouched, pending.continuation());
    }

    /** RFC 9207, section 2.4: a told issuer must be the one that was asked, and one that always tells must tell. */
    private static String code(TrustedIssuer issuer, Endpoints endpoints, HttpServletRequest request)
            throws ExternalSignInFailed {
        boolean told = request.getParameter("iss") != null;
        if (told && !single(request, "iss").filter(issuer.issuer()::equals).isPresent()) {
            throw new ExternalSignInFailed(Reason.NOT_ACCEPTED, "the answer is another issuer's");
        }
        if (!told && endpoints.saysIssuer()) {
            throw new ExternalSignInFailed(Reason.NOT_ACCEPTED, "the answer does not say whose it is");
        }
        if (request.getParameter("error") != null) {
            throw new ExternalSignInFailed(Reason.DENIED, "the issuer answered with an error");
        }
        return single(request, "code")
                .orElseThrow(() -> new ExternalSignInFailed(Reason.NOT_ACCEPTED, "the answer has no code"));
    }

    private Proved proved(TenantSettings of, TrustedIssuer issuer, Vouched vouched, String continuation)
            throws ExternalSignInFailed {
        ExternalSignIn signIn = issuer.signIn().orElseThrow();
        Optional<String> linked = vouched.practitioner();
        if (linked.isEmpty() && signIn.linkByVerifiedEmail()) {
            linked = vouched.verifiedEmail()
                    .flatMap(email -> accounts.byEmail(of.id(), email))
                    .map(Account::fhirUser);
        }
        String fhirUser = linked.orElseThrow(
                () -> new ExternalSignInFailed(Reason.UNKNOWN, "the issuer's user is linked with nobody"));
        if (people.find(of.id(), fhirUser).isEmpty()) {
            throw new ExternalSignInFailed(
                    Reason.UNKNOWN, "who is linked may not sign in: unknown here or disabled", linked);
        }
        boolean two = vouched.acr().filter(signIn.secondFactorAcr()::contains).isPresent();
        Amr amr = two ? Amr.of(Amr.FEDERATED, Amr.SEVERAL) : Amr.of(Amr.FEDERATED);
        Optional<Account> account = accounts.byUser(of.id(), fhirUser);
        if (account.isEmpty() && !two && of.signIn().secondFactor() == SecondFactor.REQUIRED) {
            throw new ExternalSignInFailed(Reason.SECOND_FACTOR, "one factor, and no account for a second", linked);
        }
        boolean hasSecond = account.filter(Account::secondFactor).isPresent();
        return new Proved(new SignedIn(fhirUser, vouched.authTime(), amr), hasSecond, continuation);
    }

    private static Optional<String> single(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values != null && values.length == 1 && !values[0].isEmpty() && values[0].length() <= LONGEST_PARAMETER
                ? Optional.of(values[0])
                : Optional.empty();
    }
}

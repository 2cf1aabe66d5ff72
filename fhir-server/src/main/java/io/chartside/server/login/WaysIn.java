package io.chartside.server.login;

import io.chartside.server.tenancy.SignInPolicy;
import io.chartside.server.tenancy.SignInPolicy.Method;
import io.chartside.server.tenancy.TenantSettings;

/** What lets a person in, as his account and the tenant's policy stand. */
final class WaysIn {
    private WaysIn() {}

    /**
     * Whether something is left when one of the passkeys goes: another of them, the password, a link by mail, or an issuer that
     * has been told who he is. That an issuer might know his address is not certain enough.
     *
     * @param mail whether this server sends mail
     */
    static boolean remainWithoutOnePasskey(TenantSettings of, Account account, boolean mail) {
        SignInPolicy policy = of.signIn();
        return policy.allows(Method.PASSKEY) && account.passkeys() > 1
                || policy.allows(Method.PASSWORD) && account.password().isPresent()
                || policy.allows(Method.MAGIC_LINK) && mail
                || policy.allows(Method.OIDC) && isLinked(of, account);
    }

    private static boolean isLinked(TenantSettings of, Account account) {
        return of.trustedIssuers().stream()
                .filter(issuer -> issuer.signIn().isPresent())
                .anyMatch(issuer -> issuer.links().containsValue(account.fhirUser()));
    }
}

package io.chartside.server.tenancy;

import java.time.Duration;
import java.util.Set;

/**
 * How people prove at a tenant who they are: keys {@code sign-in.*} of the tenant's file.
 *
 * @param methods by which a sign-in may begin; none: nobody signs in at our own pages
 * @param secondFactor whether everybody needs one, or only who has set one up; a passkey is both factors
 * @param idle a session that is not used ends (ASVS 5.0, 7.3.1); more than zero
 * @param rememberMe how long a browser may be remembered; zero: never
 * @param passwordLength shortest password, in characters: 12 to 64
 */
public record SignInPolicy(
        Set<Method> methods, SecondFactor secondFactor, Duration idle, Duration rememberMe, int passwordLength) {
    private static final int SHORTEST = 12;
    private static final int LONGEST = 64;

    public enum Method {
        PASSWORD,
        MAGIC_LINK,
        PASSKEY,
        /** Through an issuer that the tenant trusts and has registered this server with. */
        OIDC
    }

    public enum SecondFactor {
        REQUIRED,
        OPTIONAL
    }

    public SignInPolicy {
        methods = Set.copyOf(methods);
        if (idle.isNegative() || idle.isZero() || rememberMe.isNegative()) {
            throw new IllegalArgumentException("sign-in.idle is longer than nothing, sign-in.remember-me not shorter");
        }
        if (passwordLength < SHORTEST || passwordLength > LONGEST) {
            throw new IllegalArgumentException("sign-in.password-length is " + SHORTEST + " to " + LONGEST);
        }
    }

    public boolean allows(Method method) {
        return methods.contains(method);
    }
}

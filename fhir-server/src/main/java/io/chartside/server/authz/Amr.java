package io.chartside.server.authz;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * By what a person proved who he is: claims {@code amr} (RFC 8176) and {@code acr} of the id_token.
 *
 * @param values of {@link #PASSWORD} and its like, in alphabetic order
 */
public record Amr(List<String> values) {
    public static final String PASSWORD = "pwd";
    public static final String ONE_TIME_CODE = "otp";
    /** A passkey whose device verified its user: possession and one more factor at once. */
    public static final String PASSKEY = "pop";
    /** A link that came by mail, or by an administrator's hand; no value of RFC 8176, which has none for it. */
    public static final String LINK = "email";
    /** Another issuer said so (OpenID Connect). */
    public static final String FEDERATED = "fed";

    /** Two factors, where it stands beside {@link #FEDERATED}: the tenant takes the other issuer's word for it. */
    public static final String SEVERAL = "mfa";

    public static final Amr NONE = new Amr(List.of());

    private static final String ONE_FACTOR = "http://idmanagement.gov/ns/assurance/aal/1";
    private static final String TWO_FACTORS = "http://idmanagement.gov/ns/assurance/aal/2";

    public Amr {
        values = List.copyOf(new TreeSet<>(values));
    }

    public static Amr of(String... values) {
        return new Amr(Arrays.asList(values));
    }

    /** @param column as {@link #column} writes it */
    public static Amr parse(String column) {
        return column.isEmpty() ? NONE : of(column.split(" "));
    }

    public String column() {
        return String.join(" ", values);
    }

    public Amr and(String value) {
        Set<String> more = new LinkedHashSet<>(values);
        more.add(value);
        return new Amr(List.copyOf(more));
    }

    /** Two different factors: a passkey, a password and a one-time code, or what another issuer was taken at its word for. */
    public boolean isTwoFactors() {
        return provesTwoFactors() || values.contains(FEDERATED) && values.contains(SEVERAL);
    }

    private boolean provesTwoFactors() {
        return values.contains(PASSKEY) || values.contains(PASSWORD) && values.contains(ONE_TIME_CODE);
    }

    /** As the claim says it; {@code mfa} stands beside what it consists of. */
    List<String> claim() {
        return isTwoFactors() ? and(SEVERAL).values() : values;
    }

    /**
     * The NIST SP 800-63B assurance level reached, by its usual URI. Empty for a link, which is no authenticator there
     * (section 3.1.3.1), and for what another issuer vouches for.
     */
    Optional<String> acr() {
        if (provesTwoFactors()) {
            return Optional.of(TWO_FACTORS);
        }
        return values.contains(PASSWORD) || values.contains(ONE_TIME_CODE) ? Optional.of(ONE_FACTOR) : Optional.empty();
    }
}

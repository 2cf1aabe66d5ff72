package io.chartside.server.authz;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A person who has signed in at a tenant; the name is the relative reference of the person's resource. */
public final class SignedIn extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final String fhirUser;
    private final Instant authTime;
    private final Amr amr;

    SignedIn(String fhirUser, Instant authTime) {
        this(fhirUser, authTime, Amr.NONE);
    }

    public SignedIn(String fhirUser, Instant authTime, Amr amr) {
        super(List.of());
        this.fhirUser = Objects.requireNonNull(fhirUser);
        this.authTime = Objects.requireNonNull(authTime);
        this.amr = Objects.requireNonNull(amr);
        setAuthenticated(true);
    }

    public String fhirUser() {
        return fhirUser;
    }

    /** When the person last proved who he is (OpenID Connect Core, {@code auth_time}). */
    public Instant authTime() {
        return authTime;
    }

    /** By what the person proved it; nothing where no proof was asked for. */
    public Amr amr() {
        return amr;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return fhirUser;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedIn that && fhirUser.equals(that.fhirUser) && authTime.equals(that.authTime);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fhirUser, authTime);
    }
}

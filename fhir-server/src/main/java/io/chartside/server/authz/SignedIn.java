package io.chartside.server.authz;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A person who has signed in at a tenant; the name is the relative reference of the person's resource. */
final class SignedIn extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final String fhirUser;
    private final Instant authTime;

    SignedIn(String fhirUser, Instant authTime) {
        super(List.of());
        this.fhirUser = Objects.requireNonNull(fhirUser);
        this.authTime = Objects.requireNonNull(authTime);
        setAuthenticated(true);
    }

    String fhirUser() {
        return fhirUser;
    }

    /** When the person last proved who he is (OpenID Connect Core, {@code auth_time}). */
    Instant authTime() {
        return authTime;
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

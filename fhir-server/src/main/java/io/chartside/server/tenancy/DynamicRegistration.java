package io.chartside.server.tenancy;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whose software statements register a client at the tenant (RFC 7591, section 2.3). Without an issuer nobody registers
 * himself.
 *
 * @param scopes what such a client may ask for at most
 */
public record DynamicRegistration(List<Issuer> issuers, List<String> scopes) {

    /**
     * @param issuer exact {@code iss}
     * @param jwksUri where its keys are
     */
    public record Issuer(String issuer, URI jwksUri) {
        public Issuer {
            Objects.requireNonNull(issuer);
            Objects.requireNonNull(jwksUri);
        }
    }

    public DynamicRegistration {
        issuers = List.copyOf(issuers);
        scopes = List.copyOf(scopes);
        if (issuers.isEmpty() != scopes.isEmpty()) {
            throw new IllegalArgumentException("dynamic-registration needs issuers and scopes, or neither");
        }
    }

    public boolean isOn() {
        return !issuers.isEmpty();
    }

    public Optional<Issuer> issuer(String iss) {
        return issuers.stream().filter(known -> known.issuer().equals(iss)).findFirst();
    }
}

package io.chartside.server.tenancy;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How people sign in at a tenant through a trusted issuer (OpenID Connect Core 1.0, section 3.1): key {@code sign-in} of an
 * entry of {@code trusted-issuers}.
 *
 * @param label what the button calls the issuer
 * @param clientId under which this server is registered there
 * @param proof by what this server proves that it is that client
 * @param authorizationEndpoint empty: as the issuer's discovery document says
 * @param tokenEndpoint empty: as the issuer's discovery document says
 * @param scopes asked for, {@code openid} among them
 * @param acrValues asked for, the most wanted first; the issuer may answer with another
 * @param secondFactorAcr values of the claim {@code acr} that the tenant takes for two factors; none: its own second factor
 *     is asked for after such a sign-in as after any other
 * @param linkByVerifiedEmail whether an address that the issuer has verified finds the account of the same address
 */
public record ExternalSignIn(
        String label,
        String clientId,
        Proof proof,
        Optional<URI> authorizationEndpoint,
        Optional<URI> tokenEndpoint,
        List<String> scopes,
        List<String> acrValues,
        Set<String> secondFactorAcr,
        boolean linkByVerifiedEmail) {

    /** Files of {@code {config-dir}/secrets}, by their plain names: a policy that is set over the network reaches no other. */
    public sealed interface Proof {
        String file();

        /** Holds the client's secret and nothing else: {@code client_secret_basic}. */
        record SecretFile(String file) implements Proof {
            public SecretFile {
                checkName(file);
            }
        }

        /** Holds a private JWK of curve P-384: {@code private_key_jwt} with ES384. */
        record KeyFile(String file) implements Proof {
            public KeyFile {
                checkName(file);
            }
        }

        private static void checkName(String file) {
            if (!file.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")) {
                throw new IllegalArgumentException(
                        "sign-in: a secret or key is the plain name of a file in the folder secrets");
            }
        }
    }

    public ExternalSignIn {
        Objects.requireNonNull(label);
        Objects.requireNonNull(clientId);
        Objects.requireNonNull(proof);
        Objects.requireNonNull(authorizationEndpoint);
        Objects.requireNonNull(tokenEndpoint);
        scopes = List.copyOf(scopes);
        acrValues = List.copyOf(acrValues);
        secondFactorAcr = Set.copyOf(secondFactorAcr);
        if (!scopes.contains("openid")) {
            throw new IllegalArgumentException("sign-in.scopes: openid is among them");
        }
    }
}

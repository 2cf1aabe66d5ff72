package io.chartside.server.tenancy;

import io.chartside.server.tenancy.ExternalSignIn.Proof;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** {@link ExternalSignIn} as it stands in a tenant's file. */
record ExternalSignInEntry(
        String label,
        String clientId,
        String clientSecretFile,
        String privateKeyFile,
        URI authorizationEndpoint,
        URI tokenEndpoint,
        @DefaultValue("openid") List<String> scopes,
        @DefaultValue List<String> acrValues,
        @DefaultValue Set<String> secondFactorAcr,
        @DefaultValue("false") boolean linkByVerifiedEmail) {

    ExternalSignIn signIn(String issuer, URI jwksUri) {
        if (clientId == null || clientId.isBlank()) {
            throw new IllegalArgumentException("sign-in of an entry of trusted-issuers has no client-id");
        }
        if ((clientSecretFile == null) == (privateKeyFile == null)) {
            throw new IllegalArgumentException("sign-in has either client-secret-file or private-key-file");
        }
        if (jwksUri == null) {
            throw new IllegalArgumentException("sign-in needs the issuer's jwks-uri");
        }
        URI address = address(URI.create(issuer), "issuer");
        if (authorizationEndpoint != null) {
            address(authorizationEndpoint, "authorization-endpoint");
        }
        if (tokenEndpoint != null) {
            address(tokenEndpoint, "token-endpoint");
        }
        return new ExternalSignIn(
                label == null || label.isBlank() ? address.getHost() : label,
                clientId,
                clientSecretFile == null ? new Proof.KeyFile(privateKeyFile) : new Proof.SecretFile(clientSecretFile),
                Optional.ofNullable(authorizationEndpoint),
                Optional.ofNullable(tokenEndpoint),
                scopes,
                acrValues,
                secondFactorAcr,
                linkByVerifiedEmail);
    }

    private static URI address(URI uri, String key) {
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "sign-in: " + key + " is an address by https, or of a neighbour by http");
        }
        return uri;
    }
}

package io.chartside.app.launch;

import java.net.URI;
import java.util.Optional;

/**
 * The endpoints of one authorization server, from discovery or from the EHR's profile (SMART App Launch 2.2,
 * {@code .well-known/smart-configuration}).
 *
 * @param issuer that its id_tokens carry
 */
record AuthorizationServer(
        Optional<URI> authorizationEndpoint, URI tokenEndpoint, Optional<URI> jwksUri, String issuer) {}

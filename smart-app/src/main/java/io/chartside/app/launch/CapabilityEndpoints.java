package io.chartside.app.launch;

import java.net.URI;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The endpoints that a CapabilityStatement names ({@code rest.security.extension} {@code oauth-uris}, SMART App Launch 1.0 and
 * still allowed beside the discovery document).
 */
record CapabilityEndpoints(Optional<URI> authorize, Optional<URI> token) {

    private static final String OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

    static CapabilityEndpoints of(ObjectNode statement) {
        for (JsonNode rest : statement.path("rest")) {
            for (JsonNode extension : rest.path("security").path("extension")) {
                if (extension instanceof ObjectNode found
                        && Json.text(found, "url").filter(OAUTH_URIS::equals).isPresent()) {
                    return new CapabilityEndpoints(part(found, "authorize"), part(found, "token"));
                }
            }
        }
        return new CapabilityEndpoints(Optional.empty(), Optional.empty());
    }

    private static Optional<URI> part(ObjectNode uris, String name) {
        for (JsonNode part : uris.path("extension")) {
            if (part instanceof ObjectNode found
                    && Json.text(found, "url").filter(name::equals).isPresent()) {
                return Json.address(found, "valueUri");
            }
        }
        return Optional.empty();
    }
}

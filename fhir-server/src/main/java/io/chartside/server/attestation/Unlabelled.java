package io.chartside.server.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.interaction.ResourceJson;
import java.util.Set;

/** Finds AI content by the marks Chartside leaves in it, so that a copy without the label is no way around the gate. */
final class Unlabelled {
    private static final Set<String> MARKS =
            Set.of(ChartsideFhir.SUGGESTION, ChartsideFhir.EM_LEVEL, ChartsideFhir.CHANGE);

    private Unlabelled() {}

    static boolean isAiContent(ResourceJson resource) {
        if (resource.type().equals("Composition")) {
            for (JsonNode section : resource.tree().path("section")) {
                if (hasExtension(section, Set.of(ChartsideFhir.STATEMENT))) {
                    return true;
                }
            }
        }
        return hasExtension(resource.tree(), MARKS);
    }

    private static boolean hasExtension(JsonNode element, Set<String> urls) {
        for (JsonNode extension : element.path("extension")) {
            if (urls.contains(extension.path("url").asText())) {
                return true;
            }
        }
        return false;
    }
}

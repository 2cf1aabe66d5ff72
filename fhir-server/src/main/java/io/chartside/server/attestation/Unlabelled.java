package io.chartside.server.attestation;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.Set;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Resource;

/** Finds AI content by the marks Chartside leaves in it, so that a copy without the label is no way around the gate. */
final class Unlabelled {
    private static final Set<String> MARKS =
            Set.of(ChartsideFhir.SUGGESTION, ChartsideFhir.EM_LEVEL, ChartsideFhir.CHANGE);

    private Unlabelled() {}

    static boolean isAiContent(Resource resource) {
        if (resource instanceof Composition composition
                && composition.getSection().stream()
                        .anyMatch(section -> section.hasExtension(ChartsideFhir.STATEMENT))) {
            return true;
        }
        return resource instanceof DomainResource domain
                && domain.getExtension().stream().map(Extension::getUrl).anyMatch(MARKS::contains);
    }
}

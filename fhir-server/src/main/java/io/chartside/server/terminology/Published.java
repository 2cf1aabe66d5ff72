package io.chartside.server.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import io.chartside.server.ig.IgPackages;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.ValueSet;

/**
 * What implementation guides define, and what HL7 publishes with R4. The latter is read when it is first asked for: some
 * seconds, and some 100 MB.
 */
final class Published implements Definitions {
    private final IgPackages guides;
    private final IValidationSupport support;

    Published(FhirContext fhir, IgPackages guides) {
        this.guides = guides;
        this.support = fhir.getValidationSupport();
    }

    @Override
    public <R extends MetadataResource> Optional<R> find(Class<R> type, String url, String version) {
        Optional<R> ofGuide = guides.find(type, version == null ? url : url + "|" + version);
        if (ofGuide.isPresent()) {
            return ofGuide;
        }
        Object found = type == CodeSystem.class
                ? support.fetchCodeSystem(url)
                : type == ValueSet.class ? support.fetchValueSet(url) : null;
        return Optional.ofNullable(found)
                .map(type::cast)
                .filter(resource -> version == null || version.equals(resource.getVersion()));
    }

    @Override
    public <R extends MetadataResource> List<R> all(Class<R> type) {
        return guides.all(type);
    }
}

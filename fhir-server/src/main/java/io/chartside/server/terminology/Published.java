package io.chartside.server.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ValueSet;

/** What HL7 publishes with R4. Read when it is first asked for: some seconds, and some 100 MB. */
final class Published implements Definitions {
    private final IValidationSupport support;

    Published(FhirContext fhir) {
        this.support = fhir.getValidationSupport();
    }

    @Override
    public <R extends Resource> Optional<R> find(Class<R> type, String url, String version) {
        Object found = type == CodeSystem.class
                ? support.fetchCodeSystem(url)
                : type == ValueSet.class ? support.fetchValueSet(url) : null;
        return Optional.ofNullable(found)
                .map(type::cast)
                .filter(resource -> version == null || version.equals(Definitions.version(resource)));
    }

    @Override
    public <R extends Resource> List<R> all(Class<R> type) {
        return List.of();
    }
}

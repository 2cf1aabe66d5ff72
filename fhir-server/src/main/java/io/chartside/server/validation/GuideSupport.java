package io.chartside.server.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import io.chartside.server.ig.IgPackages;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;

/** The definitions of implementation guides, as HAPI's validator asks for them. */
final class GuideSupport implements IValidationSupport {
    private final FhirContext fhir;
    private final IgPackages guides;
    private final GuideSnapshots snapshots;

    GuideSupport(FhirContext fhir, IgPackages guides, GuideSnapshots snapshots) {
        this.fhir = fhir;
        this.guides = guides;
        this.snapshots = snapshots;
    }

    @Override
    public FhirContext getFhirContext() {
        return fhir;
    }

    @Override
    public IBaseResource fetchStructureDefinition(String url) {
        return snapshots.of(url).orElse(null);
    }

    @Override
    public IBaseResource fetchValueSet(String url) {
        return guides.find(ValueSet.class, url).orElse(null);
    }

    @Override
    public IBaseResource fetchCodeSystem(String url) {
        return guides.find(CodeSystem.class, url).orElse(null);
    }

    @Override
    public <T extends IBaseResource> T fetchResource(Class<T> type, String url) {
        if (type == StructureDefinition.class) {
            return type.cast(fetchStructureDefinition(url));
        }
        if (type == ValueSet.class) {
            return type.cast(fetchValueSet(url));
        }
        return type == CodeSystem.class ? type.cast(fetchCodeSystem(url)) : null;
    }
}

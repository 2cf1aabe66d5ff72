package io.chartside.mappings.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import io.chartside.mappings.fhir.ChartsideFhir.AiTransparency;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.r4.model.CodeSystem;

/**
 * The code system of the AI label as HL7 Terminology has it today, for an instance validator: the copy that comes with
 * R4 is of 2018 and lacks the code {@code AIAST}. Put it before HAPI's default support in the chain.
 */
public final class AiTerminology extends PrePopulatedValidationSupport {
    public AiTerminology(FhirContext r4) {
        super(r4);
        CodeSystem bundled =
                (CodeSystem) new DefaultProfileValidationSupport(r4).fetchCodeSystem(AiTransparency.LABEL_SYSTEM);
        CodeSystem current = bundled.copy();
        current.addConcept().setCode(AiTransparency.LABEL_CODE).setDisplay(AiTransparency.LABEL_DISPLAY);
        addCodeSystem(current);
    }
}

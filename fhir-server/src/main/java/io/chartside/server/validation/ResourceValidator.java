package io.chartside.server.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import java.util.List;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.springframework.stereotype.Component;

/**
 * Validates resources against the definitions of FHIR R4 (validation.html): structure, cardinality, invariants, bindings.
 * A code of a system that is not at hand is a warning, never an error. The definitions take some seconds and some 100 MB,
 * and are read when the first resource is validated.
 */
@Component
public final class ResourceValidator {
    private final FhirContext fhir;
    private FhirValidator validator;
    private IValidationSupport support;

    ResourceValidator(FhirContext fhir) {
        this.fhir = fhir;
    }

    /**
     * @param profiles canonical URLs to validate against, besides those that the resource names itself
     * @return everything that the validator has to say, errors, warnings and hints
     */
    public List<SingleValidationMessage> validate(Resource resource, List<String> profiles) {
        ValidationOptions options = new ValidationOptions();
        profiles.forEach(options::addProfile);
        return validator().validateWithResult(resource, options).getMessages();
    }

    /** Whether the definition of a profile is at hand. */
    public boolean knows(String profile) {
        validator();
        return support.fetchStructureDefinition(profile) != null;
    }

    private synchronized FhirValidator validator() {
        if (validator == null) {
            UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(fhir);
            unknown.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING);
            support = new ValidationSupportChain(
                    new DefaultProfileValidationSupport(fhir),
                    new CommonCodeSystemsTerminologyService(fhir),
                    new InMemoryTerminologyServerValidationSupport(fhir),
                    new SnapshotGeneratingValidationSupport(fhir),
                    unknown);
            FhirInstanceValidator instances = new FhirInstanceValidator(support);
            instances.setAnyExtensionsAllowed(true);
            instances.setErrorForUnknownProfiles(false);
            instances.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
            validator = fhir.newValidator().registerValidatorModule(instances);
        }
        return validator;
    }
}

package io.chartside.server.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import io.chartside.mappings.fhir.AiTerminology;
import io.chartside.server.ig.IgPackages;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.terminology.Terminology;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    private final IgPackages guides;
    private final Terminology terminology;
    private final GuideSnapshots snapshots;
    private FhirValidator validator;
    private IValidationSupport support;

    ResourceValidator(FhirContext fhir, IgPackages guides, Terminology terminology) {
        this.fhir = fhir;
        this.guides = guides;
        this.terminology = terminology;
        this.snapshots = new GuideSnapshots(fhir, guides);
    }

    /**
     * @param profiles canonical URLs to validate against, besides those that the resource names itself
     * @return everything that the validator has to say, errors, warnings and hints
     * @throws FhirRefusal 422 when a profile cannot be worked with
     */
    public List<SingleValidationMessage> validate(Resource resource, List<String> profiles) {
        ValidationOptions options = new ValidationOptions();
        profiles.forEach(options::addProfile);
        try {
            return validator().validateWithResult(resource, options).getMessages().stream()
                    .filter(message -> !CrossVersionExtension.isPartOfOne(message))
                    .toList();
        } catch (InternalErrorException e) {
            throw new FhirRefusal(
                    422,
                    "not-supported",
                    "A profile cannot be worked with, since a definition that it needs is missing");
        }
    }

    /** Whether the definition of a profile is at hand and can be worked with. */
    public boolean knows(String profile) {
        validator();
        return support.fetchStructureDefinition(profile) != null;
    }

    /** Those of the profiles whose snapshot can be made; takes some seconds for a large guide. */
    Set<String> makeable(List<String> canonicals) {
        return canonicals.stream()
                .filter(canonical -> snapshots.of(canonical).isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private synchronized FhirValidator validator() {
        if (validator == null) {
            support = chain();
            FhirInstanceValidator instances = new FhirInstanceValidator(support);
            instances.setAnyExtensionsAllowed(true);
            instances.setErrorForUnknownProfiles(false);
            instances.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
            validator = fhir.newValidator().registerValidatorModule(instances);
        }
        return validator;
    }

    private ValidationSupportChain chain() {
        UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(fhir);
        unknown.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING);
        return new ValidationSupportChain(
                new GuideSupport(fhir, guides, snapshots),
                new AiTerminology(fhir),
                fhir.getValidationSupport(),
                new CommonCodeSystemsTerminologyService(fhir),
                new LoadedCodes(fhir, terminology),
                new InMemoryTerminologyServerValidationSupport(fhir),
                new SnapshotGeneratingValidationSupport(fhir),
                unknown);
    }
}

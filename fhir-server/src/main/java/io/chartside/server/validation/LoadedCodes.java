package io.chartside.server.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import io.chartside.server.terminology.Code;
import io.chartside.server.terminology.CodeSource;
import io.chartside.server.terminology.Definitions;
import io.chartside.server.terminology.Terminology;
import java.util.Optional;

/** Codes of ICD-10-CM, as HAPI's validator asks for them, where an operator has loaded a release. */
final class LoadedCodes implements IValidationSupport {
    private static final String ICD = "http://hl7.org/fhir/sid/icd-10-cm";
    private final FhirContext fhir;
    private final Terminology terminology;

    LoadedCodes(FhirContext fhir, Terminology terminology) {
        this.fhir = fhir;
        this.terminology = terminology;
    }

    @Override
    public FhirContext getFhirContext() {
        return fhir;
    }

    @Override
    public boolean isCodeSystemSupported(ValidationSupportContext context, String system) {
        return ICD.equals(system);
    }

    /** @return null when nothing can be said: no release is loaded, or the question is one of a value set */
    @Override
    public CodeValidationResult validateCode(
            ValidationSupportContext context,
            ConceptValidationOptions options,
            String system,
            String code,
            String display,
            String valueSet) {
        if (!ICD.equals(system) || code == null || valueSet != null && !valueSet.isEmpty()) {
            return null;
        }
        Optional<CodeSource> source =
                terminology.with(Definitions.NONE).codes(ICD, null, null).filter(CodeSource::complete);
        if (source.isEmpty()) {
            return null;
        }
        Optional<Code> found = source.get().find(code);
        CodeValidationResult result = new CodeValidationResult();
        result.setCodeSystemName(source.get().title());
        result.setCodeSystemVersion(source.get().version());
        if (found.isPresent()) {
            return result.setCode(code).setDisplay(found.get().display());
        }
        String message = "ICD-10-CM has no such code";
        return result.setSeverity(IssueSeverity.ERROR)
                .setMessage(message)
                .addIssue(new CodeValidationIssue(
                        message,
                        IssueSeverity.ERROR,
                        CodeValidationIssueCode.CODE_INVALID,
                        CodeValidationIssueCoding.INVALID_CODE));
    }
}

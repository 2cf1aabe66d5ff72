package io.chartside.server.operation;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.terminology.Code;
import io.chartside.server.terminology.CodeSource;
import io.chartside.server.terminology.Terminology;
import io.chartside.server.terminology.Vocabulary;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** {@code CodeSystem/$validate-code} (FHIR R4, codesystem-operation-validate-code.html): whether a code is in a system. */
@Component
final class CodeValidation extends TerminologyOperation {

    CodeValidation(Terminology terminology, RecordReader records) {
        super(
                "validate-code",
                CodeSystem.class,
                Set.of(Level.TYPE, Level.INSTANCE),
                Set.of(
                        "url",
                        "codeSystem",
                        "code",
                        "version",
                        "display",
                        "coding",
                        "codeableConcept",
                        "date",
                        "abstract",
                        "displayLanguage"),
                terminology,
                records);
    }

    @Override
    Resource answer(OperationCall call, CallParameters parameters, Vocabulary vocabulary) {
        Optional<String> url = parameters.text("url");
        Optional<CodeSystem> given = given(call, parameters, CodeSystem.class, "codeSystem");
        boolean headings = flag(parameters, "abstract", true);
        CodeVerdict verdict = new CodeVerdict(parameters.text("displayLanguage"));
        for (Coding coding : codings(parameters, "coding", "codeableConcept", "code")) {
            String version = coding.hasVersion()
                    ? coding.getVersion()
                    : parameters.text("version").orElse(null);
            CodeSource source;
            if (given.isPresent()) {
                source = inVersion(vocabulary.codes(given.get()), version);
            } else {
                String system = url.or(() -> Optional.ofNullable(coding.getSystem()))
                        .orElseThrow(() -> required("$validate-code needs url or the coding's system"));
                source = vocabulary.requireCodes(system, version, day(parameters));
            }
            if (coding.hasSystem() && !coding.getSystem().equals(source.system())) {
                verdict.against("The coding is of another code system");
                continue;
            }
            if (!coding.hasCode()) {
                throw FhirRefusal.malformed("A coding has no code");
            }
            Optional<Code> found = source.known(coding.getCode());
            if (found.isEmpty()) {
                verdict.against("The code system has no such code");
            } else if (!headings && !found.get().selectable()) {
                verdict.against("The code is abstract");
            } else {
                verdict.found(found.get(), coding.getDisplay());
            }
        }
        return verdict.answer();
    }
}

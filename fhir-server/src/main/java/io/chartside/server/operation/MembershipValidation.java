package io.chartside.server.operation;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.terminology.Code;
import io.chartside.server.terminology.Terminology;
import io.chartside.server.terminology.ValueSetCodes;
import io.chartside.server.terminology.Versions;
import io.chartside.server.terminology.Vocabulary;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ValueSet;
import org.springframework.stereotype.Component;

/** {@code ValueSet/$validate-code} (FHIR R4, valueset-operation-validate-code.html): whether a code is in a value set. */
@Component
final class MembershipValidation extends TerminologyOperation {

    MembershipValidation(Terminology terminology, RecordReader records) {
        super(
                "validate-code",
                ValueSet.class,
                Set.of(Level.TYPE, Level.INSTANCE),
                Set.of(
                        "url",
                        "valueSet",
                        "valueSetVersion",
                        "code",
                        "system",
                        "systemVersion",
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
        ValueSet set = given(call, parameters, ValueSet.class, "valueSet")
                .orElseGet(() -> vocabulary.valueSet(
                        parameters.text("url").orElseThrow(() -> required("$validate-code needs url or valueSet")),
                        parameters.text("valueSetVersion").orElse(null)));
        boolean headings = flag(parameters, "abstract", true);
        CodeVerdict verdict = new CodeVerdict(parameters.text("displayLanguage"));
        for (Coding coding : codings(parameters, "coding", "codeableConcept", "code")) {
            String system = Optional.ofNullable(coding.getSystem())
                    .or(() -> parameters.text("system"))
                    .orElseThrow(() -> required("$validate-code needs the code's system"));
            String version = Optional.ofNullable(coding.getVersion())
                    .or(() -> parameters.text("systemVersion"))
                    .orElse(null);
            if (!coding.hasCode()) {
                throw FhirRefusal.malformed("A coding has no code");
            }
            Versions versions = new Versions(
                    version == null ? Map.of() : Map.of(system, version),
                    Map.of(),
                    Map.of(),
                    Set.of(),
                    day(parameters));
            ValueSetCodes codes = vocabulary.codesOf(set, versions);
            if (!codes.contains(system, coding.getCode())) {
                verdict.against("The code is not in the value set");
                continue;
            }
            Code code = codes.described(system, coding.getCode());
            if (!headings && !code.selectable()) {
                verdict.against("The code is abstract");
            } else {
                verdict.found(code, coding.getDisplay());
            }
        }
        return verdict.answer();
    }
}

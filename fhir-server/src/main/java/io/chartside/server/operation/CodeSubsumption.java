package io.chartside.server.operation;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.terminology.CodeSource;
import io.chartside.server.terminology.Terminology;
import io.chartside.server.terminology.Vocabulary;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** {@code CodeSystem/$subsumes} (FHIR R4, codesystem-operation-subsumes.html): how two codes of one system stand. */
@Component
final class CodeSubsumption extends TerminologyOperation {

    CodeSubsumption(Terminology terminology, RecordReader records) {
        super(
                "subsumes",
                CodeSystem.class,
                Set.of(Level.TYPE, Level.INSTANCE),
                Set.of("codeA", "codeB", "system", "version", "codingA", "codingB"),
                terminology,
                records);
    }

    @Override
    Resource answer(OperationCall call, CallParameters parameters, Vocabulary vocabulary) {
        Coding a = codings(parameters, "codingA", "codeableConcept", "codeA").get(0);
        Coding b = codings(parameters, "codingB", "codeableConcept", "codeB").get(0);
        if (a.hasSystem() && b.hasSystem() && !a.getSystem().equals(b.getSystem())) {
            throw new FhirRefusal(422, "not-supported", "Codes of two systems do not subsume each other");
        }
        String version = parameters
                .text("version")
                .or(() -> Optional.ofNullable(a.getVersion()))
                .orElse(null);
        CodeSource source = given(call, parameters, CodeSystem.class, "codeSystem")
                .map(definition -> inVersion(vocabulary.codes(definition), version))
                .orElseGet(() -> vocabulary.requireCodes(
                        Optional.ofNullable(a.getSystem())
                                .or(() -> parameters.text("system"))
                                .orElseThrow(() -> required("$subsumes needs the codes' system")),
                        version,
                        null));
        for (Coding coding : List.of(a, b)) {
            if (coding.hasSystem() && !coding.getSystem().equals(source.system())) {
                throw FhirRefusal.malformed("A coding is of another code system");
            }
        }
        String first = code(source, a);
        String second = code(source, b);
        String outcome = first.equals(second)
                ? "equivalent"
                : source.isBelow(second, first)
                        ? "subsumes"
                        : source.isBelow(first, second) ? "subsumed-by" : "not-subsumed";
        Parameters answer = new Parameters();
        answer.addParameter("outcome", new CodeType(outcome));
        return answer;
    }

    private static String code(CodeSource source, Coding coding) {
        return source.known(coding.getCode() == null ? "" : coding.getCode())
                .orElseThrow(() -> FhirRefusal.notFound("The code system has no such code"))
                .code();
    }
}

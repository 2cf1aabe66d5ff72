package io.chartside.server.operation;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.terminology.Code;
import io.chartside.server.terminology.CodeSource;
import io.chartside.server.terminology.Terminology;
import io.chartside.server.terminology.Vocabulary;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.springframework.stereotype.Component;

/** {@code CodeSystem/$lookup} (FHIR R4, codesystem-operation-lookup.html): what a code system says of a code. */
@Component
final class CodeLookup extends TerminologyOperation {

    CodeLookup(Terminology terminology, RecordReader records) {
        super(
                "lookup",
                CodeSystem.class,
                Set.of(Level.TYPE),
                Set.of("code", "system", "version", "coding", "date", "displayLanguage", "property"),
                terminology,
                records);
    }

    @Override
    Resource answer(OperationCall call, CallParameters parameters, Vocabulary vocabulary) {
        Coding asked = codings(parameters, "coding", "codeableConcept", "code").get(0);
        String system = asked.hasSystem()
                ? asked.getSystem()
                : parameters.text("system").orElseThrow(() -> required("$lookup needs the code's system"));
        String version = asked.hasVersion()
                ? asked.getVersion()
                : parameters.text("version").orElse(null);
        CodeSource source = vocabulary.requireCodes(system, version, day(parameters));
        Code code = source.known(asked.getCode() == null ? "" : asked.getCode())
                .orElseThrow(() -> FhirRefusal.notFound("The code system has no such code"));
        List<String> wanted = parameters.texts("property");
        Parameters answer = new Parameters();
        answer.addParameter("name", new StringType(source.title()));
        if (!source.version().isEmpty()) {
            answer.addParameter("version", new StringType(source.version()));
        }
        Optional<String> language = parameters.text("displayLanguage");
        answer.addParameter(
                "display", new StringType(code.display().isEmpty() ? code.code() : display(code, language)));
        if (wants(wanted, "designation")) {
            code.designations().forEach(designation -> {
                ParametersParameterComponent part = answer.addParameter().setName("designation");
                if (designation.hasLanguage()) {
                    part.addPart().setName("language").setValue(designation.getLanguageElement());
                }
                if (designation.hasUse()) {
                    part.addPart().setName("use").setValue(designation.getUse());
                }
                part.addPart().setName("value").setValue(designation.getValueElement());
            });
        }
        if (!code.definition().isEmpty()) {
            property(answer, wanted, "definition", new StringType(code.definition()));
        }
        source.parents(code.code()).forEach(parent -> property(answer, wanted, "parent", new CodeType(parent)));
        source.children(code.code()).forEach(child -> property(answer, wanted, "child", new CodeType(child)));
        boolean told = code.properties().stream().anyMatch(p -> p.name().equals("inactive"));
        if (!told && !code.active()) {
            property(answer, wanted, "inactive", new BooleanType(true));
        }
        code.properties().stream()
                .filter(p -> !p.name().equals("parent") && !p.name().equals("child"))
                .forEach(p -> property(answer, wanted, p.name(), p.value()));
        return answer;
    }

    private static boolean wants(List<String> wanted, String property) {
        return wanted.isEmpty() || wanted.contains(property);
    }

    private static void property(Parameters answer, List<String> wanted, String name, Type value) {
        if (wants(wanted, name)) {
            ParametersParameterComponent property = answer.addParameter().setName("property");
            property.addPart().setName("code").setValue(new CodeType(name));
            property.addPart().setName("value").setValue(value);
        }
    }
}

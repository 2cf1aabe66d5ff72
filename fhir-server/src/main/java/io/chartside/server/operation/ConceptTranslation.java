package io.chartside.server.operation;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.terminology.ConceptMapping;
import io.chartside.server.terminology.Terminology;
import io.chartside.server.terminology.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UriType;
import org.springframework.stereotype.Component;

/** {@code ConceptMap/$translate} (FHIR R4, conceptmap-operation-translate.html): what a code is elsewhere, by stored maps. */
@Component
final class ConceptTranslation extends TerminologyOperation {

    ConceptTranslation(Terminology terminology, RecordReader records) {
        super(
                "translate",
                ConceptMap.class,
                Set.of(Level.TYPE, Level.INSTANCE),
                Set.of(
                        "url",
                        "conceptMap",
                        "conceptMapVersion",
                        "code",
                        "system",
                        "version",
                        "source",
                        "coding",
                        "codeableConcept",
                        "target",
                        "targetsystem",
                        "dependency",
                        "reverse"),
                terminology,
                records);
    }

    @Override
    Resource answer(OperationCall call, CallParameters parameters, Vocabulary vocabulary) {
        ConceptMapping mapping = new ConceptMapping(
                vocabulary,
                parameters.text("targetsystem").orElse(null),
                dependencies(parameters),
                flag(parameters, "reverse", false));
        List<Coding> codings = codings(parameters, "coding", "codeableConcept", "code");
        List<ConceptMap> maps = maps(call, parameters, vocabulary);
        List<ConceptMapping.Match> matches = new ArrayList<>();
        for (Coding coding : codings) {
            if (!coding.hasCode()) {
                throw FhirRefusal.malformed("A coding has no code");
            }
            Coding whole = coding.copy();
            if (!whole.hasSystem()) {
                whole.setSystem(
                        parameters.text("system").orElseThrow(() -> required("$translate needs the code's system")));
            }
            maps.forEach(map -> matches.addAll(mapping.of(map, whole)));
        }
        return answer(matches);
    }

    private List<ConceptMap> maps(OperationCall call, CallParameters parameters, Vocabulary vocabulary) {
        Optional<ConceptMap> given = given(call, parameters, ConceptMap.class, "conceptMap")
                .or(() -> parameters
                        .text("url")
                        .map(url -> vocabulary.conceptMap(
                                url, parameters.text("conceptMapVersion").orElse(null))));
        if (given.isPresent()) {
            return List.of(given.get());
        }
        return vocabulary.conceptMaps().stream()
                .filter(map -> fits(map.getSource(), parameters.text("source")))
                .filter(map -> fits(map.getTarget(), parameters.text("target")))
                .toList();
    }

    private static boolean fits(Type valueSet, Optional<String> asked) {
        return asked.isEmpty() || valueSet != null && asked.get().equals(valueSet.primitiveValue());
    }

    private static List<ConceptMapping.Dependency> dependencies(CallParameters parameters) {
        return parameters.parts("dependency").stream()
                .map(dependency -> {
                    String element = null;
                    String value = null;
                    for (ParametersParameterComponent part : dependency) {
                        if ("element".equals(part.getName()) && part.hasValue()) {
                            element = part.getValue().primitiveValue();
                        } else if ("concept".equals(part.getName())
                                && part.getValue() instanceof CodeableConcept concept) {
                            value = concept.getCodingFirstRep().getCode();
                        } else {
                            throw FhirRefusal.malformed("dependency has element and concept");
                        }
                    }
                    if (element == null || value == null) {
                        throw FhirRefusal.malformed("dependency has element and concept");
                    }
                    return new ConceptMapping.Dependency(element, value);
                })
                .toList();
    }

    private static Parameters answer(List<ConceptMapping.Match> matches) {
        boolean any = matches.stream().anyMatch(ConceptMapping.Match::isMatch);
        Parameters answer = new Parameters();
        answer.addParameter("result", any);
        if (!any) {
            answer.addParameter(
                    "message",
                    matches.isEmpty()
                            ? "No map held here says what the code is"
                            : "The map says that nothing corresponds");
        }
        for (ConceptMapping.Match match : matches) {
            ParametersParameterComponent part = answer.addParameter().setName("match");
            part.addPart().setName("equivalence").setValue(new CodeType(match.equivalence()));
            if (match.concept().hasCode()) {
                part.addPart().setName("concept").setValue(match.concept());
            }
            match.products().forEach(product -> {
                ParametersParameterComponent made = part.addPart().setName("product");
                made.addPart().setName("element").setValue(new UriType(product.element()));
                made.addPart().setName("concept").setValue(product.concept());
            });
            if (match.map() != null) {
                part.addPart().setName("source").setValue(new UriType(match.map()));
            }
        }
        return answer;
    }
}

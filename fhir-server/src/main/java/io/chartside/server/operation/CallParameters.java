package io.chartside.server.operation;

import io.chartside.server.interaction.FhirRefusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;

/** The input parameters of an operation, by name; what the operation does not take is refused. */
final class CallParameters {
    private final Map<String, List<ParametersParameterComponent>> byName = new LinkedHashMap<>();

    private CallParameters(Parameters parameters) {
        for (ParametersParameterComponent parameter : parameters.getParameter()) {
            byName.computeIfAbsent(parameter.getName() == null ? "" : parameter.getName(), n -> new ArrayList<>(1))
                    .add(parameter);
        }
    }

    /** Whatever is given: for operations that hand their parameters to the search, which refuses on its own. */
    static CallParameters of(OperationCall call) {
        return new CallParameters(call.parameters());
    }

    /** @throws FhirRefusal 400 for a parameter of another name */
    static CallParameters of(OperationCall call, String operation, Set<String> names) {
        CallParameters parameters = of(call);
        if (!names.containsAll(parameters.byName.keySet())) {
            throw new FhirRefusal(
                    400,
                    "not-supported",
                    "$" + operation + " takes "
                            + String.join(", ", names.stream().sorted().toList()));
        }
        return parameters;
    }

    Set<String> names() {
        return byName.keySet();
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** The first value in the form it has in a URL. */
    Optional<String> text(String name) {
        return texts(name).stream().findFirst();
    }

    /** @throws FhirRefusal 400 when a value has no such form */
    List<String> texts(String name) {
        return byName.getOrDefault(name, List.of()).stream()
                .map(parameter -> text(name, parameter.getValue()))
                .toList();
    }

    Optional<Type> value(String name) {
        return byName.getOrDefault(name, List.of()).stream()
                .filter(ParametersParameterComponent::hasValue)
                .map(ParametersParameterComponent::getValue)
                .findFirst();
    }

    /** The parts of each parameter of that name. */
    List<List<ParametersParameterComponent>> parts(String name) {
        return byName.getOrDefault(name, List.of()).stream()
                .map(ParametersParameterComponent::getPart)
                .toList();
    }

    Optional<Resource> resource(String name) {
        return byName.getOrDefault(name, List.of()).stream()
                .map(ParametersParameterComponent::getResource)
                .filter(Objects::nonNull) // One with nothing in it is there too, which hasResource denies.
                .findFirst();
    }

    /** @throws FhirRefusal 400 unless it is a whole number within the bounds */
    int number(String name, int otherwise, int least, int most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.get().matches("\\d{1,9}")) {
            int number = Integer.parseInt(text.get());
            if (number >= least) {
                return Math.min(number, most);
            }
        }
        throw FhirRefusal.malformed(name + " is a whole number from " + least);
    }

    private static String text(String name, Type value) {
        if (value instanceof Reference reference && reference.hasReference()) {
            return reference.getReference();
        }
        if (value instanceof Identifier identifier) {
            return escaped(identifier.getSystem()) + "|" + escaped(identifier.getValue());
        }
        if (value instanceof CodeableConcept concept && concept.hasCoding()) {
            return concept.getCoding().stream()
                    .map(coding -> text(name, coding))
                    .collect(Collectors.joining(","));
        }
        if (value instanceof Coding coding) {
            return escaped(coding.getSystem()) + "|" + escaped(coding.getCode());
        }
        if (value != null && value.isPrimitive() && value.primitiveValue() != null) {
            return value.primitiveValue();
        }
        throw FhirRefusal.malformed("The parameter " + name + " has no value that this operation understands");
    }

    private static String escaped(String part) {
        return part == null
                ? ""
                : part.replace("\\", "\\\\").replace(",", "\\,").replace("|", "\\|");
    }
}

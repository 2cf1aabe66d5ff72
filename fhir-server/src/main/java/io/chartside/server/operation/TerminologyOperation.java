package io.chartside.server.operation;

import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.store.StoredResource;
import io.chartside.server.terminology.CodeSource;
import io.chartside.server.terminology.Definitions;
import io.chartside.server.terminology.Terminology;
import io.chartside.server.terminology.TerminologyRefused;
import io.chartside.server.terminology.Vocabulary;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Resource;

/** What the operations of FHIR's terminology service (R4, terminology-service.html) have in common. */
abstract class TerminologyOperation implements Operation {
    private static final int MOST_MAPS = 200;
    private final String name;
    private final Class<? extends Resource> on;
    private final Set<Level> levels;
    private final Set<String> names;
    private final Terminology terminology;
    private final RecordReader records;

    /**
     * @param on the type of the definition that it is called on, or that comes as a parameter
     * @param names of the parameters it takes
     */
    TerminologyOperation(
            String name,
            Class<? extends Resource> on,
            Set<Level> levels,
            Set<String> names,
            Terminology terminology,
            RecordReader records) {
        this.name = name;
        this.on = on;
        this.levels = levels;
        this.names = names;
        this.terminology = terminology;
        this.records = records;
    }

    /** @throws TerminologyRefused for what is not held here */
    abstract Resource answer(OperationCall call, CallParameters parameters, Vocabulary vocabulary);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Set<Level> levels() {
        return levels;
    }

    @Override
    public final Set<String> types() {
        return Set.of(on.getSimpleName());
    }

    @Override
    public final List<Need> needs() {
        return List.of(new Need(Interaction.READ, on.getSimpleName()));
    }

    @Override
    public final String definition() {
        return "http://hl7.org/fhir/OperationDefinition/" + on.getSimpleName() + "-" + name;
    }

    @Override
    public final OperationAnswer run(OperationCall call) {
        Set<String> taken = new HashSet<>(names);
        taken.add("resource");
        CallParameters parameters = CallParameters.of(call, name, taken);
        try {
            return OperationAnswer.of(answer(call, parameters, terminology.with(new Stored(call))));
        } catch (TerminologyRefused refused) {
            throw refusal(refused);
        }
    }

    private static FhirRefusal refusal(TerminologyRefused refused) {
        return switch (refused.reason()) {
            case UNKNOWN -> FhirRefusal.notFound(refused.getMessage());
            case NOT_HELD -> new FhirRefusal(422, "not-supported", refused.getMessage());
            case NOT_SUPPORTED -> new FhirRefusal(400, "not-supported", refused.getMessage());
            case TOO_COSTLY -> new FhirRefusal(422, "too-costly", refused.getMessage());
        };
    }

    // ---- parameters

    /** The definition that it is called on, or that came with the call under this name or as the body. */
    final <R extends Resource> Optional<R> given(
            OperationCall call, CallParameters parameters, Class<R> type, String parameter) {
        Optional<Resource> found = call.instance()
                .map(stored -> terminology.parsed(call.context().tenant(), stored))
                .or(() -> parameters.resource(parameter))
                .or(() -> parameters.resource("resource"));
        if (found.isPresent() && !type.isInstance(found.get())) {
            throw FhirRefusal.malformed("$" + name + " takes a " + type.getSimpleName());
        }
        return found.map(type::cast);
    }

    /** The codings asked about; all of them belong to one concept. */
    static List<Coding> codings(CallParameters parameters, String coding, String concept, String code) {
        if (parameters.value(concept).orElse(null) instanceof CodeableConcept several) {
            return several.getCoding();
        }
        if (parameters.value(coding).orElse(null) instanceof Coding one) {
            return List.of(one);
        }
        Optional<String> text = parameters.text(code);
        if (text.isEmpty() || parameters.has(coding) || parameters.has(concept)) {
            throw FhirRefusal.malformed("The code is given as " + code + ", as " + coding + " with valueCoding or as "
                    + concept + " with valueCodeableConcept");
        }
        Coding one = new Coding().setCode(text.get());
        parameters.text("display").ifPresent(one::setDisplay);
        return List.of(one);
    }

    static boolean flag(CallParameters parameters, String name, boolean otherwise) {
        return parameters
                .text(name)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw FhirRefusal.malformed(name + " is true or false");
                })
                .orElse(otherwise);
    }

    /** The day that {@code date} names; null for none. */
    static LocalDate day(CallParameters parameters) {
        String text = parameters.text("date").orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(
                    switch (text.length()) {
                        case 4 -> text + "-12-31";
                        case 7 -> text + "-01";
                        default -> text.substring(0, Math.min(10, text.length()));
                    });
        } catch (DateTimeParseException e) {
            throw FhirRefusal.malformed("date is a date or dateTime");
        }
    }

    static FhirRefusal required(String what) {
        return new FhirRefusal(400, "required", what);
    }

    /** Whether a display is one that the code has. */
    static boolean names(io.chartside.server.terminology.Code code, String display) {
        return code.display().equalsIgnoreCase(display)
                || code.designations().stream().anyMatch(d -> display.equalsIgnoreCase(d.getValue()));
    }

    /** The display in a language where the code has one, else the code system's own. */
    static String display(io.chartside.server.terminology.Code code, Optional<String> language) {
        return language.flatMap(asked -> code.designations().stream()
                        .filter(d -> d.hasLanguage()
                                && (d.getLanguage().equals(asked)
                                        || d.getLanguage().startsWith(asked + "-")))
                        .map(d -> d.getValue())
                        .findFirst())
                .orElse(code.display());
    }

    static CodeSource inVersion(CodeSource source, String version) {
        if (version != null && !version.equals(source.version())) {
            throw FhirRefusal.notFound("The code system is held in another version");
        }
        return source;
    }

    /** The tenant's own definitions. They are nobody's record: who may call the operation may have them looked into. */
    private final class Stored implements Definitions {
        private final OperationCall call;

        Stored(OperationCall call) {
            this.call = call;
        }

        @Override
        public <R extends MetadataResource> Optional<R> find(Class<R> type, String url, String version) {
            return matches(type, Map.of("url", List.of(escaped(url)), "_count", List.of("50"))).stream()
                    .filter(found -> version == null || version.equals(found.getVersion()))
                    .findFirst();
        }

        @Override
        public <R extends MetadataResource> List<R> all(Class<R> type) {
            return matches(type, Map.of("_count", List.of(Integer.toString(MOST_MAPS))));
        }

        private <R extends MetadataResource> List<R> matches(Class<R> type, Map<String, List<String>> query) {
            return records.definitions(call.context().tenant(), type.getSimpleName(), query).stream()
                    .map(stored -> parsed(type, stored))
                    .toList();
        }

        private <R extends MetadataResource> R parsed(Class<R> type, StoredResource stored) {
            return type.cast(terminology.parsed(call.context().tenant(), stored));
        }

        private static String escaped(String value) {
            return value.replaceAll("([\\\\,|$])", "\\\\$1");
        }
    }
}

package io.chartside.server.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.json.Element;
import io.chartside.server.json.ElementDefinitions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Reads a resource's search values, its place in time and whose record it belongs to. */
public final class ResourceIndexer {
    private static final Set<String> HEAD_COLUMNS = Set.of("_id", "_lastUpdated");

    private final ElementDefinitions definitions;
    private final SearchParameters parameters;
    /** Compiled when a type is first stored: most of the 66 types never are. */
    private final Map<String, OfType> compiled = new ConcurrentHashMap<>();

    private record OfType(List<Compiled> all, Optional<ElementPath> patient, Optional<ElementPath> through) {}

    private record Compiled(SearchParameter parameter, ElementPath path, List<Tuple> tuples) {}

    private record Tuple(ElementPath element, List<ElementPath> parts, List<SearchParameter.Kind> kinds) {}

    ResourceIndexer(ElementDefinitions definitions, SearchParameters parameters) {
        this.definitions = definitions;
        this.parameters = parameters;
    }

    /**
     * @param patient the patient whose resource this is, when it names one itself
     * @param through else the resource whose patient it shares (Provenance.target, Binary.securityContext)
     * @param sortAt milliseconds; {@link DateRange#NONE} without a clinical time
     */
    public record Indexed(
            IndexedResource values,
            Optional<LocalReference> patient,
            Optional<LocalReference> through,
            Drafts.Stage stage,
            long sortAt,
            long sortEnd) {}

    /** @param tree of a resource of R4 */
    public Indexed index(JsonNode tree) {
        return index(tree, parameter -> true);
    }

    /** The same, but of values those alone that refer to other resources, and without its place in time. */
    public Indexed indexReferences(JsonNode tree) {
        return index(tree, parameter -> parameter.kind() == SearchParameter.Kind.REFERENCE);
    }

    private Indexed index(JsonNode tree, Predicate<SearchParameter> wanted) {
        Element resource = Element.ofResource(definitions, tree);
        String type = resource.type().name();
        OfType of = compiled.computeIfAbsent(type, this::compile);
        Map<String, List<IndexedValue>> values = new TreeMap<>();
        for (Compiled c : of.all()) {
            if (!wanted.test(c.parameter())) {
                continue;
            }
            Set<IndexedValue> found = new LinkedHashSet<>();
            if (c.path() != null) {
                for (Element element : c.path().from(resource)) {
                    ValueReader.read(c.parameter().kind(), element, found::add);
                }
            }
            for (Tuple tuple : c.tuples()) {
                tuples(resource, tuple, found);
            }
            if (!found.isEmpty()) {
                values.put(c.parameter().name(), List.copyOf(found));
            }
        }
        Optional<LocalReference> patient = of.patient().isPresent()
                ? first(resource, of.patient().get(), Optional.of("Patient"))
                : values.getOrDefault("patient", List.of()).stream()
                        .flatMap(value -> local(value).stream())
                        .filter(reference -> reference.type().equals("Patient"))
                        .findFirst();
        long[] time = clinicalTime(type, values);
        return new Indexed(
                IndexedResource.of(values),
                patient,
                patient.isPresent()
                        ? Optional.empty()
                        : of.through().flatMap(p -> first(resource, p, Optional.empty())),
                Drafts.stage(tree),
                time[0],
                time[1]);
    }

    private OfType compile(String type) {
        List<Compiled> all = new ArrayList<>();
        for (SearchParameter parameter : parameters.of(type)) {
            if (parameter.kind() == SearchParameter.Kind.COMPOSITE) {
                List<Tuple> tuples = tuples(type, parameter);
                if (!tuples.isEmpty()) {
                    all.add(new Compiled(parameter, null, tuples));
                }
            } else if (!HEAD_COLUMNS.contains(parameter.name())) {
                all.add(new Compiled(parameter, path(type, parameter.path()), List.of()));
            }
        }
        TypeRule rule = parameters.rule(type);
        return new OfType(List.copyOf(all), optional(type, rule.patient()), optional(type, rule.through()));
    }

    private List<Tuple> tuples(String type, SearchParameter composite) {
        List<Tuple> tuples = new ArrayList<>();
        CompositeShape.of(parameters, composite).tuples().forEach((element, parts) -> {
            List<ElementPath> paths = new ArrayList<>();
            List<SearchParameter.Kind> kinds = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                paths.add(ElementPath.compileRelative(definitions, parts.get(i))
                        .orElseThrow(() -> notUnderstood(composite)));
                kinds.add(parameters
                        .find(type, composite.components().get(i))
                        .orElseThrow()
                        .kind());
            }
            tuples.add(new Tuple(path(type, element), paths, kinds));
        });
        return tuples;
    }

    private static IllegalStateException notUnderstood(SearchParameter parameter) {
        return new IllegalStateException(
                "search parameter " + parameter.type() + "." + parameter.name() + " is not understood");
    }

    private Optional<ElementPath> optional(String type, String path) {
        return path.isEmpty() ? Optional.empty() : Optional.of(path(type, path));
    }

    private ElementPath path(String type, String path) {
        return ElementPath.compile(definitions, type, path)
                .orElseThrow(() -> new IllegalStateException("the path " + path + " is not understood"));
    }

    private static void tuples(Element resource, Tuple tuple, Set<IndexedValue> into) {
        for (Element element : tuple.element().from(resource)) {
            List<List<IndexedValue>> parts = new ArrayList<>();
            for (int i = 0; i < tuple.parts().size(); i++) {
                List<IndexedValue> part = new ArrayList<>();
                for (Element value : tuple.parts().get(i).from(element)) {
                    ValueReader.read(tuple.kinds().get(i), value, part::add);
                }
                if (part.isEmpty()) {
                    break;
                }
                parts.add(part);
            }
            if (parts.size() == tuple.parts().size()) {
                into.add(new IndexedValue.Composite(parts));
            }
        }
    }

    private static Optional<LocalReference> first(Element resource, ElementPath path, Optional<String> type) {
        List<IndexedValue> links = new ArrayList<>();
        path.from(resource).forEach(element -> ValueReader.read(SearchParameter.Kind.REFERENCE, element, links::add));
        return links.stream()
                .flatMap(value -> local(value).stream())
                .filter(reference -> type.isEmpty() || reference.type().equals(type.get()))
                .findFirst();
    }

    private static Optional<LocalReference> local(IndexedValue value) {
        return value instanceof IndexedValue.Link link && !link.type().isEmpty()
                ? Optional.of(new LocalReference(link.type(), link.id()))
                : Optional.empty();
    }

    private long[] clinicalTime(String type, Map<String, List<IndexedValue>> values) {
        for (String name : parameters.clinicalTimes(type)) {
            long low = DateRange.OPEN;
            long high = DateRange.NONE;
            for (IndexedValue value : values.getOrDefault(name, List.of())) {
                if (value instanceof IndexedValue.Range range) {
                    low = Math.min(low, range.low());
                    high = Math.max(high, range.high());
                }
            }
            if (low <= high) {
                return new long[] {low, high};
            }
        }
        return new long[] {DateRange.NONE, DateRange.NONE};
    }
}

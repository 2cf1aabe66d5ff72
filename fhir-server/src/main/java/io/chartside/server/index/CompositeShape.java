package io.chartside.server.index;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the parts of a composite parameter stand (R4, 3.1.1.4.15). Parts that belong to the resource as a whole are read
 * from the values of other parameters and take no room; parts of repeating elements are kept together as tuples.
 *
 * @param whole the parameters that pair for the resource as a whole; empty when there is no such pair
 * @param tuples from the path of an element to the paths of each part within it
 */
public record CompositeShape(List<String> whole, Map<String, List<List<String>>> tuples) {

    static CompositeShape of(SearchParameters parameters, SearchParameter composite) {
        List<String> whole = List.of();
        Map<String, List<List<String>>> tuples = new LinkedHashMap<>();
        List<String> bases = ElementPath.alternatives(composite.path());
        for (String base : bases) {
            List<List<String>> parts = new ArrayList<>();
            for (String component : composite.components()) {
                SearchParameter part = parameters
                        .find(composite.type(), component)
                        .orElseThrow(() -> new IllegalStateException(composite.type() + "." + composite.name()
                                + " is composed of " + component + ", which is no parameter"));
                parts.add(within(base, bases, part));
            }
            Optional<List<String>> named =
                    base.equals(composite.type()) ? named(parameters, composite, parts) : Optional.empty();
            if (named.isPresent()) {
                whole = named.get();
            } else {
                tuples.put(base, parts);
            }
        }
        return new CompositeShape(whole, tuples);
    }

    /** The paths of a part relative to an element, without those that lie in a nearer one. */
    private static List<String> within(String base, List<String> bases, SearchParameter part) {
        List<String> relative = new ArrayList<>();
        for (String path : ElementPath.alternatives(part.path())) {
            boolean nearer =
                    bases.stream().anyMatch(other -> other.length() > base.length() && path.startsWith(other + "."));
            if (path.startsWith(base + ".") && !nearer) {
                relative.add(path.substring(base.length() + 1));
            }
        }
        return relative;
    }

    private static Optional<List<String>> named(
            SearchParameters parameters, SearchParameter composite, List<List<String>> parts) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Set<String> wanted = new LinkedHashSet<>();
            parts.get(i).forEach(relative -> wanted.add(composite.type() + "." + relative));
            SearchParameter.Kind kind = parameters
                    .find(composite.type(), composite.components().get(i))
                    .orElseThrow()
                    .kind();
            Optional<String> name = parameters.of(composite.type()).stream()
                    .filter(p -> p.kind() == kind)
                    .filter(p -> Set.copyOf(ElementPath.alternatives(p.path())).equals(wanted))
                    .map(SearchParameter::name)
                    .findFirst();
            if (name.isEmpty()) {
                return Optional.empty();
            }
            names.add(name.get());
        }
        return Optional.of(names);
    }
}

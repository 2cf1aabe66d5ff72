package io.chartside.server.index;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The resource types of the store and the search parameters of each. */
public final class SearchParameters {
    private final Map<String, Map<String, SearchParameter>> byType;
    private final Map<String, TypeRule> rules;

    /** @param defined of any types; what is defined twice counts as it was last */
    SearchParameters(Map<String, TypeRule> rules, List<SearchParameter> defined) {
        this.rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        Map<String, Map<String, SearchParameter>> all = new LinkedHashMap<>();
        rules.keySet().forEach(type -> all.put(type, new TreeMap<>()));
        for (SearchParameter parameter : defined) {
            Map<String, SearchParameter> ofType = all.get(parameter.type());
            if (ofType != null) {
                ofType.put(parameter.name(), parameter);
            }
        }
        all.replaceAll((type, ofType) -> Collections.unmodifiableMap(ofType));
        this.byType = Collections.unmodifiableMap(all);
        rules.forEach((type, rule) -> {
            for (String name : rule.times()) {
                if (find(type, name).isEmpty()) {
                    throw new IllegalStateException("resource-types.yml: " + type + " has no search parameter " + name);
                }
            }
        });
    }

    /** With further parameters, such as a tenant's own. */
    SearchParameters and(Collection<SearchParameter> more) {
        return new SearchParameters(rules, with(more));
    }

    /** With a type that the store does not hold. */
    SearchParameters withType(String type, Collection<SearchParameter> defined) {
        Map<String, TypeRule> all = new LinkedHashMap<>(rules);
        all.put(type, TypeRule.NONE);
        return new SearchParameters(all, with(defined));
    }

    private List<SearchParameter> with(Collection<SearchParameter> more) {
        List<SearchParameter> all = new ArrayList<>();
        byType.values().forEach(ofType -> all.addAll(ofType.values()));
        all.addAll(more);
        return all;
    }

    /** The types the store holds, in the order of the configuration. */
    public Set<String> types() {
        return byType.keySet();
    }

    public boolean serves(String type) {
        return byType.containsKey(type);
    }

    /** Sorted by name. */
    public Collection<SearchParameter> of(String type) {
        return byType.getOrDefault(type, Map.of()).values();
    }

    public Optional<SearchParameter> find(String type, String name) {
        return Optional.ofNullable(byType.getOrDefault(type, Map.of()).get(name));
    }

    /** The date parameters whose first value is the type's clinical time. */
    public List<String> clinicalTimes(String type) {
        return rule(type).times();
    }

    /** Where the parts of a composite stand. */
    public CompositeShape shape(SearchParameter composite) {
        return CompositeShape.of(this, composite);
    }

    TypeRule rule(String type) {
        return rules.getOrDefault(type, TypeRule.NONE);
    }
}

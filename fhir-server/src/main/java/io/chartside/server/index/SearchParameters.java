package io.chartside.server.index;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The resource types of the store and the search parameters of each, from HAPI's R4 definitions. */
public final class SearchParameters {
    private static final Set<String> NOT_SERVED = Set.of("phonetic", "near");

    private final Map<String, Map<String, SearchParameter>> byType;
    private final Map<String, List<String>> clinicalTimes;

    /** @param clinicalTimes of each type the date parameters that give its clinical time, the first with a value counts */
    SearchParameters(FhirContext fhir, Map<String, List<String>> clinicalTimes) {
        this.clinicalTimes = Collections.unmodifiableMap(new LinkedHashMap<>(clinicalTimes));
        Map<String, Map<String, SearchParameter>> all = new LinkedHashMap<>();
        for (String type : clinicalTimes.keySet()) {
            all.put(type, Collections.unmodifiableMap(define(fhir, type)));
            for (String name : clinicalTimes.get(type)) {
                if (!all.get(type).containsKey(name)) {
                    throw new IllegalStateException("resource-types.yml: " + type + " has no search parameter " + name);
                }
            }
        }
        this.byType = Collections.unmodifiableMap(all);
    }

    private static Map<String, SearchParameter> define(FhirContext fhir, String type) {
        Map<String, SearchParameter> parameters = new TreeMap<>();
        for (RuntimeSearchParam p : fhir.getResourceDefinition(type).getSearchParams()) {
            kind(p).filter(kind -> ElementPath.compile(fhir, type, p.getPath()).isPresent())
                    .ifPresent(kind -> parameters.put(
                            p.getName(), new SearchParameter(type, p.getName(), kind, p.getTargets(), p.getPath())));
        }
        return parameters;
    }

    private static Optional<SearchParameter.Kind> kind(RuntimeSearchParam p) {
        if (NOT_SERVED.contains(p.getName())
                || p.getPath() == null
                || p.getPath().isBlank()) {
            return Optional.empty();
        }
        return switch (p.getParamType()) {
            case STRING -> Optional.of(SearchParameter.Kind.STRING);
            case TOKEN -> Optional.of(SearchParameter.Kind.TOKEN);
            case REFERENCE -> Optional.of(SearchParameter.Kind.REFERENCE);
            case DATE -> Optional.of(SearchParameter.Kind.DATE);
            case QUANTITY -> Optional.of(SearchParameter.Kind.QUANTITY);
            case NUMBER -> Optional.of(SearchParameter.Kind.NUMBER);
            case URI -> Optional.of(SearchParameter.Kind.URI);
            case COMPOSITE, SPECIAL, HAS -> Optional.empty();
        };
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
        return clinicalTimes.getOrDefault(type, List.of());
    }
}

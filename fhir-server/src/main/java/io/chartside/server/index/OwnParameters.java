package io.chartside.server.index;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.json.Element;
import io.chartside.server.json.ElementDefinitions;
import io.chartside.server.json.JsonTree;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The search parameters that tenants define themselves. Their values are not sealed beside a resource: a hit is parsed
 * and read. Equality has patient tokens like any other parameter, which every write adds and {@code $reindex} adds to what
 * was written before.
 */
public final class OwnParameters {
    private final ElementDefinitions elements;
    private final Definitions definitions;
    private final Duration knownAfter;
    private final Map<TenantId, Known> known = new ConcurrentHashMap<>();

    /** Where they are kept. */
    @FunctionalInterface
    public interface Definitions {
        List<Definition> of(TenantId tenant);
    }

    /** @param ready whether all resources of its type are indexed by it */
    public record Definition(SearchParameter parameter, boolean ready) {}

    private record Own(Definition definition, ElementPath path) {}

    /** @param at of {@link System#nanoTime} */
    private record Known(long at, List<Own> own) {}

    /** @param knownAfter how long another process may write without knowing a new parameter */
    public OwnParameters(FhirContext fhir, Definitions definitions, Duration knownAfter) {
        this.elements = ElementDefinitions.of(fhir);
        this.definitions = definitions;
        this.knownAfter = knownAfter;
    }

    public Duration knownAfter() {
        return knownAfter;
    }

    /** Whether its path is one that can be indexed. */
    public boolean isUnderstood(SearchParameter parameter) {
        return switch (parameter.kind()) {
            case COMPOSITE, SPECIAL -> false;
            default ->
                ElementPath.compile(elements, parameter.type(), parameter.path())
                        .isPresent();
        };
    }

    /**
     * Reads the definitions unless they are known and fresh. To be called before a connection is taken: whoever holds one and
     * waits for another can wait for ever, so what follows takes the definitions as they were then.
     */
    public void prepare(TenantId tenant) {
        Known last = known.get(tenant);
        if (last == null || System.nanoTime() - last.at() >= knownAfter.toNanos()) {
            known.put(tenant, read(tenant));
        }
    }

    /** To be called where definitions were changed. */
    public void forget(TenantId tenant) {
        known.remove(tenant);
    }

    private List<Own> of(TenantId tenant) {
        return known.computeIfAbsent(tenant, this::read).own();
    }

    private Known read(TenantId tenant) {
        long at = System.nanoTime();
        return new Known(
                at,
                definitions.of(tenant).stream()
                        .flatMap(d -> ElementPath.compile(
                                elements, d.parameter().type(), d.parameter().path())
                                .map(path -> new Own(d, path))
                                .stream())
                        .toList());
    }

    /** Those that searches are served by, as they were when they were last prepared. */
    public List<SearchParameter> ready(TenantId tenant) {
        return of(tenant).stream()
                .map(Own::definition)
                .filter(Definition::ready)
                .map(Definition::parameter)
                .toList();
    }

    public Optional<Definition> find(TenantId tenant, String type, String name) {
        return own(tenant, type, name).map(Own::definition);
    }

    private Optional<Own> own(TenantId tenant, String type, String name) {
        return of(tenant).stream()
                .filter(own -> own.definition().parameter().type().equals(type)
                        && own.definition().parameter().name().equals(name))
                .findFirst();
    }

    /** The words whose tokens the resource has by the tenant's parameters. */
    public Set<String> patientWords(TenantId tenant, JsonNode resource) {
        Set<String> words = new LinkedHashSet<>();
        List<Own> all = of(tenant);
        for (Own own : all) {
            SearchParameter parameter = own.definition().parameter();
            if (parameter.type().equals(resource.path("resourceType").asText()) && hasPatientWords(parameter)) {
                values(own, resource)
                        .forEach(value -> SearchWords.equalityWords(value)
                                .forEach(word -> words.add(SearchWords.patientWord(parameter.name(), word))));
            }
        }
        return words;
    }

    public static boolean hasPatientWords(SearchParameter parameter) {
        return switch (parameter.kind()) {
            case TOKEN, REFERENCE, URI -> true;
            default -> false;
        };
    }

    /** What a stored resource has by a parameter; empty when the tenant has no such parameter. */
    public List<IndexedValue> values(TenantId tenant, SearchParameter parameter, byte[] json) {
        return own(tenant, parameter.type(), parameter.name())
                .map(own -> values(own, JsonTree.ofStored(json)))
                .orElse(List.of());
    }

    private List<IndexedValue> values(Own own, JsonNode resource) {
        Set<IndexedValue> values = new LinkedHashSet<>();
        for (Element element : own.path().from(Element.ofResource(elements, resource))) {
            ValueReader.read(own.definition().parameter().kind(), element, values::add);
        }
        return List.copyOf(values);
    }
}

package io.chartside.server.search;

import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.IndexedValue;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A reference by the address of a definition instead of its id (R4, references.html#canonical).
 *
 * @param version empty for any
 */
record Canonical(String url, String version) {

    /** Empty for a reference of another kind. */
    static Optional<Canonical> of(IndexedValue value) {
        if (!(value instanceof IndexedValue.Link link) || !link.type().isEmpty()) {
            return Optional.empty();
        }
        String whole = link.id().replaceFirst("#.*", "");
        int bar = whole.indexOf('|');
        return Optional.of(
                bar < 0 ? new Canonical(whole, "") : new Canonical(whole.substring(0, bar), whole.substring(bar + 1)));
    }

    /** By what definitions of the type are found; empty for a type that has no such address. */
    static Optional<SearchParameter> addressOf(SearchParameters parameters, String type) {
        return parameters.find(type, "version").flatMap(version -> parameters.find(type, "url"));
    }

    static Criterion addressed(SearchParameter url, List<Canonical> anyOf) {
        List<SearchValue> addresses = anyOf.stream()
                .map(Canonical::url)
                .distinct()
                .<SearchValue>map(one -> new SearchValue.Address(one, SearchValue.UriMode.SAME))
                .toList();
        return new Criterion.Values(url, addresses, false);
    }

    /** What refers to a resource by its address meets one of these; none for a resource that has no such address. */
    static List<SearchValue> naming(SearchParameters parameters, String type, IndexedResource resource) {
        if (addressOf(parameters, type).isEmpty()) {
            return List.of();
        }
        String version = "";
        for (IndexedValue value : resource.values("version")) {
            version = value instanceof IndexedValue.Token token ? token.code() : version;
        }
        List<SearchValue> names = new ArrayList<>();
        for (IndexedValue value : resource.values("url")) {
            if (value instanceof IndexedValue.Address address) {
                names.add(new SearchValue.Definition(address.uri(), version));
            }
        }
        return names;
    }

    boolean names(IndexedResource definition) {
        return definition.values("url").contains(new IndexedValue.Address(url))
                && (version.isEmpty()
                        || definition.values("version").stream()
                                .anyMatch(value -> value instanceof IndexedValue.Token token
                                        && token.code().equals(version)));
    }
}

package io.chartside.server.search;

import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.IndexedValue;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.store.StoredResource;
import java.util.List;
import java.util.Set;

/** One condition of a search; all of a search's conditions must hold. */
sealed interface Criterion {

    /** Whether a resource meets it, from its sealed search values. */
    boolean holds(StoredResource resource, IndexedResource values);

    /** Any of the values is met, or with {@code not} none is (R4, 3.1.1.4.5). */
    record Values(SearchParameter parameter, List<SearchValue> anyOf, boolean not) implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            for (IndexedValue stored : values.values(parameter.name())) {
                for (SearchValue asked : anyOf) {
                    if (asked.meets(stored)) {
                        return !not;
                    }
                }
            }
            return not;
        }
    }

    record Missing(SearchParameter parameter, boolean missing) implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            return values.values(parameter.name()).isEmpty() == missing;
        }
    }

    record Ids(Set<String> ids) implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            return ids.contains(resource.id());
        }
    }

    record Updated(List<SearchValue.Date> anyOf) implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            long at = resource.lastUpdated().toEpochMilli();
            return anyOf.stream().anyMatch(date -> date.meets(at, at));
        }
    }

    /** {@code reference:Type.parameter=value}; {@link Links} once the targets are known. */
    record Chain(SearchParameter reference, String targetType, String parameter, String value) implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            throw new IllegalStateException("a chain is resolved before it is tested");
        }
    }

    /** {@code _has:Type:reference:parameter=value}; {@link Ids} once the sources are known. */
    record Has(String searchedType, String sourceType, SearchParameter reference, String parameter, String value)
            implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            throw new IllegalStateException("_has is resolved before it is tested");
        }
    }
}

package io.chartside.server.search;

import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.IndexedValue;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.TextWords;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One condition of a search; all of a search's conditions must hold. */
sealed interface Criterion {

    /** Whether a resource meets it, from its sealed search values. */
    boolean holds(StoredResource resource, IndexedResource values);

    /** Conditions that other searches must turn into others before they can be tested. */
    sealed interface Unresolved extends Criterion {
        @Override
        default boolean holds(StoredResource resource, IndexedResource values) {
            throw new IllegalStateException("a criterion on other resources is resolved before it is tested");
        }
    }

    /** Conditions on other resources of which too many meet them to be named: {@link Joins} tests them page by page. */
    sealed interface Joined extends Criterion {
        @Override
        default boolean holds(StoredResource resource, IndexedResource values) {
            throw new IllegalStateException("a criterion on many other resources is tested together with its page");
        }
    }

    /** @param criteria without {@link Unresolved} */
    record Other(String type, List<Criterion> criteria) {
        public Other {
            criteria = List.copyOf(criteria);
        }
    }

    /** A chain: the reference leads to one that is found. */
    record ToTargets(SearchParameter reference, List<Other> anyOf) implements Joined {
        public ToTargets {
            anyOf = List.copyOf(anyOf);
        }
    }

    /** {@code _has}: one that is found refers to it. */
    record FromSources(String searchedType, SearchParameter reference, Other source) implements Joined {}

    /** Any of the values is met, or with {@code not} none is (R4, 3.1.1.4.5). */
    record Values(SearchParameter parameter, List<SearchValue> anyOf, boolean not) implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            return anyMet(anyOf, values.values(parameter.name())) != not;
        }
    }

    /** By a parameter of the tenant's own, whose values are read from the resource itself. */
    record OwnValues(
            OwnParameters own, TenantId tenant, SearchParameter parameter, List<SearchValue> anyOf, boolean not)
            implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            return anyMet(anyOf, own.values(tenant, parameter, resource.json())) != not;
        }
    }

    /** Whether a parameter of the tenant's own has a value. */
    record OwnMissing(OwnParameters own, TenantId tenant, SearchParameter parameter, boolean missing)
            implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            return own.values(tenant, parameter, resource.json()).isEmpty() == missing;
        }
    }

    private static boolean anyMet(List<? extends SearchValue> asked, List<IndexedValue> stored) {
        for (IndexedValue value : stored) {
            for (SearchValue one : asked) {
                if (one.meets(value)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * @param whole parameters that pair for the resource as a whole
     * @param tuples whether elements within it have pairs of their own
     */
    record Composites(SearchParameter parameter, List<String> whole, boolean tuples, List<SearchValue.Composite> anyOf)
            implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            return !whole.isEmpty() && anyOf.stream().anyMatch(asked -> pairs(asked, values))
                    || tuples && anyMet(anyOf, values.values(parameter.name()));
        }

        private boolean pairs(SearchValue.Composite asked, IndexedResource values) {
            for (int i = 0; i < whole.size(); i++) {
                if (!anyMet(List.of(asked.parts().get(i)), values.values(whole.get(i)))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @param whole of a composite the parameters that pair for the resource as a whole */
    record Missing(SearchParameter parameter, List<String> whole, boolean missing) implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            boolean found = !values.values(parameter.name()).isEmpty()
                    || !whole.isEmpty()
                            && whole.stream()
                                    .noneMatch(name -> values.values(name).isEmpty());
            return found != missing;
        }
    }

    record Ids(Set<String> ids) implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            return ids.contains(resource.id());
        }
    }

    record Anything() implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            return true;
        }
    }

    record Updated(List<SearchValue.Date> anyOf) implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            long at = resource.lastUpdated().toEpochMilli();
            return anyOf.stream().anyMatch(date -> date.meets(at, at));
        }
    }

    /** {@code _text} and {@code _content}: all words of one of the sets stand in it. */
    record Words(boolean narrativeOnly, List<Set<String>> anyOf) implements Criterion {
        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            Set<String> found = TextWords.ofResource(JsonTree.ofStored(resource.json()), narrativeOnly);
            return anyOf.stream().anyMatch(found::containsAll);
        }
    }

    /** In the compartment of a resource: it is that resource, or one of these parameters refers to it. */
    record Within(String type, List<SearchParameter> parameters, SearchValue.Link of) implements Criterion {
        /** Whether the compartment can hold resources of the type. */
        static boolean holds(SearchParameters all, String type, String compartment) {
            return type.equals(compartment)
                    || all.of(type).stream().anyMatch(p -> p.compartments().contains(compartment));
        }

        static Within of(SearchParameters all, String type, String compartment, String id) {
            List<SearchParameter> members = all.of(type).stream()
                    .filter(p -> p.kind() == SearchParameter.Kind.REFERENCE)
                    .filter(p -> p.compartments().contains(compartment))
                    .toList();
            if (members.isEmpty() && !type.equals(compartment)) {
                throw SearchRefused.invalid("the compartment holds no resources of this type");
            }
            return new Within(type, members, new SearchValue.Link(compartment, id));
        }

        @Override
        public boolean holds(StoredResource resource, IndexedResource values) {
            return type.equals(of.type()) && resource.id().equals(of.id())
                    || parameters.stream().anyMatch(p -> anyMet(List.of(of), values.values(p.name())));
        }
    }

    /** {@code reference:Type.parameter=value}; {@link Values} once the targets are known, {@link ToTargets} if they are many. */
    record Chain(SearchParameter reference, List<String> targetTypes, String parameter, String value)
            implements Unresolved {}

    /** {@code _has:Type:reference:parameter=value}; {@link Ids} once the sources are known, {@link FromSources} if they are many. */
    record Has(String searchedType, String sourceType, SearchParameter reference, String parameter, String value)
            implements Unresolved {}

    /** {@code _list=id}; {@link Ids} once the list is read. */
    record InList(String searchedType, String list) implements Unresolved {}

    /**
     * {@code :above} and {@code :below} of a reference; {@link Values} once what lies there is known.
     *
     * @param named where it begins, which is meant as well
     * @param parents of each type named, and of others, by what its resources are parts of one another
     */
    record OfHierarchy(
            SearchParameter parameter,
            boolean below,
            List<SearchValue.Link> named,
            Map<String, SearchParameter> parents)
            implements Unresolved {}

    /** {@code :in}, {@code :not-in}, {@code :above}, {@code :below}; {@link Values} once the codes are known. */
    record OfTerminology(SearchParameter parameter, String modifier, String value) implements Unresolved {}
}

package io.chartside.server.search;

import io.chartside.server.index.IndexedValue;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.TenantSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns chains, {@code _has}, {@code _list} and value sets into criteria on the type searched, by searching the other type
 * first: with that type's own sight, so that nothing can be asked of what may not be seen.
 */
final class CriteriaResolver {
    /** Of a chain or a {@code _has} so many are named; more are joined ({@link Joins}). */
    private static final int MOST_NAMED = 500;

    private final SearchParameters parameters;
    private final QueryParser parser;
    private final InnerSearch inner;
    private final CodeSets codeSets;

    interface InnerSearch {
        /**
         * @param criteria without {@link Criterion.Unresolved}
         * @return all that match; empty when they are more than the bound, or when it takes too much work to tell
         */
        Optional<List<RowSeal.Opened>> all(
                TenantSession session, Sight sight, String type, List<Criterion> criteria, int bound)
                throws SQLException;
    }

    CriteriaResolver(SearchParameters parameters, QueryParser parser, CodeSets codeSets, InnerSearch inner) {
        this.parameters = parameters;
        this.parser = parser;
        this.codeSets = codeSets;
        this.inner = inner;
    }

    List<Criterion> resolve(TenantSession session, Sight sight, List<Criterion> criteria) throws SQLException {
        List<Criterion> resolved = new ArrayList<>();
        for (Criterion criterion : criteria) {
            resolved.add(criterion instanceof Criterion.Unresolved other ? resolve(session, sight, other) : criterion);
        }
        return resolved;
    }

    private Criterion resolve(TenantSession session, Sight sight, Criterion.Unresolved criterion) throws SQLException {
        if (criterion instanceof Criterion.Chain chain) {
            return resolve(session, sight, chain);
        } else if (criterion instanceof Criterion.Has has) {
            return resolve(session, sight, has);
        } else if (criterion instanceof Criterion.OfHierarchy hierarchy) {
            return resolve(session, sight, hierarchy);
        } else if (criterion instanceof Criterion.InList list) {
            List<Criterion> asked = List.of(new Criterion.Ids(Set.of(list.list())));
            return new Criterion.Ids(
                    ids(inner.all(session, sight, "List", asked, 1).orElseThrow(), "item", list.searchedType()));
        }
        Criterion.OfTerminology codes = (Criterion.OfTerminology) criterion;
        return new Criterion.Values(
                codes.parameter(),
                List.of(codeSets.of(session, codes)),
                codes.modifier().equals("not-in"));
    }

    private Criterion resolve(TenantSession session, Sight sight, Criterion.Has has) throws SQLException {
        Criterion.Other source = other(session, sight, has.sourceType(), has.parameter(), has.value());
        Optional<List<RowSeal.Opened>> few = inner.all(session, sight, source.type(), source.criteria(), MOST_NAMED);
        Optional<SearchParameter> address = Canonical.addressOf(parameters, has.searchedType());
        if (few.isEmpty()) {
            requireById(address);
            return new Criterion.FromSources(has.searchedType(), has.reference(), source);
        }
        Set<String> ids = ids(few.get(), has.reference().name(), has.searchedType());
        List<Canonical> canonicals = few.get().stream()
                .flatMap(opened -> opened.values().values(has.reference().name()).stream())
                .flatMap(value -> Canonical.of(value).stream())
                .distinct()
                .toList();
        if (address.isPresent() && !canonicals.isEmpty()) {
            few(session, sight, has.searchedType(), Canonical.addressed(address.get(), canonicals)).stream()
                    .filter(found -> canonicals.stream().anyMatch(canonical -> canonical.names(found.values())))
                    .forEach(found -> ids.add(found.resource().id()));
        }
        return new Criterion.Ids(ids);
    }

    /** What may be referred to by its address is not joined by its id. */
    private static void requireById(Optional<SearchParameter> address) {
        if (address.isPresent()) {
            throw tooMany();
        }
    }

    private static SearchRefused tooMany() {
        return SearchRefused.tooCostly(
                "more than " + MOST_NAMED + " resources are found on the way to what is searched: narrow the search");
    }

    private Criterion resolve(TenantSession session, Sight sight, Criterion.Chain chain) throws SQLException {
        List<SearchValue> targets = new ArrayList<>();
        List<Criterion.Other> others = new ArrayList<>();
        boolean few = true;
        for (String type : chain.targetTypes()) {
            Criterion.Other other = other(session, sight, type, chain.parameter(), chain.value());
            others.add(other);
            if (few) {
                Optional<List<RowSeal.Opened>> found = inner.all(session, sight, type, other.criteria(), MOST_NAMED);
                few = found.isPresent();
                found.ifPresent(all -> all.forEach(target -> targets.addAll(named(type, target))));
            }
        }
        if (!few) {
            chain.targetTypes().forEach(type -> requireById(Canonical.addressOf(parameters, type)));
            return new Criterion.ToTargets(chain.reference(), others);
        }
        return targets.isEmpty()
                ? new Criterion.Ids(Set.of())
                : new Criterion.Values(chain.reference(), targets, false);
    }

    /** By its id, and a definition by its address. */
    private List<SearchValue> named(String type, RowSeal.Opened target) {
        List<SearchValue> names = new ArrayList<>();
        names.add(new SearchValue.Link(type, target.resource().id()));
        names.addAll(Canonical.naming(parameters, type, target.values()));
        return names;
    }

    private Criterion.Other other(TenantSession session, Sight sight, String type, String parameter, String value)
            throws SQLException {
        return new Criterion.Other(
                type, resolve(session, sight, parser.criterion(session.tenant(), type, parameter, value)));
    }

    /** From the ones named step by step to what refers to them, or to what they refer to, until nothing is new. */
    private Criterion resolve(TenantSession session, Sight sight, Criterion.OfHierarchy hierarchy) throws SQLException {
        Set<SearchValue> all = new LinkedHashSet<>();
        for (Map.Entry<String, SearchParameter> ofType : hierarchy.parents().entrySet()) {
            Set<SearchValue> step = hierarchy.named().stream()
                    .filter(link -> link.type().equals(ofType.getKey()))
                    .collect(Collectors.toSet());
            while (!step.isEmpty()) {
                all.addAll(step);
                step = hierarchy.below()
                        ? below(session, sight, ofType.getKey(), ofType.getValue(), step)
                        : above(session, sight, ofType.getKey(), ofType.getValue(), step);
                step.removeAll(all);
                if (all.size() + step.size() > MOST_NAMED) {
                    throw tooMany();
                }
            }
        }
        return new Criterion.Values(hierarchy.parameter(), List.copyOf(all), false);
    }

    private Set<SearchValue> below(
            TenantSession session, Sight sight, String type, SearchParameter parent, Set<SearchValue> step)
            throws SQLException {
        Set<SearchValue> found = new HashSet<>();
        for (RowSeal.Opened part : few(session, sight, type, new Criterion.Values(parent, List.copyOf(step), false))) {
            found.add(new SearchValue.Link(type, part.resource().id()));
        }
        return found;
    }

    private Set<SearchValue> above(
            TenantSession session, Sight sight, String type, SearchParameter parent, Set<SearchValue> step)
            throws SQLException {
        Set<String> ids =
                step.stream().map(link -> ((SearchValue.Link) link).id()).collect(Collectors.toSet());
        Set<SearchValue> found = new HashSet<>();
        for (RowSeal.Opened part : few(session, sight, type, new Criterion.Ids(ids))) {
            for (IndexedValue value : part.values().values(parent.name())) {
                if (value instanceof IndexedValue.Link link && link.type().equals(type)) {
                    found.add(new SearchValue.Link(type, link.id()));
                }
            }
        }
        return found;
    }

    private List<RowSeal.Opened> few(TenantSession session, Sight sight, String type, Criterion criterion)
            throws SQLException {
        return inner.all(session, sight, type, List.of(criterion), MOST_NAMED).orElseThrow(CriteriaResolver::tooMany);
    }

    private static Set<String> ids(List<RowSeal.Opened> sources, String reference, String type) {
        Set<String> ids = new HashSet<>();
        for (RowSeal.Opened source : sources) {
            for (IndexedValue value : source.values().values(reference)) {
                if (value instanceof IndexedValue.Link link && link.type().equals(type)) {
                    ids.add(link.id());
                }
            }
        }
        return ids;
    }
}

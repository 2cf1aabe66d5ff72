package io.chartside.server.search;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.DateRange;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.SearchWords;
import io.chartside.server.store.SearchTokens;
import io.chartside.server.store.Sight;
import io.chartside.server.store.TenantSession;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses where a search begins. In order: the ids asked for, one patient's record, what refers to a resource, a
 * population token, and else a walk along the type.
 */
final class SearchPlanner {
    private final SearchParameters parameters;
    private final SearchWords words;
    private final KeyRing keys;
    private final KnownNumbers numbers;
    private final PatientTokens patientTokens;
    private final RecordLinks recordLinks;

    SearchPlanner(SearchParameters parameters, SearchWords words, KeyRing keys, KnownNumbers numbers) {
        this.parameters = parameters;
        this.words = words;
        this.keys = keys;
        this.numbers = numbers;
        this.patientTokens = new PatientTokens(parameters, words, keys);
        this.recordLinks = new RecordLinks(words, keys);
    }

    void know(TenantId tenant, UnitOfWork.Key key, KnownNumbers.Number number) {
        numbers.learn(tenant, key, number);
    }

    /** @param criteria with chains and {@code _has} resolved */
    SearchPlan plan(TenantSession session, Sight sight, String type, List<Criterion> criteria) throws SQLException {
        Sight.Extent extent = sight.of(type);
        if (extent instanceof Sight.Extent.Nothing) {
            return SearchPlan.nothing();
        }
        List<Criterion> checks = new ArrayList<>(criteria);
        List<Criterion.Joined> joins = new ArrayList<>();
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Joined joined) {
                joins.add(joined);
                checks.remove(joined);
            }
        }
        Anchor anchor = ids(criteria, checks);
        if (anchor == null) {
            anchor = patients(session, type, criteria, checks, extent);
        }
        if (anchor == null) {
            anchor = compartment(session, type, criteria);
        }
        if (anchor == null) {
            anchor = links(session, type, criteria);
        }
        List<Criterion> necessary = necessary(type, criteria);
        List<long[]> tokenFilters = new ArrayList<>();
        if (anchor == null) {
            tokenFilters.addAll(populationTokens(session, type, necessary));
            anchor = tokenFilters.isEmpty() ? new Anchor.Walk() : new Anchor.Tokens(tokenFilters.remove(0));
        }
        SqlFilter filter = new SqlFilter();
        times(type, necessary, filter);
        List<List<String>> patientWords = patientTokens.words(type, necessary);
        List<List<List<String>>> textWords = patientTokens.textWords(type, criteria);
        if (anchor instanceof Anchor.Patients patients) {
            patientTokens.filter(session, patientWords, patients, filter);
            patientTokens.filterText(session, textWords, patients, filter);
        }
        return new SearchPlan(
                anchor,
                filter.sql(),
                filter.parameters(),
                tokenFilters,
                anchor instanceof Anchor.Walk
                        ? new SearchPlan.WalkWords(patientWords, textWords)
                        : SearchPlan.WalkWords.NONE,
                checks,
                joins);
    }

    /** The criteria, and what composites of the resource as a whole ask of each part. */
    private List<Criterion> necessary(String type, List<Criterion> criteria) {
        List<Criterion> all = new ArrayList<>();
        for (Criterion criterion : criteria) {
            if (!(criterion instanceof Criterion.Anything)) {
                all.add(criterion);
            }
            if (criterion instanceof Criterion.Composites composites && !composites.tuples()) {
                for (int i = 0; i < composites.whole().size(); i++) {
                    int at = i;
                    all.add(new Criterion.Values(
                            parameters.find(type, composites.whole().get(i)).orElseThrow(),
                            composites.anyOf().stream()
                                    .map(value -> value.parts().get(at))
                                    .toList(),
                            false));
                }
            }
        }
        return all;
    }

    private Anchor compartment(TenantSession session, String type, List<Criterion> criteria) throws SQLException {
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Within within) {
                UnitOfWork.Key key =
                        new UnitOfWork.Key(within.of().type(), within.of().id());
                Map<UnitOfWork.Key, KnownNumbers.Number> found =
                        numbers.findWithPatients(session, List.of(key), words::mayBePatients);
                List<String> names =
                        within.parameters().stream().map(SearchParameter::name).toList();
                boolean owner =
                        key.type().equals("Patient") && names.stream().anyMatch(name -> words.isOwner(type, name));
                return found.isEmpty()
                        ? new Anchor.Nothing()
                        : new Anchor.Compartment(
                                found.get(key).rid(),
                                owner,
                                names.stream()
                                        .mapToInt(name -> words.linkParameter(type, name))
                                        .toArray(),
                                recordLinks.sources(session, type, names, found));
            }
        }
        return null;
    }

    private static Anchor ids(List<Criterion> criteria, List<Criterion> checks) {
        Set<String> ids = null;
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Ids asked) {
                ids = ids == null ? new LinkedHashSet<>(asked.ids()) : ids;
                ids.retainAll(asked.ids());
                checks.remove(criterion);
            }
        }
        if (ids == null) {
            return null;
        }
        return ids.isEmpty() ? new Anchor.Nothing() : new Anchor.ById(ids);
    }

    /** Equality on the parameter that names the patient, and a sight of certain patients. */
    private Anchor patients(
            TenantSession session, String type, List<Criterion> criteria, List<Criterion> checks, Sight.Extent extent)
            throws SQLException {
        Set<Long> rids = null;
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Values values
                    && !values.not()
                    && words.isOwner(type, values.parameter().name())) {
                Optional<Set<Long>> named = patientsOf(session, values);
                if (named.isPresent()) {
                    rids = intersection(rids, named.get());
                    checks.remove(criterion);
                }
            }
        }
        if (extent.unlimited() instanceof Sight.Extent.Narrowed narrowed
                && !narrowed.patientIds().isEmpty()) {
            List<UnitOfWork.Key> seen = narrowed.patientIds().stream()
                    .map(id -> new UnitOfWork.Key("Patient", id))
                    .toList();
            rids = intersection(rids, numbers.find(session, seen).values());
        }
        if (rids == null) {
            return null;
        }
        return rids.isEmpty()
                ? new Anchor.Nothing()
                : new Anchor.Patients(rids.stream().mapToLong(Long::longValue).toArray());
    }

    private static Set<Long> intersection(Set<Long> one, Collection<Long> other) {
        Set<Long> both = new HashSet<>(other);
        if (one != null) {
            both.retainAll(one);
        }
        return both;
    }

    /** Empty when a value may name something else than a patient. */
    private Optional<Set<Long>> patientsOf(TenantSession session, Criterion.Values values) throws SQLException {
        List<UnitOfWork.Key> patients = new ArrayList<>();
        for (SearchValue value : values.anyOf()) {
            if (!(value instanceof SearchValue.Link link)
                    || !(link.type().equals("Patient") || link.type().isEmpty())) {
                return Optional.empty();
            }
            patients.add(new UnitOfWork.Key("Patient", link.id()));
        }
        Map<UnitOfWork.Key, Long> found = numbers.find(session, patients);
        boolean untyped = values.anyOf().stream()
                .anyMatch(value ->
                        value instanceof SearchValue.Link link && link.type().isEmpty());
        return untyped && found.size() < patients.size()
                ? Optional.empty()
                : Optional.of(new HashSet<>(found.values()));
    }

    private Anchor links(TenantSession session, String type, List<Criterion> criteria) throws SQLException {
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Values values
                    && !values.not()
                    && isLocal(values)
                    && !words.isOwner(type, values.parameter().name())) {
                String name = values.parameter().name();
                Map<UnitOfWork.Key, KnownNumbers.Number> targets =
                        numbers.findWithPatients(session, targets(values), words::mayBePatients);
                return targets.isEmpty()
                        ? new Anchor.Nothing()
                        : new Anchor.Links(
                                words.linkParameter(type, name),
                                targets.values().stream()
                                        .mapToLong(KnownNumbers.Number::rid)
                                        .distinct()
                                        .toArray(),
                                recordLinks.sources(session, type, List.of(name), targets));
            }
        }
        return null;
    }

    private static boolean isLocal(Criterion.Values values) {
        return values.anyOf().stream().allMatch(value -> value instanceof SearchValue.Link);
    }

    private List<UnitOfWork.Key> targets(Criterion.Values values) {
        List<UnitOfWork.Key> targets = new ArrayList<>();
        for (SearchValue value : values.anyOf()) {
            SearchValue.Link link = (SearchValue.Link) value;
            if (!link.type().isEmpty()) {
                targets.add(new UnitOfWork.Key(link.type(), link.id()));
            } else {
                Collection<String> possible = values.parameter().targets().isEmpty()
                        ? parameters.types()
                        : values.parameter().targets();
                possible.forEach(target -> targets.add(new UnitOfWork.Key(target, link.id())));
            }
        }
        return targets;
    }

    /** The tokens of each criterion that has some, the most selective kind first. */
    private List<long[]> populationTokens(TenantSession session, String type, List<Criterion> criteria) {
        Collection<DataKey> indexes = keys.tenant(session.tenant()).indexes();
        List<long[]> plain = new ArrayList<>();
        List<long[]> frequent = new ArrayList<>();
        Set<String> dated = new HashSet<>();
        for (Criterion criterion : criteria) {
            if (!(criterion instanceof Criterion.Values values) || values.not()) {
                continue;
            }
            String name = values.parameter().name();
            int split = words.population(type, name).orElse(0);
            if (split == 0 || values.anyOf().isEmpty()) {
                continue;
            }
            boolean date = values.anyOf().get(0) instanceof SearchValue.Date;
            List<String> found =
                    date ? (dated.add(name) ? days(name, criteria) : List.of()) : QueryWords.population(values);
            if (!found.isEmpty()) {
                long[] tokens = SearchTokens.population(indexes, type, name, found, split);
                (split > 1 || date ? frequent : plain).add(tokens);
            }
        }
        plain.addAll(frequent);
        return plain;
    }

    /** The days that all criteria of a date parameter together leave. */
    private static List<String> days(String parameter, List<Criterion> criteria) {
        long[] span = span(parameter, criteria);
        return SearchWords.days(span[0], span[1]);
    }

    private static long[] span(String parameter, List<Criterion> criteria) {
        long low = DateRange.NONE;
        long high = DateRange.OPEN;
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Values values
                    && values.parameter().name().equals(parameter)) {
                long from = DateRange.OPEN;
                long to = DateRange.NONE;
                for (SearchValue value : values.anyOf()) {
                    SearchValue.Date date = (SearchValue.Date) value; // Of a date parameter all are.
                    from = Math.min(from, date.endsFrom());
                    to = Math.max(to, date.beginsTo());
                }
                low = Math.max(low, from);
                high = Math.min(high, to);
            }
        }
        return new long[] {low, high};
    }

    /** What the clear columns can rule out. */
    private void times(String type, List<Criterion> criteria, SqlFilter filter) {
        List<String> clinical = parameters.clinicalTimes(type);
        if (clinical.size() == 1) {
            long[] span = span(clinical.get(0), criteria);
            if (span[0] != DateRange.NONE) {
                filter.add("r.sort_end >= ?", span[0]);
            }
            if (span[1] != DateRange.OPEN) {
                filter.add("r.sort_at <= ?", span[1]);
            }
        }
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Updated updated) {
                long from = updated.anyOf().stream()
                        .mapToLong(SearchValue.Date::endsFrom)
                        .min()
                        .orElse(DateRange.NONE);
                long to = updated.anyOf().stream()
                        .mapToLong(SearchValue.Date::beginsTo)
                        .max()
                        .orElse(DateRange.OPEN);
                filter.add("r.updated_at between ? and ?", from, to);
            }
        }
    }
}

package io.chartside.server.search;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.index.DateRange;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.SearchWords;
import io.chartside.server.store.SearchTokens;
import io.chartside.server.store.Sight;
import io.chartside.server.store.TenantSession;
import io.chartside.server.store.UnitOfWork;
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

    SearchPlanner(SearchParameters parameters, SearchWords words, KeyRing keys, KnownNumbers numbers) {
        this.parameters = parameters;
        this.words = words;
        this.keys = keys;
        this.numbers = numbers;
    }

    /** @param criteria with chains and {@code _has} resolved */
    SearchPlan plan(TenantSession session, Sight sight, String type, List<Criterion> criteria) throws SQLException {
        Sight.Extent extent = sight.of(type);
        if (extent instanceof Sight.Extent.Nothing) {
            return SearchPlan.nothing();
        }
        List<Criterion> checks = new ArrayList<>(criteria);
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
        Filter filter = new Filter();
        times(type, necessary, filter);
        List<List<String>> patientWords = patientWords(type, withOwn(necessary));
        List<List<List<String>>> textWords = textWords(type, criteria);
        if (anchor instanceof Anchor.Patients patients) {
            patientTokens(session, patientWords, patients, filter);
            textTokens(session, textWords, patients, filter);
        }
        return new SearchPlan(
                anchor,
                filter.sql.toString(),
                filter.parameters,
                tokenFilters,
                anchor instanceof Anchor.Walk
                        ? new SearchPlan.WalkWords(patientWords, textWords)
                        : SearchPlan.WalkWords.NONE,
                checks);
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
                Long rid = numbers.find(session, List.of(key)).get(key);
                boolean owner = key.type().equals("Patient")
                        && within.parameters().stream().anyMatch(p -> words.isOwner(type, p.name()));
                return rid == null
                        ? new Anchor.Nothing()
                        : new Anchor.Compartment(
                                rid,
                                owner,
                                within.parameters().stream()
                                        .mapToInt(p -> words.linkParameter(type, p.name()))
                                        .toArray());
            }
        }
        return null;
    }

    private static final class Filter {
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> parameters = new ArrayList<>();

        void add(String condition, Object... values) {
            sql.append(" and ").append(condition);
            parameters.addAll(List.of(values));
        }
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
        if (extent instanceof Sight.Extent.Narrowed narrowed
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
                long[] targets = numbers.find(session, targets(values)).values().stream()
                        .mapToLong(Long::longValue)
                        .distinct()
                        .toArray();
                return targets.length == 0
                        ? new Anchor.Nothing()
                        : new Anchor.Links(
                                words.linkParameter(type, values.parameter().name()), targets);
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
        KeyedHash hash = keys.tenant(session.tenant()).index().hash();
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
                long[] tokens = SearchTokens.population(hash, type, name, found, split);
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
    private void times(String type, List<Criterion> criteria, Filter filter) {
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

    /** The tokens of the tenant's own parameters are those of any other: {@code name=value}. */
    private static List<Criterion> withOwn(List<Criterion> criteria) {
        return criteria.stream()
                .map(c -> c instanceof Criterion.OwnValues own
                        ? new Criterion.Values(own.parameter(), own.anyOf(), own.not())
                        : c)
                .toList();
    }

    /** Of each criterion that has words, those of which a match has one, as they are hashed with the patient's key. */
    private List<List<String>> patientWords(String type, List<Criterion> criteria) {
        List<List<String>> all = new ArrayList<>();
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Values values && hasPatientWords(type, values)) {
                List<String> found = QueryWords.patient(values).stream()
                        .map(word -> SearchWords.patientWord(values.parameter().name(), word))
                        .toList();
                if (!found.isEmpty()) {
                    all.add(found);
                }
            }
        }
        return all;
    }

    private void patientTokens(
            TenantSession session, List<List<String>> patientWords, Anchor.Patients patients, Filter filter) {
        if (patientWords.isEmpty()) {
            return;
        }
        List<Long> rids = new ArrayList<>();
        for (long rid : patients.rids()) {
            rids.add(rid);
        }
        Collection<DataKey> patientKeys =
                keys.forReading(session.tenant(), rids).values();
        for (List<String> anyOf : patientWords) {
            filter.add(SearchTokens.ANY_OF_PATIENT_TOKENS, (Object) SearchTokens.patient(patientKeys, anyOf));
        }
    }

    private boolean hasPatientWords(String type, Criterion.Values values) {
        SearchParameter parameter = values.parameter();
        boolean own = parameters.find(type, parameter.name()).isEmpty();
        return !values.not()
                && (own ? OwnParameters.hasPatientWords(parameter) : words.hasPatientWords(type, parameter.name()));
    }

    /** Of each {@code _text} or {@code _content} the sets of words of which a match has one whole. */
    private List<List<List<String>>> textWords(String type, List<Criterion> criteria) {
        List<List<List<String>>> all = new ArrayList<>();
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Words asked && words.hasTextWords(type)) {
                all.add(asked.anyOf().stream()
                        .map(set -> set.stream().map(SearchWords::textWord).toList())
                        .toList());
            }
        }
        return all;
    }

    /** Each patient's words have tokens of their own: a filter is worth its bytes for one patient. */
    private void textTokens(
            TenantSession session, List<List<List<String>>> textWords, Anchor.Patients patients, Filter filter) {
        if (textWords.isEmpty() || patients.rids().length > 1) {
            return;
        }
        Collection<DataKey> key =
                keys.forReading(session.tenant(), List.of(patients.rids()[0])).values();
        for (List<List<String>> anyOf : textWords) {
            String condition = String.join(
                    " or ",
                    anyOf.stream().map(set -> SearchTokens.ALL_OF_TEXT_TOKENS).toList());
            filter.add(
                    "(" + condition + ")",
                    anyOf.stream().map(set -> SearchTokens.patient(key, set)).toArray());
        }
    }
}

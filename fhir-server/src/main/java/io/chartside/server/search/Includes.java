package io.chartside.server.search;

import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.IndexedValue;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.SearchWords;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.SightSql;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.StoredRow;
import io.chartside.server.store.TenantSession;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * {@code _include} and {@code _revinclude} (R4, 3.1.1.5.4), each included type under its own sight. What is included by
 * {@code :iterate} is followed round by round until nothing is new.
 */
final class Includes {
    private static final int MOST_INCLUDED = 1_000;
    private static final int MOST_ROUNDS = 10;
    private static final long MOST_BYTES = 16L << 20;
    private static final String SELECT = "select " + StoredRow.HEAD_COLUMNS + " from ";
    private static final String WHERE = " where r.tenant = ? and r.type = ? and r.state = 1";
    private static final String LINKED = "(select distinct k.source_rid as rid from reference_link k where k.tenant = ?"
            + " and k.target_rid = any(?) and k.param = any(?)) l join resource r on r.rid = l.rid";

    private static final String INSIDE = RecordLinks.Sources.RECORDS + "(select r.* from resource r where "
            + RecordLinks.Sources.CONDITION + " offset 0) r";

    private final RowSeal seal;
    private final SearchParameters parameters;
    private final SearchWords words;
    private final RecordLinks recordLinks;
    private final SightCriteria sightCriteria;

    Includes(
            RowSeal seal,
            SearchParameters parameters,
            SearchWords words,
            RecordLinks recordLinks,
            SightCriteria sightCriteria) {
        this.recordLinks = recordLinks;
        this.seal = seal;
        this.parameters = parameters;
        this.words = words;
        this.sightCriteria = sightCriteria;
    }

    List<StoredResource> of(
            TenantSession session,
            Sight sight,
            List<SearchQuery.Include> includes,
            List<RowSeal.Opened> matches,
            CriteriaResolver.InnerSearch inner)
            throws SQLException {
        if (matches.isEmpty() || includes.isEmpty()) {
            return List.of();
        }
        Gathering gathering = new Gathering(session, sight, matches, inner);
        gathering.round(includes, matches);
        List<SearchQuery.Include> iterated =
                includes.stream().filter(SearchQuery.Include::iterate).toList();
        for (int round = 1; !iterated.isEmpty() && !gathering.fresh.isEmpty(); round++) {
            if (round > MOST_ROUNDS) {
                throw SearchRefused.tooCostly("more than " + MOST_ROUNDS + " rounds of includes");
            }
            List<RowSeal.Opened> frontier = List.copyOf(gathering.fresh.values());
            gathering.fresh.clear();
            gathering.round(iterated, frontier);
        }
        return List.copyOf(gathering.included.values());
    }

    private final class Gathering {
        private final TenantSession session;
        private final Sight sight;
        private final CriteriaResolver.InnerSearch inner;
        private final Set<Long> matched;
        private final Map<Long, StoredResource> included = new LinkedHashMap<>();
        private final Map<Long, RowSeal.Opened> fresh = new LinkedHashMap<>();
        private long bytes;

        Gathering(
                TenantSession session, Sight sight, List<RowSeal.Opened> matches, CriteriaResolver.InnerSearch inner) {
            this.inner = inner;
            this.session = session;
            this.sight = sight;
            this.matched = matches.stream().map(m -> m.row().rid()).collect(Collectors.toSet());
        }

        void round(List<SearchQuery.Include> includes, List<RowSeal.Opened> from) throws SQLException {
            for (Map.Entry<String, Set<String>> wanted : targets(includes, from).entrySet()) {
                String[] ids = wanted.getValue().toArray(String[]::new);
                // Plan: resource_id for each id.
                read(wanted.getKey(), "resource r", List.of(), " and r.id = any(?)", List.of((Object) ids));
            }
            for (Map.Entry<String, Set<Canonical>> wanted :
                    definitions(includes, from).entrySet()) {
                include(wanted.getKey(), wanted.getValue());
            }
            for (SearchQuery.Include include : includes) {
                if (include.reverse()) {
                    reverse(include, from);
                }
            }
        }

        /** What is referred to by its address: of a type's definitions those with one of these. */
        private void include(String type, Set<Canonical> wanted) throws SQLException {
            Criterion addressed =
                    Canonical.addressed(Canonical.addressOf(parameters, type).orElseThrow(), List.copyOf(wanted));
            for (RowSeal.Opened opened : inner.all(session, sight, type, List.of(addressed), MOST_INCLUDED)
                    .orElseThrow(Includes::tooMany)) {
                if (wanted.stream().anyMatch(canonical -> canonical.names(opened.values()))) {
                    include(opened);
                }
            }
        }

        private void reverse(SearchQuery.Include include, List<RowSeal.Opened> from) throws SQLException {
            List<RowSeal.Opened> targets = from.stream()
                    .filter(t -> include.targetType() == null
                            || include.targetType().equals(t.resource().type()))
                    .toList();
            if (include.type() != null) {
                reverse(include.type(), references(include.type(), include.parameter()), targets);
                if (include.parameter() != null) {
                    reverseByAddress(include, targets);
                }
                return;
            }
            for (String type : parameters.types()) {
                reverse(type, referencesTo(type, targets), targets);
            }
        }

        /** What refers to definitions by their address: a walk finds it, so only where the parameter is named. */
        private void reverseByAddress(SearchQuery.Include include, List<RowSeal.Opened> targets) throws SQLException {
            List<SearchValue> names = targets.stream()
                    .flatMap(target ->
                            Canonical.naming(parameters, target.resource().type(), target.values()).stream())
                    .toList();
            if (!names.isEmpty()) {
                Criterion named = new Criterion.Values(include.parameter(), names, false);
                for (RowSeal.Opened opened : inner.all(session, sight, include.type(), List.of(named), MOST_INCLUDED)
                        .orElseThrow(Includes::tooMany)) {
                    include(opened);
                }
            }
        }

        private void reverse(String type, Collection<SearchParameter> references, List<RowSeal.Opened> targets)
                throws SQLException {
            if (targets.isEmpty() || references.isEmpty()) {
                return;
            }
            boolean owner = references.stream().anyMatch(p -> words.isOwner(type, p.name()));
            long[] patients = targets.stream()
                    .filter(t -> owner && t.resource().type().equals("Patient"))
                    .mapToLong(t -> t.row().rid())
                    .toArray();
            if (patients.length > 0) {
                // Plan: resource_patient.
                read(type, "resource r", List.of(), " and r.patient_rid = any(?)", List.of((Object) patients));
            }
            int[] links = references.stream()
                    .filter(p -> !words.isOwner(type, p.name()) || targets.size() > patients.length)
                    .mapToInt(p -> words.linkParameter(type, p.name()))
                    .toArray();
            if (links.length > 0) {
                long[] rids = targets.stream().mapToLong(t -> t.row().rid()).toArray();
                read(type, LINKED, List.of(session.tenant().value(), rids, links), "", List.of());
                inside(type, references, targets);
            }
        }

        /** What refers to them from inside the same record. */
        private void inside(String type, Collection<SearchParameter> references, List<RowSeal.Opened> targets)
                throws SQLException {
            Map<UnitOfWork.Key, KnownNumbers.Number> numbers = new LinkedHashMap<>();
            targets.forEach(target -> numbers.put(
                    new UnitOfWork.Key(
                            target.resource().type(), target.resource().id()),
                    new KnownNumbers.Number(target.row().rid(), target.row().patientRid())));
            RecordLinks.Sources sources = recordLinks.sources(
                    session,
                    type,
                    references.stream().map(SearchParameter::name).toList(),
                    numbers);
            if (!sources.isEmpty()) {
                read(
                        type,
                        INSIDE,
                        sources.values(session.tenant(), type),
                        "",
                        List.of(),
                        source -> references.stream()
                                .flatMap(p -> source.values(p.name()).stream())
                                .anyMatch(value -> value instanceof IndexedValue.Link link
                                        && numbers.containsKey(new UnitOfWork.Key(link.type(), link.id()))));
            }
        }

        private void read(String type, String from, List<Object> before, String condition, List<Object> values)
                throws SQLException {
            read(type, from, before, condition, values, source -> true);
        }

        private void read(
                String type,
                String from,
                List<Object> before,
                String condition,
                List<Object> values,
                Predicate<IndexedResource> refers)
                throws SQLException {
            SightSql see = SightSql.of(session.tenant(), sight.of(type));
            if (see.nothing()) {
                return;
            }
            CandidateSql.Statement statement = statement(session.tenant(), type, see, from, before, condition, values);
            List<StoredRow> rows = session.query(statement.sql(), statement.parameters(), StoredRow::readHead);
            for (RowSeal.Opened opened : seal.openHeads(session, rows)) {
                if (refers.test(opened.values())
                        && sightCriteria.fitsAny(type, see.criteria(), opened.resource(), opened.values())) {
                    include(opened);
                }
            }
            if (rows.size() > MOST_INCLUDED) {
                throw tooMany();
            }
        }

        private void include(RowSeal.Opened opened) {
            long rid = opened.row().rid();
            if (matched.contains(rid) || included.containsKey(rid)) {
                return;
            }
            bytes += opened.resource().json().length;
            if (bytes > MOST_BYTES) {
                throw SearchRefused.tooCostly("more than 16 MB of resources to include: narrow the search");
            }
            included.put(rid, opened.resource());
            fresh.put(rid, opened);
            if (included.size() > MOST_INCLUDED) {
                throw tooMany();
            }
        }
    }

    private static SearchRefused tooMany() {
        return SearchRefused.tooCostly("more than " + MOST_INCLUDED + " resources to include: narrow the search");
    }

    private static CandidateSql.Statement statement(
            TenantId tenant,
            String type,
            SightSql see,
            String from,
            List<Object> before,
            String condition,
            List<Object> values) {
        List<Object> all = new ArrayList<>(before);
        all.add(tenant.value());
        all.add(ResourceTypes.number(type));
        all.addAll(values);
        all.addAll(see.parameters());
        all.add(MOST_INCLUDED + 1);
        return new CandidateSql.Statement(SELECT + from + WHERE + condition + see.predicate() + " limit ?", all);
    }

    /** What refers to these. Plan: reference_link_pkey for each target, then resource_pkey. */
    static CandidateSql.Statement linked(TenantId tenant, String type, SightSql see, long[] targets, int[] links) {
        return statement(tenant, type, see, LINKED, List.of(tenant.value(), targets, links), "", List.of());
    }

    private Map<String, Set<String>> targets(List<SearchQuery.Include> includes, List<RowSeal.Opened> from) {
        Map<String, Set<String>> targets = new LinkedHashMap<>();
        each(includes, from, (include, parameter, value) -> {
            if (value instanceof IndexedValue.Link link
                    && parameters.serves(link.type())
                    && means(include, link.type())) {
                targets.computeIfAbsent(link.type(), t -> new LinkedHashSet<>()).add(link.id());
            }
        });
        return targets;
    }

    /** Of each type that may be meant, the addresses of definitions. */
    private Map<String, Set<Canonical>> definitions(List<SearchQuery.Include> includes, List<RowSeal.Opened> from) {
        Map<String, Set<Canonical>> definitions = new LinkedHashMap<>();
        each(
                includes,
                from,
                (include, parameter, value) -> Canonical.of(value)
                        .ifPresent(canonical -> parameter.targets().stream()
                                .filter(type -> means(include, type) && parameters.serves(type))
                                .filter(type ->
                                        Canonical.addressOf(parameters, type).isPresent())
                                .forEach(type -> definitions
                                        .computeIfAbsent(type, t -> new LinkedHashSet<>())
                                        .add(canonical))));
        return definitions;
    }

    private static boolean means(SearchQuery.Include include, String type) {
        return include.targetType() == null || include.targetType().equals(type);
    }

    /** What is done with a reference that is to be included. */
    private interface Referred {
        void by(SearchQuery.Include include, SearchParameter parameter, IndexedValue value);
    }

    private void each(List<SearchQuery.Include> includes, List<RowSeal.Opened> from, Referred referred) {
        for (SearchQuery.Include include : includes) {
            for (RowSeal.Opened source : from) {
                String type = source.resource().type();
                if (include.reverse()
                        || include.type() != null && !include.type().equals(type)) {
                    continue;
                }
                for (SearchParameter parameter : references(type, include.parameter())) {
                    source.values().values(parameter.name()).forEach(value -> referred.by(include, parameter, value));
                }
            }
        }
    }

    /** Of the references of a type those that may mean one of these. */
    private List<SearchParameter> referencesTo(String type, List<RowSeal.Opened> targets) {
        Set<String> met =
                targets.stream().map(target -> target.resource().type()).collect(Collectors.toSet());
        return references(type, null).stream()
                .filter(p -> p.targets().isEmpty() || p.targets().stream().anyMatch(met::contains))
                .toList();
    }

    /** The parameter, or all references of the type. */
    private Collection<SearchParameter> references(String type, SearchParameter parameter) {
        return parameter != null
                ? List.of(parameter)
                : parameters.of(type).stream()
                        .filter(p -> p.kind() == SearchParameter.Kind.REFERENCE)
                        .toList();
    }
}

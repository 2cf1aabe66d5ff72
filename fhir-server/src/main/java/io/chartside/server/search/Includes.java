package io.chartside.server.search;

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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code _include} and {@code _revinclude} (R4, 3.1.1.5.4), each included type under its own sight. */
final class Includes {
    private static final int MOST_INCLUDED = 1_000;
    private static final String FROM = "select " + StoredRow.COLUMNS + " from resource r"
            + " join resource_version v on v.tenant = r.tenant and v.rid = r.rid and v.version = r.version"
            + " where r.tenant = ? and r.type = ? and r.state = 1";

    private final RowSeal seal;
    private final SearchParameters parameters;
    private final SearchWords words;
    private final SightCriteria sightCriteria;

    Includes(RowSeal seal, SearchParameters parameters, SearchWords words, SightCriteria sightCriteria) {
        this.seal = seal;
        this.parameters = parameters;
        this.words = words;
        this.sightCriteria = sightCriteria;
    }

    List<StoredResource> of(TenantSession session, Sight sight, SearchQuery query, List<RowSeal.Opened> matches)
            throws SQLException {
        if (matches.isEmpty()
                || query.includes().isEmpty() && query.reverseIncludes().isEmpty()) {
            return List.of();
        }
        Map<Long, StoredResource> included = new LinkedHashMap<>();
        for (Map.Entry<String, Set<String>> wanted : targets(query, matches).entrySet()) {
            String[] ids = wanted.getValue().toArray(String[]::new);
            // Plan: resource_id for each id, then resource_version_pkey.
            add(included, read(session, sight, wanted.getKey(), " and r.id = any(?)", List.of((Object) ids)));
        }
        for (SearchQuery.Include include : query.reverseIncludes()) {
            reverse(session, sight, query.type(), include, matches, included);
        }
        matches.forEach(match -> included.remove(match.row().rid()));
        return List.copyOf(included.values());
    }

    private static void add(Map<Long, StoredResource> included, List<RowSeal.Opened> found) {
        found.forEach(opened -> included.put(opened.row().rid(), opened.resource()));
        if (included.size() > MOST_INCLUDED) {
            throw SearchRefused.tooCostly("more than " + MOST_INCLUDED + " resources to include: narrow the search");
        }
    }

    private Map<String, Set<String>> targets(SearchQuery query, List<RowSeal.Opened> matches) {
        Map<String, Set<String>> targets = new LinkedHashMap<>();
        for (SearchQuery.Include include : query.includes()) {
            if (!include.type().equals(query.type())) {
                continue;
            }
            for (SearchParameter parameter : references(include)) {
                for (RowSeal.Opened match : matches) {
                    for (IndexedValue value : match.values().values(parameter.name())) {
                        if (value instanceof IndexedValue.Link link
                                && parameters.serves(link.type())
                                && (include.targetType() == null
                                        || include.targetType().equals(link.type()))) {
                            targets.computeIfAbsent(link.type(), type -> new LinkedHashSet<>())
                                    .add(link.id());
                        }
                    }
                }
            }
        }
        return targets;
    }

    private Collection<SearchParameter> references(SearchQuery.Include include) {
        return include.parameter() != null
                ? List.of(include.parameter())
                : parameters.of(include.type()).stream()
                        .filter(p -> p.kind() == SearchParameter.Kind.REFERENCE)
                        .toList();
    }

    private void reverse(
            TenantSession session,
            Sight sight,
            String type,
            SearchQuery.Include include,
            List<RowSeal.Opened> matches,
            Map<Long, StoredResource> included)
            throws SQLException {
        if (include.targetType() != null && !include.targetType().equals(type)) {
            return;
        }
        long[] rids = matches.stream().mapToLong(match -> match.row().rid()).toArray();
        String name = include.parameter().name();
        String condition;
        List<Object> values = new ArrayList<>();
        if (type.equals("Patient") && words.isOwner(include.type(), name)) {
            condition = " and r.patient_rid = any(?)"; // Plan: resource_patient.
        } else {
            // Plan: reference_link_pkey for each target, then resource_pkey.
            condition = " and r.rid in (select k.source_rid from reference_link k where k.tenant = ?"
                    + " and k.target_rid = any(?) and k.param = " + words.linkParameter(include.type(), name) + ")";
            values.add(session.tenant().value());
        }
        values.add(rids);
        add(included, read(session, sight, include.type(), condition, values));
    }

    private List<RowSeal.Opened> read(
            TenantSession session, Sight sight, String type, String condition, List<Object> values)
            throws SQLException {
        SightSql see = SightSql.of(session.tenant(), sight.of(type));
        if (see.nothing()) {
            return List.of();
        }
        List<Object> all = new ArrayList<>(List.of(session.tenant().value(), ResourceTypes.number(type)));
        all.addAll(values);
        all.addAll(see.parameters());
        all.add(MOST_INCLUDED + 1);
        List<StoredRow> rows = session.query(FROM + condition + see.predicate() + " limit ?", all, StoredRow::read);
        return seal.open(session.tenant(), rows).stream()
                .filter(opened -> sightCriteria.fitsAny(type, see.criteria(), opened.resource(), opened.values()))
                .toList();
    }
}

package io.chartside.server.search;

import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.IndexedValue;
import io.chartside.server.store.RowSeal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chains and {@code _has} that more resources meet than can be named ({@link Criterion.Joined}): a page's candidates are
 * tested together, each against what it refers to or what refers to it. The other side is searched with the sight on its own
 * type. One for each search: what was found out of a target is not asked again.
 */
final class Joins {
    private static final int TARGETS_AT_ONCE = 500;
    private static final int SOURCES_AT_ONCE = 500;
    private static final long BYTES_AT_ONCE = 4 << 20;
    /** Resources that refer to one candidate, looked at before it is said to be too many. */
    private static final int MOST_SOURCES = 10_000;
    /** A statement costs as much as opening so many candidates. */
    private static final int A_STATEMENT = 4;

    /** The candidates of another type, under the sight of whoever asks. */
    interface Others {
        Candidates of(String type, List<Criterion> criteria) throws SQLException;

        /** That this resource has this number and is this patient's, which then need not be asked for. */
        void known(String type, Row row);
    }

    /** A candidate without its body. */
    record Row(long rid, long patientRid, String id, IndexedResource values) {}

    /** @param work as much as opening so many candidates */
    record Kept(List<Row> rows, int work) {}

    private record Target(String type, String id) {}

    private final List<Criterion.Joined> all;
    private final Others others;
    private final Map<Criterion.Joined, Map<Target, Boolean>> known = new HashMap<>();
    private int work;

    Joins(List<Criterion.Joined> all, Others others) {
        this.all = List.copyOf(all);
        this.others = others;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Those that meet all of them, in the same order. */
    Kept kept(List<Row> candidates) throws SQLException {
        work = 0;
        List<Row> rows = candidates;
        for (Criterion.Joined joined : all) {
            rows = joined instanceof Criterion.ToTargets chain
                    ? referring(rows, chain)
                    : referredTo(rows, (Criterion.FromSources) joined);
        }
        return new Kept(rows, work);
    }

    private List<Row> referring(List<Row> rows, Criterion.ToTargets chain) throws SQLException {
        Map<Target, Boolean> verdicts = known.computeIfAbsent(chain, c -> new HashMap<>());
        for (Criterion.Other target : chain.anyOf()) {
            Set<String> unknown = new LinkedHashSet<>();
            for (Row row : rows) {
                for (Target one : targets(row, chain)) {
                    if (one.type().equals(target.type()) && !verdicts.containsKey(one)) {
                        unknown.add(one.id());
                    }
                }
            }
            List<String> ids = List.copyOf(unknown);
            for (int from = 0; from < ids.size(); from += TARGETS_AT_ONCE) {
                test(target, ids.subList(from, Math.min(ids.size(), from + TARGETS_AT_ONCE)), verdicts);
            }
        }
        return rows.stream()
                .filter(row -> targets(row, chain).stream().anyMatch(one -> verdicts.getOrDefault(one, false)))
                .toList();
    }

    private static List<Target> targets(Row row, Criterion.ToTargets chain) {
        List<Target> targets = new ArrayList<>();
        for (IndexedValue value : row.values().values(chain.reference().name())) {
            if (value instanceof IndexedValue.Link link) {
                targets.add(new Target(link.type(), link.id()));
            }
        }
        return targets;
    }

    private void test(Criterion.Other target, List<String> ids, Map<Target, Boolean> verdicts) throws SQLException {
        ids.forEach(id -> verdicts.put(new Target(target.type(), id), false));
        Candidates found = others.of(target.type(), with(target.criteria(), new Criterion.Ids(Set.copyOf(ids))));
        found.each(
                Integer.MAX_VALUE,
                opened ->
                        verdicts.put(new Target(target.type(), opened.resource().id()), true));
        work += A_STATEMENT + found.worked();
    }

    /**
     * What refers to them is read together, as far as it goes; of those that nothing found so far refers to, each is then asked
     * for by itself: the newest is enough, and is read by an index in that order.
     */
    private List<Row> referredTo(List<Row> rows, Criterion.FromSources has) throws SQLException {
        if (rows.isEmpty()) {
            return rows;
        }
        rows.forEach(row -> others.known(has.searchedType(), row));
        Candidates together = sources(has, rows);
        Candidates.Found found = together.find(null, SOURCES_AT_ONCE, SOURCES_AT_ONCE, BYTES_AT_ONCE);
        work += A_STATEMENT + together.worked();
        Set<String> referred = new HashSet<>();
        for (RowSeal.Opened source : found.matches()) {
            for (IndexedValue value : source.values().values(has.reference().name())) {
                if (value instanceof IndexedValue.Link link && link.type().equals(has.searchedType())) {
                    referred.add(link.id());
                }
            }
        }
        for (Row row : rows) {
            if (found.end() != null && !referred.contains(row.id()) && isReferredTo(row, has)) {
                referred.add(row.id());
            }
        }
        return rows.stream().filter(row -> referred.contains(row.id())).toList();
    }

    private boolean isReferredTo(Row row, Criterion.FromSources has) throws SQLException {
        Candidates sources = sources(has, List.of(row));
        boolean any = sources.any(MOST_SOURCES)
                .orElseThrow(() -> SearchRefused.tooCostly("more than " + MOST_SOURCES
                        + " resources refer to one that is looked at: narrow what _has asks of them"));
        work += A_STATEMENT + sources.worked();
        return any;
    }

    private Candidates sources(Criterion.FromSources has, List<Row> rows) throws SQLException {
        List<SearchValue> themselves = rows.stream()
                .<SearchValue>map(row -> new SearchValue.Link(has.searchedType(), row.id()))
                .toList();
        return others.of(
                has.source().type(),
                with(has.source().criteria(), new Criterion.Values(has.reference(), themselves, false)));
    }

    private static List<Criterion> with(List<Criterion> criteria, Criterion further) {
        List<Criterion> all = new ArrayList<>(criteria);
        all.add(further);
        return all;
    }

    static Row row(RowSeal.Opened opened) {
        return new Row(
                opened.row().rid(), opened.row().patientRid(), opened.resource().id(), opened.values());
    }
}

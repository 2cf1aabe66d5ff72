package io.chartside.server.search;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.SealedCursor;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.store.CriteriaMatcher;
import io.chartside.server.store.Database;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TenantSession;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Search on the blind index; see docs/store.md. */
final class PostgresResourceSearch implements ResourceSearch, CriteriaMatcher {
    /** Candidates that one page looks at, at most. */
    private static final int WORK_A_PAGE = 2_000;
    /** Candidates that a count or a sort by value looks at, at most. */
    private static final int WORK_A_TOTAL = 10_000;

    private final Database database;
    private final KeyRing keys;
    private final RowSeal seal;
    private final QueryParser parser;
    private final SightCriteria sightCriteria;
    private final CriteriaResolver resolver;
    private final SearchPlanner planner;
    private final Includes includes;
    private final SortOrder sortOrder;

    PostgresResourceSearch(
            Database database,
            KeyRing keys,
            RowSeal seal,
            QueryParser parser,
            SightCriteria sightCriteria,
            SearchPlanner planner,
            Includes includes,
            SortOrder sortOrder) {
        this.database = database;
        this.keys = keys;
        this.seal = seal;
        this.parser = parser;
        this.sightCriteria = sightCriteria;
        this.planner = planner;
        this.includes = includes;
        this.sortOrder = sortOrder;
        this.resolver = new CriteriaResolver(parser, this::all);
    }

    @Override
    public SearchPage search(TenantId tenant, Sight sight, SearchRequest request) {
        SearchQuery query = parser.parse(tenant, request);
        return database.reading(tenant, session -> search(session, sight, query));
    }

    private SearchPage search(TenantSession session, Sight sight, SearchQuery query) throws SQLException {
        List<Criterion> criteria = resolver.resolve(session, sight, query.criteria());
        SearchPlan plan = planner.plan(session, sight, query.type(), criteria);
        SortOrder.Sorting sorting = sortOrder.of(query);
        Candidates candidates = new Candidates(
                session, seal, sightCriteria, sight, query.type(), plan, sorting.order(), sorting.descending());
        OptionalLong total =
                query.countOnly() || query.total() ? OptionalLong.of(total(candidates)) : OptionalLong.empty();
        if (query.countOnly()) {
            return new SearchPage(List.of(), List.of(), total, null, query.ignored());
        }
        Candidates.Found found = sorting.keys().isEmpty()
                ? page(session, query, plan, sorting, candidates)
                : sortedPage(session, query, sorting, candidates);
        String next = found.end() == null
                ? null
                : SealedCursor.seal(
                        keys.tenant(session.tenant()),
                        query.binding(),
                        found.end().rid() + "," + found.end().value());
        List<StoredResource> matches =
                found.matches().stream().map(RowSeal.Opened::resource).toList();
        return new SearchPage(
                matches, includes.of(session, sight, query, found.matches()), total, next, query.ignored());
    }

    private static long total(Candidates candidates) throws SQLException {
        long total = candidates.count(WORK_A_TOTAL);
        if (total < 0) {
            throw SearchRefused.tooCostly("more than " + WORK_A_TOTAL + " candidates to count: narrow the search");
        }
        return total;
    }

    private Candidates.Found page(
            TenantSession session, SearchQuery query, SearchPlan plan, SortOrder.Sorting sorting, Candidates candidates)
            throws SQLException {
        boolean sorts = sorting.order() != CandidateSql.Order.CLINICAL
                && !(plan.anchor() instanceof Anchor.Walk || plan.anchor() instanceof Anchor.Nothing);
        if (sorts && candidates.candidates(WORK_A_TOTAL + 1) > WORK_A_TOTAL) {
            throw SearchRefused.tooCostly("more than " + WORK_A_TOTAL + " candidates to sort: narrow the search");
        }
        return candidates.find(position(session, query, sorting.order()), query.count(), WORK_A_PAGE);
    }

    /** Sorting by anything else takes all matches: the database holds no such order. */
    private Candidates.Found sortedPage(
            TenantSession session, SearchQuery query, SortOrder.Sorting sorting, Candidates candidates)
            throws SQLException {
        Candidates.Found all = candidates.find(null, WORK_A_PAGE, WORK_A_PAGE);
        if (all.end() != null) {
            throw SearchRefused.tooCostly("more than " + WORK_A_PAGE + " candidates to sort: narrow the search");
        }
        List<RowSeal.Opened> sorted = new ArrayList<>(all.matches());
        sorted.sort(sortOrder.comparator(query.type(), sorting.keys()));
        CandidateSql.Position after = position(session, query, CandidateSql.Order.ID);
        int from = 0;
        for (int i = 0; after != null && i < sorted.size(); i++) {
            if (sorted.get(i).row().rid() == after.rid()) {
                from = i + 1;
            }
        }
        int to = Math.min(sorted.size(), from + query.count());
        CandidateSql.Position end = to == sorted.size()
                ? null
                : new CandidateSql.Position("", sorted.get(to - 1).row().rid());
        return new Candidates.Found(sorted.subList(from, to), end);
    }

    private CandidateSql.Position position(TenantSession session, SearchQuery query, CandidateSql.Order order) {
        if (query.cursor() == null) {
            return null;
        }
        String text = SealedCursor.open(keys.tenant(session.tenant()), query.binding(), query.cursor())
                .orElseThrow(() -> SearchRefused.invalid("_cursor is not one of this search's own"));
        int comma = text.indexOf(',');
        long rid = Long.parseLong(text.substring(0, comma));
        String value = text.substring(comma + 1);
        return new CandidateSql.Position(order == CandidateSql.Order.ID ? value : (Object) Long.parseLong(value), rid);
    }

    /** All matches within a bound, for the inner searches of chains. */
    private List<RowSeal.Opened> all(
            TenantSession session, Sight sight, String type, List<Criterion> criteria, int bound) throws SQLException {
        SearchPlan plan = planner.plan(session, sight, type, resolver.resolve(session, sight, criteria));
        Candidates candidates =
                new Candidates(session, seal, sightCriteria, sight, type, plan, CandidateSql.Order.CLINICAL, true);
        Candidates.Found found = candidates.find(null, bound, WORK_A_PAGE);
        if (found.end() != null) {
            throw SearchRefused.tooCostly("the chained search finds too many: narrow it");
        }
        return found.matches();
    }

    @Override
    public List<String> match(TenantSession session, Sight sight, UnitOfWork.Criteria criteria, int most)
            throws SQLException {
        List<Criterion> parsed = resolver.resolve(session, sight, parser.criteria(criteria.type(), criteria.query()));
        SearchPlan plan = planner.plan(session, sight, criteria.type(), parsed);
        Candidates candidates = new Candidates(
                session, seal, sightCriteria, sight, criteria.type(), plan, CandidateSql.Order.CLINICAL, true);
        Candidates.Found found = candidates.find(null, most, WORK_A_TOTAL);
        if (found.end() != null && found.matches().size() < most) {
            throw SearchRefused.tooCostly("the criteria of the condition look at too many resources");
        }
        return found.matches().stream().map(opened -> opened.resource().id()).toList();
    }

    @Override
    public boolean fitsAny(String type, List<String> criteria, StoredResource resource, IndexedResource values) {
        return sightCriteria.fitsAny(type, criteria, resource, values);
    }
}

package io.chartside.server.search;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.SealedCursor;
import io.chartside.server.crypto.TenantKeys;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.store.CriteriaMatcher;
import io.chartside.server.store.Database;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TenantSession;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.terminology.Terminology;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/** Search on the blind index; see docs/store.md and docs/search.md. */
final class PostgresResourceSearch implements ResourceSearch, CriteriaMatcher {
    /** Candidates that one page looks at, at most. */
    private static final int WORK_A_PAGE = 2_000;
    /** Bytes of matches after which a page ends, unless it has one match only. */
    private static final long BYTES_A_PAGE = 4 << 20;
    /** Candidates that a count or a sort by value looks at, at most. */
    private static final int WORK_A_TOTAL = 10_000;
    /** How far an estimate counts candidates. */
    private static final int ESTIMATED_AT_MOST = 100_000;

    private final Database database;
    private final KeyRing keys;
    private final RowSeal seal;
    private final OwnParameters own;
    private final QueryParser parser;
    private final SightCriteria sightCriteria;
    private final CriteriaResolver resolver;
    private final SearchPlanner planner;
    private final SolePatientCount soleCount;
    private final Includes includes;
    private final SortOrder sortOrder;

    PostgresResourceSearch(
            Database database,
            KeyRing keys,
            RowSeal seal,
            Terminology terminology,
            SearchParameters parameters,
            OwnParameters own,
            QueryParser parser,
            SightCriteria sightCriteria,
            SearchPlanner planner,
            SolePatientCount soleCount,
            Includes includes) {
        this.database = database;
        this.keys = keys;
        this.seal = seal;
        this.own = own;
        this.parser = parser;
        this.sightCriteria = sightCriteria;
        this.planner = planner;
        this.soleCount = soleCount;
        this.includes = includes;
        this.sortOrder = new SortOrder(parameters, own);
        this.resolver = new CriteriaResolver(
                parameters, parser, new CodeSets(terminology, parameters, parser, this::all), this::all);
    }

    @Override
    public SearchPage search(TenantId tenant, Sight sight, SearchRequest request) {
        own.prepare(tenant);
        if (request.type().isEmpty()) {
            List<SearchQuery> queries = parser.parseAll(tenant, request);
            return database.reading(tenant, session -> withKeysOfNow(tenant, () -> searchAll(session, sight, queries)));
        }
        SearchQuery query = parser.parse(tenant, request);
        return database.reading(tenant, session -> withKeysOfNow(tenant, () -> search(session, sight, query)));
    }

    @Override
    public Optional<Counting> counting(TenantId tenant, Sight sight, SearchRequest request) {
        own.prepare(tenant);
        SearchQuery query = parser.parse(tenant, request);
        return soleCount.of(tenant, sight.of(query.type()), query).map(count -> new Counting(count, query.ignored()));
    }

    /** A search: from its words to its rows. */
    private interface Looking<T> {
        T look() throws SQLException;
    }

    /**
     * Looks again when the index key was replaced meanwhile. A search that was held up for longer than a rotation waits may
     * have looked by words that no row bears any more.
     */
    private <T> T withKeysOfNow(TenantId tenant, Looking<T> looking) throws SQLException {
        while (true) {
            TenantKeys before = keys.tenant(tenant);
            T found = looking.look();
            if (!before.missesIndexOf(keys.tenant(tenant))) {
                return found;
            }
        }
    }

    @Override
    public void requireUnderstood(TenantId tenant, SearchRequest request) {
        own.prepare(tenant);
        if (request.type().isEmpty()) {
            parser.parseAll(tenant, request);
        } else {
            parser.parse(tenant, request);
        }
    }

    private SearchPage search(TenantSession session, Sight sight, SearchQuery query) throws SQLException {
        SortOrder.Sorting sorting = sortOrder.of(query);
        SearchPlan plan = plan(session, sight, query.type(), query.criteria());
        Candidates candidates = candidates(session, sight, query.type(), plan, sorting.order(), sorting.descending());
        OptionalLong total = total(candidates, query);
        if (query.countOnly()) {
            return new SearchPage(List.of(), List.of(), total, null, query.ignored());
        }
        String cursor = cursor(session, query);
        Page page = sorting.keys().isEmpty()
                ? page(query, plan, sorting, candidates, cursor)
                : sortedPage(session, query, sorting, candidates, cursor);
        return answer(session, sight, query, page, total);
    }

    /** @param next what the cursor of the next page says; null after the last */
    private record Page(List<RowSeal.Opened> matches, String next) {}

    private SearchPage answer(TenantSession session, Sight sight, SearchQuery query, Page page, OptionalLong total)
            throws SQLException {
        String next = page.next() == null
                ? null
                : SealedCursor.seal(keys.tenant(session.tenant()), query.binding(), page.next());
        List<StoredResource> matches =
                page.matches().stream().map(RowSeal.Opened::resource).toList();
        return new SearchPage(
                matches,
                includes.of(session, sight, query.includes(), page.matches(), this::all),
                total,
                next,
                query.ignored());
    }

    /** A merge of the searches of all types: each is read from the same position on. */
    private SearchPage searchAll(TenantSession session, Sight sight, List<SearchQuery> queries) throws SQLException {
        SearchQuery first = queries.get(0);
        SortOrder.Sorting sorting = first.sort().isEmpty()
                ? new SortOrder.Sorting(CandidateSql.Order.CLINICAL, true, List.of())
                : sortOrder.of(first);
        boolean common = first.sort().isEmpty()
                || sorting.order() == CandidateSql.Order.UPDATED
                || sorting.order() == CandidateSql.Order.ID;
        if (!common || !sorting.keys().isEmpty()) {
            throw SearchRefused.invalid("a search over all types is sorted by _lastUpdated or _id");
        }
        List<Candidates> all = new ArrayList<>();
        long total = 0;
        for (SearchQuery query : queries) {
            SearchPlan plan = plan(session, sight, query.type(), query.criteria());
            Candidates candidates =
                    candidates(session, sight, query.type(), plan, sorting.order(), sorting.descending());
            total += total(candidates, query).orElse(0);
            all.add(candidates);
        }
        OptionalLong answered = first.countOnly() || first.total() != SearchQuery.Total.NONE
                ? OptionalLong.of(total)
                : OptionalLong.empty();
        if (first.countOnly()) {
            return new SearchPage(List.of(), List.of(), answered, null, first.ignored());
        }
        MergedPage merged = merged(all, sorting, first.count(), position(cursor(session, first), sorting.order()));
        CandidateSql.Position end = merged.end();
        return answer(session, sight, first, new Page(merged.matches(), end == null ? null : text(end)), answered);
    }

    /** While nothing is found, the types are read on: an empty page is answered only when it took a count's work. */
    private static MergedPage merged(
            List<Candidates> all, SortOrder.Sorting sorting, int count, CandidateSql.Position from)
            throws SQLException {
        int each = Math.max(50, WORK_A_PAGE / all.size());
        int looked = 0;
        CandidateSql.Position position = from;
        while (true) {
            MergedPage merged = new MergedPage(sorting.order(), sorting.descending(), count);
            for (Candidates candidates : all) {
                Candidates.Found found = candidates.find(position, count, each, BYTES_A_PAGE);
                looked += found.looked();
                merged.add(found);
            }
            if (!merged.matches().isEmpty() || merged.end() == null || looked >= WORK_A_TOTAL) {
                return merged;
            }
            position = merged.end();
        }
    }

    private SearchPlan plan(TenantSession session, Sight sight, String type, List<Criterion> criteria)
            throws SQLException {
        return planner.plan(session, sight, type, resolver.resolve(session, sight, criteria));
    }

    private Candidates candidates(
            TenantSession session,
            Sight sight,
            String type,
            SearchPlan plan,
            CandidateSql.Order order,
            boolean descending) {
        Joins joins = new Joins(plan.joins(), new OtherTypes(session, sight));
        return new Candidates(session, keys, seal, sightCriteria, sight, type, plan, order, descending, joins);
    }

    /** What a search with joins asks of other types than its own. */
    private final class OtherTypes implements Joins.Others {
        private final TenantSession session;
        private final Sight sight;

        OtherTypes(TenantSession session, Sight sight) {
            this.session = session;
            this.sight = sight;
        }

        @Override
        public Candidates of(String type, List<Criterion> criteria) throws SQLException {
            return newestFirst(session, sight, type, planner.plan(session, sight, type, criteria));
        }

        @Override
        public void known(String type, Joins.Row row) {
            planner.know(
                    session.tenant(),
                    new UnitOfWork.Key(type, row.id()),
                    new KnownNumbers.Number(row.rid(), row.patientRid()));
        }
    }

    private Candidates newestFirst(TenantSession session, Sight sight, String type, SearchPlan plan) {
        return candidates(session, sight, type, plan, CandidateSql.Order.CLINICAL, true);
    }

    private static OptionalLong total(Candidates candidates, SearchQuery query) throws SQLException {
        if (!query.countOnly() && query.total() == SearchQuery.Total.NONE) {
            return OptionalLong.empty();
        }
        long total = candidates.count(WORK_A_TOTAL);
        if (total >= 0) {
            return OptionalLong.of(total);
        }
        if (query.total() == SearchQuery.Total.ESTIMATE && !query.countOnly()) {
            return OptionalLong.of(candidates.estimate(WORK_A_PAGE, ESTIMATED_AT_MOST));
        }
        throw SearchRefused.tooCostly("more than " + WORK_A_TOTAL + " candidates to count: narrow the search");
    }

    private static Page page(
            SearchQuery query, SearchPlan plan, SortOrder.Sorting sorting, Candidates candidates, String cursor)
            throws SQLException {
        boolean sorts = sorting.order() != CandidateSql.Order.CLINICAL
                && !(plan.anchor() instanceof Anchor.Walk || plan.anchor() instanceof Anchor.Nothing);
        if (sorts && candidates.candidates(WORK_A_TOTAL + 1) > WORK_A_TOTAL) {
            throw SearchRefused.tooCostly("more than " + WORK_A_TOTAL + " candidates to sort: narrow the search");
        }
        Candidates.Found found =
                candidates.find(position(cursor, sorting.order()), query.count(), WORK_A_PAGE, BYTES_A_PAGE);
        return new Page(found.matches(), found.end() == null ? null : text(found.end()));
    }

    /**
     * Sorting by anything else takes all matches: the database holds no such order. Of each its values alone are kept, and
     * only while it may be on the page; then the page is opened. The cursor says where the last match stood, so that the next
     * page goes on there whatever became of it.
     */
    private Page sortedPage(
            TenantSession session, SearchQuery query, SortOrder.Sorting sorting, Candidates candidates, String cursor)
            throws SQLException {
        Comparator<SortOrder.Standing> order = SortOrder.comparator(sorting.keys());
        SortOrder.Standing after = standing(cursor);
        PriorityQueue<SortOrder.Standing> least = new PriorityQueue<>(order.reversed());
        boolean whole = candidates.each(WORK_A_TOTAL, opened -> {
            SortOrder.Standing standing = sortOrder.standing(session.tenant(), query.type(), sorting.keys(), opened);
            if (after == null || order.compare(standing, after) > 0) {
                least.add(standing);
                if (least.size() > query.count() + 1) {
                    least.remove();
                }
            }
        });
        if (!whole) {
            throw SearchRefused.tooCostly("more than " + WORK_A_TOTAL + " candidates to sort: narrow the search");
        }
        List<SortOrder.Standing> sorted = least.stream().sorted(order).toList();
        return opened(sorted, query.count(), candidates);
    }

    /** @param sorted one more than the page shows, when there is one */
    private static Page opened(List<SortOrder.Standing> sorted, int count, Candidates candidates) throws SQLException {
        List<SortOrder.Standing> page = sorted.subList(0, Math.min(sorted.size(), count));
        SortOrder.Standing last = page.size() == sorted.size() ? null : page.get(page.size() - 1);
        List<RowSeal.Opened> matches = new ArrayList<>();
        long bytes = 0;
        for (RowSeal.Opened match : candidates.byNumber(
                page.stream().mapToLong(SortOrder.Standing::rid).toArray())) {
            if (!candidates.fits(match)) {
                continue; // Changed since its values were read.
            }
            bytes += match.resource().json().length;
            if (bytes > BYTES_A_PAGE && !matches.isEmpty()) {
                long end = matches.get(matches.size() - 1).row().rid();
                last = page.stream()
                        .filter(standing -> standing.rid() == end)
                        .findFirst()
                        .orElseThrow();
                break;
            }
            matches.add(match);
        }
        return new Page(matches, last == null ? null : last.rid() + "," + last.encoded());
    }

    private static SortOrder.Standing standing(String cursor) {
        if (cursor == null) {
            return null;
        }
        int comma = cursor.indexOf(',');
        return SortOrder.Standing.decode(cursor.substring(comma + 1), Long.parseLong(cursor.substring(0, comma)));
    }

    private String cursor(TenantSession session, SearchQuery query) {
        return query.cursor() == null
                ? null
                : SealedCursor.open(keys.tenant(session.tenant()), query.binding(), query.cursor())
                        .orElseThrow(() -> SearchRefused.invalid("_cursor is not one of this search's own"));
    }

    private static String text(CandidateSql.Position position) {
        return position.rid() + "," + position.value();
    }

    private static CandidateSql.Position position(String cursor, CandidateSql.Order order) {
        if (cursor == null) {
            return null;
        }
        int comma = cursor.indexOf(',');
        long rid = Long.parseLong(cursor.substring(0, comma));
        String value = cursor.substring(comma + 1);
        return new CandidateSql.Position(order == CandidateSql.Order.ID ? value : (Object) Long.parseLong(value), rid);
    }

    /** All matches within a bound, for the inner searches of chains. */
    private Optional<List<RowSeal.Opened>> all(
            TenantSession session, Sight sight, String type, List<Criterion> criteria, int bound) throws SQLException {
        Candidates.Found found = newestFirst(session, sight, type, planner.plan(session, sight, type, criteria))
                .find(null, bound, WORK_A_PAGE);
        return found.end() == null ? Optional.of(found.matches()) : Optional.empty();
    }

    private Candidates.Found find(
            TenantSession session, Sight sight, String type, List<Criterion> criteria, int wanted, int work)
            throws SQLException {
        return newestFirst(session, sight, type, plan(session, sight, type, criteria))
                .find(null, wanted, work);
    }

    @Override
    public List<String> match(TenantSession session, Sight sight, UnitOfWork.Criteria criteria, int most)
            throws SQLException {
        List<Criterion> parsed = parser.criteria(session.tenant(), criteria.type(), criteria.query());
        Candidates.Found found = withKeysOfNow(
                session.tenant(), () -> find(session, sight, criteria.type(), parsed, most, WORK_A_TOTAL));
        if (found.end() != null && found.matches().size() < most) {
            throw SearchRefused.tooCostly("the criteria of the condition look at too many resources");
        }
        return found.matches().stream().map(opened -> opened.resource().id()).toList();
    }

    @Override
    public boolean fitsAny(String type, List<String> criteria, StoredResource resource, IndexedResource values) {
        return sightCriteria.fitsAny(type, criteria, resource, values);
    }

    @Override
    public void requireTestable(String type, List<String> criteria) {
        for (String query : criteria) {
            if (parser.criteria(null, type, query).stream().anyMatch(Criterion.Unresolved.class::isInstance)) {
                throw SearchRefused.invalid("the filter looks at other resources than those it filters");
            }
        }
    }
}

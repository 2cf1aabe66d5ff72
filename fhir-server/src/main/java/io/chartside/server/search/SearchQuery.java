package io.chartside.server.search;

import io.chartside.server.index.SearchParameter;
import java.util.List;

/**
 * A search, understood.
 *
 * @param count matches in a page
 * @param countOnly {@code _summary=count} or {@code _count=0}
 */
record SearchQuery(
        String type,
        List<Criterion> criteria,
        List<SortKey> sort,
        int count,
        boolean countOnly,
        Total total,
        List<Include> includes,
        String cursor,
        String binding,
        List<String> ignored) {

    SearchQuery {
        criteria = List.copyOf(criteria);
        sort = List.copyOf(sort);
        includes = List.copyOf(includes);
        ignored = List.copyOf(ignored);
    }

    /** @param to tenant, subject and query, which its cursor is good for */
    SearchQuery boundTo(String to) {
        return new SearchQuery(type, criteria, sort, count, countOnly, total, includes, cursor, to, ignored);
    }

    /** {@code _total} (R4, 3.1.1.5.5). */
    enum Total {
        NONE,
        ESTIMATE,
        ACCURATE
    }

    /** @param own the parameter where it is the tenant's own, whose values are read from the resource; else null */
    record SortKey(String parameter, boolean descending, SearchParameter own) {}

    /**
     * @param type whose parameter it is; null for any
     * @param parameter null for all references of the type
     * @param targetType null for any
     * @param reverse whether what refers to a result is included, not what it refers to
     * @param iterate whether it is applied to what is included as well
     */
    record Include(String type, SearchParameter parameter, String targetType, boolean reverse, boolean iterate) {}

    /** Values are health records. */
    @Override
    public String toString() {
        return type + " with " + criteria.size() + " criteria";
    }
}

package io.chartside.server.search;

import java.util.List;

/**
 * How a search runs.
 *
 * @param filter further SQL conditions on {@code resource r}, each necessary for a match
 * @param tokenFilters population tokens that a match must have too, any one of each array
 * @param walkWords of a walk what is hashed row by row
 * @param checks what is tested on the opened candidates
 * @param joins what is tested on the candidates of a page together; without these and checks the candidates are exactly the
 *     matches
 */
record SearchPlan(
        Anchor anchor,
        String filter,
        List<Object> filterParameters,
        List<long[]> tokenFilters,
        WalkWords walkWords,
        List<Criterion> checks,
        List<Criterion.Joined> joins) {

    SearchPlan {
        filterParameters = List.copyOf(filterParameters);
        tokenFilters = List.copyOf(tokenFilters);
        checks = List.copyOf(checks);
        joins = List.copyOf(joins);
    }

    /**
     * @param anyOf of each criterion the patient words of which a match has one
     * @param text of each criterion on text the sets of words of which a match has one whole
     */
    record WalkWords(List<List<String>> anyOf, List<List<List<String>>> text) {
        static final WalkWords NONE = new WalkWords(List.of(), List.of());

        boolean isEmpty() {
            return anyOf.isEmpty() && text.isEmpty();
        }
    }

    static SearchPlan nothing() {
        return new SearchPlan(new Anchor.Nothing(), "", List.of(), List.of(), WalkWords.NONE, List.of(), List.of());
    }
}

package io.chartside.server.search;

import io.chartside.server.store.RowSeal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The first matches of several types in one order. Where one type's reading stopped early, nothing beyond that place is
 * shown, since a match of that type may still come before it.
 */
final class MergedPage {
    private final CandidateSql.Order order;
    private final Comparator<CandidateSql.Position> comparator;
    private final int count;
    private final List<RowSeal.Opened> all = new ArrayList<>();
    private CandidateSql.Position stopped;

    MergedPage(CandidateSql.Order order, boolean descending, int count) {
        this.order = order;
        this.count = count;
        Comparator<CandidateSql.Position> ascending =
                Comparator.comparing(MergedPage::comparable).thenComparing(CandidateSql.Position::rid);
        this.comparator = descending ? ascending.reversed() : ascending;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // A position of one order is always Long or always String.
    private static Comparable<Object> comparable(CandidateSql.Position position) {
        return (Comparable) position.value();
    }

    void add(Candidates.Found found) {
        all.addAll(found.matches());
        if (found.end() != null && (stopped == null || comparator.compare(found.end(), stopped) < 0)) {
            stopped = found.end();
        }
    }

    List<RowSeal.Opened> matches() {
        List<RowSeal.Opened> shown = shown();
        return shown.subList(0, Math.min(count, shown.size()));
    }

    private List<RowSeal.Opened> shown() {
        return all.stream()
                .filter(m -> stopped == null || comparator.compare(position(m), stopped) <= 0)
                .sorted(Comparator.comparing(this::position, comparator))
                .toList();
    }

    /** Where to go on, or null when all is shown. */
    CandidateSql.Position end() {
        List<RowSeal.Opened> shown = shown();
        return shown.size() > count ? position(shown.get(count - 1)) : stopped;
    }

    private CandidateSql.Position position(RowSeal.Opened match) {
        return order.position(match.row());
    }
}

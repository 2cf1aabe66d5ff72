package io.chartside.scribe.plan;

import io.chartside.scribe.draft.Statement;
import java.util.List;
import java.util.Objects;

/** A problem of the assessment with what was said of it. */
public record Problem(String name, List<Item> items) {
    public Problem {
        Objects.requireNonNull(name);
        items = List.copyOf(items);
    }

    /** One statement of the plan. */
    public record Item(PlanKind kind, Statement statement, double salience) {}
}

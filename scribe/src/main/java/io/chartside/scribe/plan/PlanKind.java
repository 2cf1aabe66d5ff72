package io.chartside.scribe.plan;

import java.util.Locale;

/** What a statement of the plan is about, in the order a problem's bullets stand. */
public enum PlanKind {
    REASONING,
    TESTING,
    TREATMENT,
    REFERRAL,
    EDUCATION,
    FOLLOW_UP;

    /** Of the note's words, the phrase that its statements stand in. */
    public String key() {
        return "plan." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

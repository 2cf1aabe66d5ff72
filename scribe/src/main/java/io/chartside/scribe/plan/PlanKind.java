package io.chartside.scribe.plan;

/** What a statement of the plan is about, in the order a problem's bullets stand. */
public enum PlanKind {
    REASONING("Reasoning"),
    TESTING("Additional Testing"),
    TREATMENT("Treatment"),
    REFERRAL("Specialist"),
    EDUCATION("Patient Education"),
    FOLLOW_UP("Follow-up");

    private final String label;

    PlanKind(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}

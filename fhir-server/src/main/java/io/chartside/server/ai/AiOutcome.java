package io.chartside.server.ai;

import java.util.Locale;

/** How a call of a model went. */
public enum AiOutcome {
    /** It is about to leave; what comes of it is told by a later record. */
    SENDING("", true),
    ANSWERED("", true),
    /** The tenant's policy does not let it go: contract over, another region, a provider that is not configured. */
    NOT_ALLOWED("the policy does not allow it", false),
    OVER_LIMIT("the limit of its cost is reached", false),
    /** It failed so often of late that it is not asked for a while. */
    RESTING("it failed too often of late", false),
    /** The provider asked us to wait. */
    BUSY("the provider is busy", false),
    UNREACHABLE("it could not be reached", false),
    /** Late, broken off, or longer than we listen. */
    LOST("no whole answer came in time", false),
    /** An HTTP status that is no success. */
    REFUSED("the provider refused", false),
    /** An answer that is not what was asked for: cut off, no JSON, another form. */
    UNREADABLE("its answer was not readable", false),
    /** The provider says that another model answered. */
    OTHER_MODEL("another model answered", false),
    /** Nothing of it is borne out by the visit. */
    UNSUPPORTED("the visit bore out nothing of its answer", false),
    /** This process failed. */
    FAILED("of an internal error", false);

    private final String because;
    private final boolean good;

    AiOutcome(String because, boolean good) {
        this.because = because;
        this.good = good;
    }

    /** As the audit writes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The rest of a sentence that says why a model was not used. */
    String because() {
        return because;
    }

    public boolean isGood() {
        return good;
    }

    /** Whether it was our own decision, and nobody's failure. */
    public boolean isOurs() {
        return this == NOT_ALLOWED || this == OVER_LIMIT || this == RESTING;
    }

    /** Whether it says something bad of the provider's health. */
    boolean isFault() {
        return switch (this) {
            case UNREACHABLE, LOST, REFUSED, UNREADABLE, OTHER_MODEL, UNSUPPORTED -> true;
            default -> false;
        };
    }
}

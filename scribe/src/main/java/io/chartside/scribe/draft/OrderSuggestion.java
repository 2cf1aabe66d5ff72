package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;

/** An order heard in the visit: only what was said; what was not said stays empty and is named in {@code missing}. */
public sealed interface OrderSuggestion {

    List<Evidence> evidence();

    /**
     * A prescription or a change of one.
     *
     * @param dose as said ({@code 20 mg}), or empty
     * @param route as said, or empty
     * @param frequency as said ({@code once a day}), or empty
     * @param missing names of the parts that were not said: {@code dose}, {@code frequency} …
     */
    record Medication(
            String name,
            String dose,
            String route,
            String frequency,
            Change change,
            List<String> missing,
            List<Evidence> evidence)
            implements OrderSuggestion {
        public Medication {
            Objects.requireNonNull(name);
            Objects.requireNonNull(change);
            missing = List.copyOf(missing);
            evidence = List.copyOf(evidence);
        }
    }

    /** A test, referral or procedure. */
    record Service(String text, Category category, List<Evidence> evidence) implements OrderSuggestion {
        public Service {
            Objects.requireNonNull(text);
            Objects.requireNonNull(category);
            evidence = List.copyOf(evidence);
        }
    }

    /** What the plan does with a drug. */
    enum Change {
        START,
        CONTINUE,
        INCREASE,
        DECREASE,
        STOP,
        REFILL
    }

    /** Kind of service ordered. */
    enum Category {
        LABORATORY,
        IMAGING,
        REFERRAL,
        PROCEDURE,
        THERAPY,
        OTHER
    }
}

package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** An order heard in the visit: only what was said; what was not said stays empty and is named in {@code missing}. */
public sealed interface OrderSuggestion {

    List<Evidence> evidence();

    /**
     * A prescription or a change of one.
     *
     * @param dose as said ({@code 20 mg}), or empty
     * @param route as said, or empty
     * @param frequency as said ({@code once a day}), or empty
     * @param missing names of the parts that neither the visit nor the chart tells: {@code dose}, {@code frequency} …
     * @param charted the chart's own entry of the drug, where it has exactly one
     */
    record Medication(
            String name,
            String dose,
            String route,
            String frequency,
            Change change,
            List<String> missing,
            List<Evidence> evidence,
            Optional<Charted> charted)
            implements OrderSuggestion {
        public Medication {
            Objects.requireNonNull(name);
            Objects.requireNonNull(change);
            missing = List.copyOf(missing);
            evidence = List.copyOf(evidence);
            Objects.requireNonNull(charted);
        }

        /** Of a drug that the chart does not have. */
        public Medication(
                String name,
                String dose,
                String route,
                String frequency,
                Change change,
                List<String> missing,
                List<Evidence> evidence) {
            this(name, dose, route, frequency, change, missing, evidence, Optional.empty());
        }
    }

    /**
     * The chart's entry of a drug that the visit speaks of.
     *
     * @param reference its FHIR reference
     * @param name as the chart shows it, with its strength
     * @param dosage as the chart shows it, or empty
     * @param applies whether the order is for that dosage: the visit goes on with the drug and says no other
     */
    record Charted(String reference, String name, String dosage, boolean applies) {
        public Charted {
            Objects.requireNonNull(reference);
            Objects.requireNonNull(name);
            Objects.requireNonNull(dosage);
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

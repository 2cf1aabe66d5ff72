package io.chartside.scribe.document;

import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import io.chartside.scribe.draft.Section;
import java.util.List;
import java.util.Objects;

/**
 * The note of a visit and what was ordered in it, signed or drafted.
 *
 * @param reference of its Composition
 * @param orders without those that the clinician rejected
 */
public record VisitNote(String reference, boolean signed, List<Section> sections, List<Order> orders) {
    public VisitNote {
        Objects.requireNonNull(reference);
        sections = List.copyOf(sections);
        orders = List.copyOf(orders);
    }

    /** An order of the visit. */
    public sealed interface Order {
        String reference();

        List<Evidence> evidence();
    }

    /**
     * A prescription.
     *
     * @param dosage in words, or empty
     * @param missing whether dose or frequency is not told
     */
    public record Medicine(
            String reference, String name, String dosage, Change change, boolean missing, List<Evidence> evidence)
            implements Order {
        public Medicine {
            Objects.requireNonNull(reference);
            Objects.requireNonNull(name);
            Objects.requireNonNull(dosage);
            Objects.requireNonNull(change);
            evidence = List.copyOf(evidence);
        }
    }

    /** A test, therapy or referral. */
    public record Service(String reference, String text, boolean referral, List<Evidence> evidence) implements Order {
        public Service {
            Objects.requireNonNull(reference);
            Objects.requireNonNull(text);
            evidence = List.copyOf(evidence);
        }
    }

    @Override
    public String toString() {
        return "VisitNote " + reference;
    }
}

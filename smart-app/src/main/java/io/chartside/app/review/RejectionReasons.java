package io.chartside.app.review;

import java.util.List;

/** The short lists a clinician picks from when rejecting a suggestion. Any other reason is refused, so that none carries free text about a patient. */
public record RejectionReasons(List<String> codes, List<String> orders) {
    public static final RejectionReasons SHIPPED = new RejectionReasons(
            List.of(
                    "Not documented",
                    "Not addressed today",
                    "Another code is more specific",
                    "Ruled out",
                    "Duplicate",
                    "Other"),
            List.of("Not ordered", "Wrong dose or drug", "Already ordered", "Patient declined", "Other"));

    public RejectionReasons {
        codes = List.copyOf(codes);
        orders = List.copyOf(orders);
    }

    public boolean allows(String reason) {
        return codes.contains(reason) || orders.contains(reason);
    }
}

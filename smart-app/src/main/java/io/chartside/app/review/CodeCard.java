package io.chartside.app.review;

import java.util.List;

/**
 * A suggested code to accept or reject.
 *
 * @param reference FHIR reference of the resource that carries it
 * @param confidence whole percent
 * @param decision {@code pending}, {@code accepted} or {@code rejected}
 */
public record CodeCard(
        String reference,
        String code,
        String display,
        int rank,
        int confidence,
        String reason,
        String rule,
        List<Quote> quotes,
        String decision,
        String rejectReason) {
    public CodeCard {
        quotes = List.copyOf(quotes);
    }
}

package io.chartside.app.review;

import java.util.List;

/**
 * A prescription, test or referral to accept or reject.
 *
 * @param action what to do in a word ({@code Start}, {@code Laboratory})
 * @param detail dose, route and frequency as they were said
 * @param missing parts that were not said, in words
 * @param schedule of a controlled substance, {@code II} to {@code V}: no signature here orders it; else empty
 */
public record OrderCard(
        String reference,
        String kind,
        String action,
        String name,
        String detail,
        List<String> missing,
        String schedule,
        List<Quote> quotes,
        String decision,
        String rejectReason) {
    public OrderCard {
        missing = List.copyOf(missing);
        quotes = List.copyOf(quotes);
    }
}

package io.chartside.app.review;

import java.util.List;

/**
 * What a signature would cover now, said before it is given.
 *
 * @param signer name of the person who would sign
 * @param blocked why signing is impossible, or empty
 */
public record SigningSummary(
        String signer,
        List<String> codes,
        List<String> orders,
        int codesUndecided,
        int codesRejected,
        int ordersUndecided,
        int ordersRejected,
        int ordersIncomplete,
        int unsupported,
        String blocked) {
    public SigningSummary {
        codes = List.copyOf(codes);
        orders = List.copyOf(orders);
    }
}

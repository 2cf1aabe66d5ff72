package io.chartside.mappings.x12;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What billing adds to a signed claim, which nobody may change any more: used where the claim says nothing, never against it.
 *
 * @param coverage reference to the Coverage
 * @param billingProvider reference to the Organization that bills
 * @param charges in US dollars, by {@code Claim.item.sequence}
 * @param placeOfService two digits of the CMS list
 * @param sender that the receiver knows the submitter by; empty for the billing provider's NPI
 * @param receiver that the interchange goes to; empty for the payer's identifier
 */
public record ClaimSupplement(
        Optional<String> coverage,
        Optional<String> billingProvider,
        Map<Integer, BigDecimal> charges,
        Optional<String> placeOfService,
        Optional<String> sender,
        Optional<String> receiver) {
    public static final ClaimSupplement NONE = new ClaimSupplement(
            Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty());

    public ClaimSupplement {
        Objects.requireNonNull(coverage);
        Objects.requireNonNull(billingProvider);
        charges = Map.copyOf(charges);
        Objects.requireNonNull(placeOfService);
        Objects.requireNonNull(sender);
        Objects.requireNonNull(receiver);
    }
}

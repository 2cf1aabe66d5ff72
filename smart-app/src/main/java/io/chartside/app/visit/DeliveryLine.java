package io.chartside.app.visit;

/**
 * How one part of the signed work fares on its way into the EHR.
 *
 * @param state {@code pending}, {@code written}, {@code refused} or {@code unknown}
 * @param what the part in words
 * @param detail what the EHR said, or when it was written
 * @param id names the entry for a retry; empty when a retry is not offered
 */
public record DeliveryLine(String state, String stateLabel, String what, String detail, String id) {}

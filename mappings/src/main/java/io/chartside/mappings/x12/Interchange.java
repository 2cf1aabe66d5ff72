package io.chartside.mappings.x12;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * The envelope (ISA, GS, ST).
 *
 * @param number interchange control number, 1 to 999,999,999; unique for sender and receiver
 * @param at when it is made, to the minute
 * @param test whether it is for testing (ISA15)
 */
public record Interchange(int number, LocalDateTime at, boolean test) {
    public static final int HIGHEST_NUMBER = 999_999_999;

    public Interchange {
        if (number < 1 || number > HIGHEST_NUMBER) {
            throw new IllegalArgumentException("an interchange control number is 1 to 999999999");
        }
        Objects.requireNonNull(at);
        at = at.truncatedTo(ChronoUnit.MINUTES);
    }
}

package io.chartside.terminology.services;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * A code for a service, an item or a modifier: HCPCS level II or CPT.
 *
 * @param display short words
 * @param definition long words; may be the same
 * @param modifier whether it is a modifier of two characters
 * @param from first day it may be used, where the file tells
 * @param to last day it may be used, where the file tells
 */
public record ServiceCode(
        String code,
        String display,
        String definition,
        boolean modifier,
        Optional<LocalDate> from,
        Optional<LocalDate> to) {
    public ServiceCode {
        Objects.requireNonNull(code);
        Objects.requireNonNull(display);
        Objects.requireNonNull(definition);
        Objects.requireNonNull(from);
        Objects.requireNonNull(to);
    }

    public boolean isValidOn(LocalDate day) {
        return from.filter(day::isBefore).isEmpty() && to.filter(day::isAfter).isEmpty();
    }
}

package io.chartside.server.staff;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody of the operator's staff does (MM15). One each. */
enum StaffRole {
    SUPER_ADMIN,
    PLATFORM_OPS,
    SUPPORT,
    FINANCE,
    READ_ONLY;

    /** As the table, the command line and the audit write it: {@code platform_ops}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<StaffRole> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}

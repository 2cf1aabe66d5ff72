package io.chartside.server.crypto;

import java.util.Optional;
import java.util.stream.Stream;

/** A tenant's keys that are replaced while the tenant is used; the names are those of the key store and of commands. */
public enum RotatedKey {
    /** Wraps the tenant's other keys and those of its patients. */
    KEK,
    /** Keys population tokens and the heads' codes. */
    INDEX,
    /** Seals resources of no patient, accounts and exports. */
    DATA,
    /** Seals audit events and keys their words. */
    AUDIT,
    /** Seals paging cursors. */
    CURSOR;

    /** In lower case. */
    public String word() {
        return switch (this) {
            case KEK -> "kek";
            case INDEX -> "index";
            case DATA -> "data";
            case AUDIT -> "audit";
            case CURSOR -> "cursor";
        };
    }

    public static Optional<RotatedKey> of(String word) {
        return Stream.of(values()).filter(key -> key.word().equals(word)).findFirst();
    }
}

package io.chartside.server.store;

import java.security.SecureRandom;
import java.util.UUID;

/** Logical ids of resources: UUID version 7 (RFC 9562), time-ordered so that inserts stay at the right edge of an index. */
public final class LogicalIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private LogicalIds() {}

    public static String next() {
        long millis = System.currentTimeMillis();
        long high = (millis << 16) | 0x7000L | (RANDOM.nextInt() & 0x0FFFL);
        long low = 0x8000_0000_0000_0000L | (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL);
        return new UUID(high, low).toString();
    }

    /** Whether an id has the shape of those made here: no client can have referred to it before. */
    static boolean isOurs(String id) {
        return id.length() == 36 && id.charAt(14) == '7' && id.charAt(8) == '-' && id.charAt(23) == '-';
    }
}

package io.chartside.server.store;

import java.security.SecureRandom;

/**
 * Numbers of resources: 41 bits of milliseconds since 2024, 10 bits of this process, 12 bits of sequence. Made here and
 * not by the database, so that references within a transaction resolve before anything is written, and so that no
 * sequence ties the tenants together; ordered by time, so that inserts stay at the right edge of an index.
 */
final class Rids {
    private static final long EPOCH = 1_704_067_200_000L;

    private final long process = (long) new SecureRandom().nextInt(1024) << 12;
    private long last;

    /** No number made from then on is smaller, and none made before is larger. */
    static long firstAt(long millis) {
        return millis - EPOCH << 22;
    }

    synchronized long next(long millis) {
        long first = millis - EPOCH << 22;
        long ticked = last + 1;
        boolean sameMilli = first >>> 22 <= last >>> 22;
        if (sameMilli) {
            // The sequence may run over into the process bits of the next numbers, which stay unique in this process.
            last = (ticked & 0xFFF) == 0 ? ((last >>> 22) + 1 << 22 | process) : ticked;
        } else {
            last = first | process;
        }
        return last;
    }
}

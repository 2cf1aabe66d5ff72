package io.chartside.server.store;

/**
 * Whether waiting for company is worth it: while it brought somebody lately, always; after a few times in vain, as beside a
 * request that takes long, only now and then. Threads may overwrite each other's count: it decides no more than a wait.
 */
final class Patience {
    private static final int IN_VAIN_AT_MOST = 4;
    private static final int NOW_AND_THEN = 32;

    private volatile int inVain;

    boolean waits() {
        int now = inVain;
        if (now < IN_VAIN_AT_MOST) {
            return true;
        }
        inVain = now + 1;
        return now % NOW_AND_THEN == 0;
    }

    void ended(boolean broughtSomebody) {
        if (broughtSomebody) {
            inVain = 0;
        } else if (inVain < IN_VAIN_AT_MOST) {
            inVain++;
        }
    }
}

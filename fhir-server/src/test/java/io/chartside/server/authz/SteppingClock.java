package io.chartside.server.authz;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** Real time, moved forward by the test. */
final class SteppingClock extends Clock {
    private final Clock base;
    private volatile Duration ahead = Duration.ZERO;

    SteppingClock(Clock base) {
        this.base = base;
    }

    void ahead(Duration duration) {
        ahead = duration;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return base.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

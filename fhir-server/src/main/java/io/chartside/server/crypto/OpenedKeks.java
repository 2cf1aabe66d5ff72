package io.chartside.server.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * KEKs as the key service unwrapped them. Each may be used for a time, is unwrapped anew after half of it, and so outlives an
 * outage of the service by half of it at least. Whether a KEK still counts, the key store says: this spares the service, not
 * the look.
 */
final class OpenedKeks {
    private static final Logger LOG = LoggerFactory.getLogger(OpenedKeks.class);
    private static final long PAUSE = Duration.ofSeconds(2).toNanos();

    private final MasterKey master;
    private final long usable;
    private final LongSupplier nanos;
    private final Cache<Name, Opened> opened;
    private final Lock[] asking = new Lock[64];
    private volatile long failedAt;
    private volatile boolean failing;

    private record Name(TenantId tenant, int version) {}

    /** @param since when it was unwrapped, in the clock's nanoseconds */
    record Opened(byte[] wrapped, DataKey kek, long since) {
        @Override
        public String toString() {
            return "Opened (redacted)";
        }
    }

    /** @param nanos a clock as {@link System#nanoTime()} */
    OpenedKeks(MasterKey master, Duration usable, LongSupplier nanos) {
        this.master = master;
        this.usable = usable.toNanos();
        this.nanos = nanos;
        this.opened = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .expireAfterWrite(usable)
                .build();
        Arrays.setAll(asking, i -> new ReentrantLock());
    }

    /** @throws KeysUnavailable when the key service does not serve and what it unwrapped before is too old */
    Opened open(TenantId tenant, WrappedKey kek) {
        Name name = new Name(tenant, kek.version());
        Opened held = opened.getIfPresent(name);
        if (isYoungerThan(usable / 2, held, kek)) {
            return held;
        }
        // Of requests that come at the same time one asks the service; only who holds no usable key waits for the
        // answer.
        Lock lock = asking[Math.floorMod(name.hashCode(), asking.length)];
        if (!lock.tryLock()) {
            if (isYoungerThan(usable, held, kek)) {
                return held;
            }
            lock.lock();
        }
        try {
            return asked(name, kek);
        } finally {
            lock.unlock();
        }
    }

    private boolean isYoungerThan(long age, Opened held, WrappedKey kek) {
        return held != null && Arrays.equals(held.wrapped(), kek.wrapped()) && nanos.getAsLong() - held.since() < age;
    }

    private Opened asked(Name name, WrappedKey kek) {
        Opened held = opened.getIfPresent(name);
        if (isYoungerThan(usable / 2, held, kek)) {
            return held;
        }
        long now = nanos.getAsLong();
        try {
            if (failing && now - failedAt < PAUSE) {
                throw new KeysUnavailable("the key service did not serve a moment ago");
            }
            Opened fresh = new Opened(kek.wrapped(), unwrapped(name.tenant(), kek), now);
            opened.put(name, fresh);
            return fresh;
        } catch (KeysUnavailable e) {
            if (isYoungerThan(usable, held, kek)) {
                return held;
            }
            throw e;
        }
    }

    /** While the service fails, it is asked every other second only: nobody else waits for it. */
    private DataKey unwrapped(TenantId tenant, WrappedKey kek) {
        try {
            DataKey key = new DataKey(master.unwrap(kek.wrapped(), KeyOwner.kek(tenant.value())));
            if (failing) {
                LOG.info("the key service serves again");
            }
            failing = false;
            return key;
        } catch (KeysUnavailable e) {
            if (!failing) {
                LOG.error(
                        "{}; what it has opened serves on for minutes, then requests are answered 503", e.getMessage());
            }
            failedAt = nanos.getAsLong();
            failing = true;
            throw e;
        }
    }

    /** How long keys may be held before the key store is asked for them again. */
    Duration heldAtMost() {
        return Duration.ofNanos(usable / 2);
    }

    /** That time, or for how long the KEK may still be used, if that is shorter. */
    Duration shorter(Duration time, Opened kek) {
        Duration left = Duration.ofNanos(Math.max(0, kek.since() + usable - nanos.getAsLong()));
        return left.compareTo(time) < 0 ? left : time;
    }

    void forget() {
        opened.invalidateAll();
    }
}

package io.chartside.server.ai;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Who is not asked for a while: a provider of whose last ten calls half failed, for half a minute, after which one call tries
 * it; and one that asked us to wait, for as long as it said. In this process alone: each finds out for itself.
 */
final class Breakers {
    private static final Duration REST = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Clock clock;
    private final CircuitBreakerConfig config;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();
    private final Map<String, Instant> waiting = new ConcurrentHashMap<>();

    Breakers(Clock clock) {
        this.clock = clock;
        this.config = CircuitBreakerConfig.custom()
                .slidingWindow(10, 4, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(50)
                .waitDurationInOpenState(REST)
                .permittedNumberOfCallsInHalfOpenState(1)
                .clock(clock)
                .build();
    }

    /** Why a provider may not be asked now; who is told nothing must {@link #tell} what came of it. */
    Optional<AiOutcome> enter(String provider) {
        Instant until = waiting.get(provider);
        if (until != null && clock.instant().isBefore(until)) {
            return Optional.of(AiOutcome.BUSY);
        }
        return of(provider).tryAcquirePermission() ? Optional.empty() : Optional.of(AiOutcome.RESTING);
    }

    void tell(String provider, AiOutcome outcome, Optional<Duration> wait) {
        CircuitBreaker breaker = of(provider);
        if (outcome == AiOutcome.ANSWERED) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        } else if (outcome.isFault()) {
            breaker.onError(0, TimeUnit.NANOSECONDS, new Unreadable());
        } else {
            breaker.releasePermission();
        }
        if (outcome == AiOutcome.BUSY) {
            Duration asked = wait.orElse(REST);
            waiting.put(provider, clock.instant().plus(asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked));
        }
    }

    private CircuitBreaker of(String provider) {
        return breakers.computeIfAbsent(provider, name -> CircuitBreaker.of(name, config));
    }
}

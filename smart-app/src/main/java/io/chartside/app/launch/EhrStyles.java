package io.chartside.app.launch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Fetches the style documents of EHRs (SMART App Launch 2.2, {@code smart_style_url}). A style is never worth waiting for: it
 * is fetched while the chart is read, and a launch goes on without one that is late, strange, or on a server that the profile
 * does not name.
 */
@Component
final class EhrStyles {

    private static final Logger LOG = LoggerFactory.getLogger(EhrStyles.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private final Outbound outbound;
    private final Cache<URI, EhrStyle> known;

    EhrStyles(Outbound outbound, LaunchSettings settings) {
        this.outbound = outbound;
        this.known = Caffeine.newBuilder()
                .maximumSize(1000)
                .expireAfterWrite(settings.discoveryCache())
                .build();
    }

    /** Begins to fetch; {@link #of} has what came. */
    CompletableFuture<EhrStyle> begin(EhrProfile profile, Optional<URI> named) {
        Optional<URI> address = named.filter(profile::reaches);
        if (named.isPresent() && address.isEmpty()) {
            LOG.warn("{} names a style on a server that its profile does not: add it to origins", profile.site());
        }
        EhrStyle at = address.map(known::getIfPresent).orElse(null);
        if (address.isEmpty() || at != null) {
            return CompletableFuture.completedFuture(at == null ? EhrStyle.NONE : at);
        }
        CompletableFuture<EhrStyle> coming = new CompletableFuture<>();
        Thread thread = new Thread(() -> coming.complete(fetch(address.get())), "ehr-style");
        thread.setDaemon(true);
        thread.start();
        return coming;
    }

    /** What has come by now, or comes within half a second. */
    static EhrStyle of(CompletableFuture<EhrStyle> coming) {
        try {
            return coming.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException without) {
            return EhrStyle.NONE;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return EhrStyle.NONE;
        }
    }

    private EhrStyle fetch(URI address) {
        try {
            OutboundResponse response = outbound.send(
                    OutboundRequest.get(address, "application/json").limits(TIMEOUT, MAXIMUM_BYTES));
            if (response.status() != 200) {
                LOG.warn("the EHR's style answered HTTP {}", response.status());
                return EhrStyle.NONE;
            }
            EhrStyle style = Json.object(response.text()).map(EhrStyle::of).orElse(EhrStyle.NONE);
            known.put(address, style);
            return style;
        } catch (OutboundRefused | OutboundFailed without) {
            LOG.warn("the EHR's style cannot be had: {}", without.getMessage());
            return EhrStyle.NONE;
        }
    }
}

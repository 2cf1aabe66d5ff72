package io.chartside.server.consent;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.chartside.server.index.Sensitivity;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.RestrictionTable;
import io.chartside.server.store.RowSeal;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What labels and Consents keep back in each tenant. A change made by this process counts at once, by another within three
 * seconds.
 */
@Component
public final class Restrictions {
    private static final Duration KNOWN_FOR = Duration.ofSeconds(3);
    private static final int MOST_TENANTS = 10_000;

    private final Clock clock;
    private final LoadingCache<TenantId, OfTenant> known;

    Restrictions(RestrictionTable table, Clock clock) {
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST_TENANTS)
                .expireAfterWrite(KNOWN_FOR)
                .build(tenant -> load(table, tenant));
        table.whenChanged(known::invalidate);
    }

    /** Never from within a session of the store: it may have to read. */
    public OfTenant of(TenantId tenant) {
        return known.get(tenant);
    }

    private OfTenant load(RestrictionTable table, TenantId tenant) {
        RestrictionTable.Restrictions stored = table.read(tenant);
        return new OfTenant(
                stored.labels(),
                stored.consents().stream()
                        .filter(opened -> opened.row().patientRid() != 0)
                        .map(Restrictions::consent)
                        .toList(),
                clock);
    }

    private static Consent consent(RowSeal.Opened opened) {
        return new Consent(
                opened.row().patientRid(),
                ConsentRule.of(JsonTree.ofStored(opened.resource().json())));
    }

    /** @param patient the number of the patient's row */
    record Consent(long patient, ConsentRule rule) {
        Optional<Boolean> decide(Asker asker, String type, int label, long now) {
            return rule.decide(asker, type, label, now);
        }

        boolean permits(Asker asker, String type, int label, long now) {
            return rule.mayPermit(label) && rule.decide(asker, type, label, now).orElse(false);
        }
    }

    /** One tenant's, as they were when they were read. */
    public static final class OfTenant {
        private final int labels;
        private final List<Consent> consents;
        private final Clock clock;

        OfTenant(int labels, List<Consent> consents, Clock clock) {
            this.labels = labels;
            this.consents = List.copyOf(consents);
            this.clock = clock;
        }

        /** Bits of {@link Sensitivity} that the tenant has at all. */
        public int labels() {
            return labels;
        }

        public boolean hasConsents() {
            return !consents.isEmpty();
        }

        public Decided decide(Asker asker, String type) {
            Decided.Building decided = new Decided.Building();
            long now = clock.millis();
            for (Consent consent : consents) {
                int denied = 0;
                for (int label = Sensitivity.PSYCHOTHERAPY; label > 0; label >>= 1) {
                    if ((labels & label) != 0
                            && !consent.decide(asker, type, label, now).orElse(true)) {
                        denied |= label;
                    }
                }
                boolean all = !consent.decide(asker, type, 0, now).orElse(true);
                decided.deny(consent.patient(), all, denied);
                if (consent.permits(asker, type, Sensitivity.PART_2, now)) {
                    decided.permitPart2(consent.patient());
                }
            }
            return decided.done();
        }
    }
}

package io.chartside.server.consent;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.chartside.server.index.Sensitivity;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.RestrictionTable;
import io.chartside.server.store.RightsChanges;
import io.chartside.server.store.RowSeal;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * What labels and Consents keep back in each tenant. A change made by this process counts at once, by another within five
 * seconds.
 */
@Component
public final class Restrictions {
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);
    private static final int MOST_TENANTS = 10_000;
    private static final List<Integer> LABELS =
            List.of(Sensitivity.RESTRICTED, Sensitivity.VERY_RESTRICTED, Sensitivity.PART_2, Sensitivity.PSYCHOTHERAPY);

    private final Clock clock;
    private final RightsChanges changes;
    private final LoadingCache<TenantId, Known> known;

    /** @param changes the tenant's number before it was looked up */
    private record Known(long changes, OfTenant restrictions) {}

    Restrictions(RestrictionTable table, RightsChanges changes, Clock clock) {
        this.clock = clock;
        this.changes = changes;
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST_TENANTS)
                .expireAfterWrite(KNOWN_FOR)
                .build(tenant -> new Known(changes.of(RightsChanges.Kind.RESTRICTIONS, tenant), load(table, tenant)));
        table.whenChanged(known::invalidate);
    }

    /** Never from within a session of the store: it may have to read. */
    public OfTenant of(TenantId tenant) {
        Known found = known.get(tenant);
        if (found.changes() != changes.of(RightsChanges.Kind.RESTRICTIONS, tenant)) {
            known.asMap().remove(tenant, found);
            found = known.get(tenant);
        }
        return found.restrictions();
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
        StoredResource consent = opened.resource();
        return new Consent(
                opened.row().patientRid(),
                consent.patientId().orElse(""),
                "Consent/" + consent.id(),
                ConsentRule.of(JsonTree.ofStored(consent.json())));
    }

    /**
     * @param patient the number of the patient's row
     * @param patientId his logical id
     * @param reference its own, relative
     */
    record Consent(long patient, String patientId, String reference, ConsentRule rule) {
        boolean denies(Asker asker, String type, int label, long now) {
            return !rule.decide(asker, type, label, now).orElse(true);
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
                for (int label : LABELS) {
                    if ((labels & label) != 0 && consent.denies(asker, type, label, now)) {
                        denied |= label;
                    }
                }
                boolean all = consent.denies(asker, type, 0, now);
                decided.deny(consent.patient(), all, denied);
                if (consent.permits(asker, type, Sensitivity.PART_2, now)) {
                    decided.permitPart2(consent.patient());
                }
            }
            return decided.done();
        }

        /**
         * Relative references of the patient's Consents that keep one resource of this type from the asker.
         *
         * @param label bits that the resource bears
         */
        public List<String> denying(Asker asker, String type, String patientId, int label) {
            long now = clock.millis();
            return of(patientId)
                    .filter(consent -> consent.denies(asker, type, 0, now)
                            || LABELS.stream()
                                    .anyMatch(bit -> (label & bit) != 0 && consent.denies(asker, type, bit, now)))
                    .map(Consent::reference)
                    .toList();
        }

        /** Whether a Consent of the patient permits the asker what is of 42 CFR Part 2. */
        public boolean permitsPart2(Asker asker, String type, String patientId) {
            long now = clock.millis();
            return of(patientId).anyMatch(consent -> consent.permits(asker, type, Sensitivity.PART_2, now));
        }

        private Stream<Consent> of(String patientId) {
            return consents.stream().filter(consent -> consent.patientId().equals(patientId));
        }
    }
}

package io.chartside.server.store;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a request may see, type by type. Decided before any SQL; the store puts it into the predicate of every table
 * that a plan touches, so that nothing has to be filtered out of a result afterwards.
 */
@FunctionalInterface
public interface Sight {

    Extent of(String resourceType);

    /** What may be seen of one type. */
    sealed interface Extent {
        /** Every resource of the type in the tenant. */
        record All(boolean drafts) implements Extent {}

        /**
         * Resources in the compartment of these patients that also fit every criterion.
         *
         * @param patientIds logical ids; empty means any patient of the tenant (only the criteria narrow)
         * @param criteria FHIR search strings such as {@code category=vital-signs}; any one of them suffices; empty means
         *     no criterion
         * @param drafts whether unsigned AI drafts are included
         */
        record Narrowed(Set<String> patientIds, List<String> criteria, boolean drafts) implements Extent {
            public Narrowed {
                patientIds = Set.copyOf(patientIds);
                criteria = List.copyOf(criteria);
            }
        }

        /** Of what {@code of} shows, an {@link All} or a {@link Narrowed}, all but what the limit keeps back. */
        record Limited(Extent of, Limit limit) implements Extent {
            public Limited {
                Objects.requireNonNull(limit);
                if (!(of instanceof All || of instanceof Narrowed)) {
                    throw new IllegalArgumentException("only what is seen can be limited");
                }
            }
        }

        /** Nothing: the type does not exist for this request. */
        record Nothing() implements Extent {}

        /** Without its limit, for choosing where a search begins: never for what it shows. */
        default Extent unlimited() {
            return this instanceof Limited limited ? limited.of() : this;
        }

        /** The same with drafts or without. */
        default Extent withDrafts(boolean drafts) {
            if (this instanceof Narrowed narrowed) {
                return new Narrowed(narrowed.patientIds(), narrowed.criteria(), drafts);
            }
            if (this instanceof Limited limited) {
                return new Limited(limited.of().withDrafts(drafts), limited.limit());
            }
            return this instanceof All ? new All(drafts) : this;
        }

        /** Whether it surely shows a row of this head. Where it cannot tell, a search through the record does. */
        default boolean surelyShows(boolean draft, int label, long patientRid, String patientId) {
            if (this instanceof Limited limited) {
                return limited.limit().surelyLeaves(label, patientRid)
                        && limited.of().surelyShows(draft, label, patientRid, patientId);
            }
            boolean whole = this instanceof All
                    || this instanceof Narrowed narrowed
                            && narrowed.criteria().isEmpty()
                            && (narrowed.patientIds().isEmpty()
                                    || narrowed.patientIds().contains(patientId));
            return whole && (!draft || drafts());
        }

        default boolean drafts() {
            return this instanceof All all && all.drafts()
                    || this instanceof Narrowed narrowed && narrowed.drafts()
                    || this instanceof Limited limited && limited.of().drafts();
        }
    }

    /**
     * What labels and consents keep back. Labels are bits of {@link io.chartside.server.index.Sensitivity}; patients are the
     * numbers of their rows.
     *
     * @param hidden labels of which nothing is seen
     * @param own labels of which only what {@code author} wrote is seen
     * @param author relative reference of who asks; empty for nobody
     * @param authorships numbers of the references by which the type names its authors
     * @param byConsent labels of which only resources of {@code consenting} are seen
     * @param excluded patients of whom nothing is seen
     * @param partly patients of whom nothing with one of {@code partLabels} is seen, label by label in the same order
     * @param opened patients of whom {@code hidden} and {@code byConsent} keep nothing back: the glass is broken
     */
    record Limit(
            int hidden,
            int own,
            String author,
            List<Integer> authorships,
            int byConsent,
            Set<Long> consenting,
            Set<Long> excluded,
            List<Long> partly,
            List<Integer> partLabels,
            Set<Long> opened) {
        public Limit {
            Objects.requireNonNull(author);
            authorships = List.copyOf(authorships);
            consenting = Set.copyOf(consenting);
            excluded = Set.copyOf(excluded);
            partly = List.copyOf(partly);
            partLabels = List.copyOf(partLabels);
            opened = Set.copyOf(opened);
        }

        /** Whether it surely keeps nothing back of a row with these labels; who wrote what is known to the record alone. */
        boolean surelyLeaves(int label, long patientRid) {
            if ((label & own) != 0 || excluded.contains(patientRid)) {
                return false;
            }
            for (int i = 0; label != 0 && i < partly.size(); i++) {
                if (partly.get(i) == patientRid && (partLabels.get(i) & label) != 0) {
                    return false;
                }
            }
            return opened.contains(patientRid)
                    || (label & hidden) == 0 && ((label & byConsent) == 0 || consenting.contains(patientRid));
        }

        public boolean isNone() {
            return hidden == 0 && own == 0 && byConsent == 0 && excluded.isEmpty() && partly.isEmpty();
        }
    }

    /** Sees all, drafts too. For the server's own work (seeding, attestation checks), never for a request's answer. */
    static Sight everythingWithoutAccessCheck(String reason) {
        Objects.requireNonNull(reason);
        Extent all = new Extent.All(true);
        return type -> all;
    }
}

package io.chartside.mappings.claim;

import io.chartside.scribe.coding.CodeEditions;
import io.chartside.terminology.CodeCatalog;
import io.chartside.terminology.services.PairEdits;
import io.chartside.terminology.services.ServiceReleases;
import io.chartside.terminology.services.UnitEdits;
import java.util.Objects;
import java.util.Optional;

/**
 * The codes that a check goes by: what is not loaded is not checked.
 *
 * @param diagnoses ICD-10-CM, or {@link CodeCatalog#empty()}
 * @param editions from when to when codes of the lexicon are valid, where no release tells
 * @param pairs NCCI's edits of pairs, where an operator loaded them
 * @param units NCCI's edits of units, likewise
 */
public record ClaimKnowledge(
        CodeCatalog diagnoses,
        CodeEditions editions,
        ServiceReleases hcpcs,
        ServiceReleases cpt,
        Optional<PairEdits> pairs,
        Optional<UnitEdits> units) {
    public ClaimKnowledge {
        Objects.requireNonNull(diagnoses);
        Objects.requireNonNull(editions);
        Objects.requireNonNull(hcpcs);
        Objects.requireNonNull(cpt);
        Objects.requireNonNull(pairs);
        Objects.requireNonNull(units);
    }
}

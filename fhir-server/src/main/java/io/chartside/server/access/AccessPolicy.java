package io.chartside.server.access;

import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import java.util.Optional;
import java.util.Set;

/** The one seam that every request passes: caller and interaction to {@link AccessDecision}. */
public interface AccessPolicy {

    AccessDecision decide(Caller caller, Interaction interaction, String resourceType);

    /** What the caller may see of each type in searches, chains and includes; drafts only with the drafts right. */
    Sight sight(Caller caller, Interaction interaction);

    /** Whether the caller has a right that no resource scope carries. */
    boolean permits(Caller caller, Right right);

    /** Whether the caller may put security labels and tags on what is stored, and take them off. */
    boolean mayLabel(Caller caller);

    /** Whether the caller may open what security labels keep back of a patient. */
    boolean mayBreakGlass(Caller caller);

    /** Whether the caller may put off the record what was stored of a visit. */
    boolean mayWithhold(Caller caller);

    /** Whether the caller may have a bulk export; what is in it, {@link #sight} says of {@link Interaction#EXPORT}. */
    ExportRight export(Caller caller);

    /**
     * Logical ids of the patients whose glass the caller has broken: what it does with their data is on record with that
     * purpose. Never asked from within a session of the store: it may have to read.
     */
    Set<String> openedByBreakingGlass(Caller caller);

    /**
     * Which Consent or label keeps from the caller what its scopes and role would show; for the record, never for the
     * answer. Empty when none does, and for a deletion.
     */
    Optional<KeptBack> keptBack(Caller caller, StoredResource resource);

    /** How many a count must find for the caller to be told: 0 for whoever may see what is counted. */
    int smallestCount(Caller caller, String resourceType);
}

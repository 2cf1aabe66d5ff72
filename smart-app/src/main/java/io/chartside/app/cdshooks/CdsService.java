package io.chartside.app.cdshooks;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The services, one a hook. Each wants the encounter alone, the minimum that its advice needs.
 */
enum CdsService {
    PATIENT_VIEW(
            "patient-view",
            "Start the scribe, or finish its note",
            "Offers to start the scribe for the visit in the chart, and says when its drafted note is not signed.",
            false),
    ENCOUNTER_START(
            "encounter-start", "Start the scribe", "Offers to start the scribe for the encounter that begins.", true),
    ORDER_SIGN(
            "order-sign",
            "Note and codes of the visit",
            "Says before orders are signed that the visit's note is not, or that accepted codes are not documented in it.",
            false),
    ENCOUNTER_DISCHARGE(
            "encounter-discharge",
            "Note and codes before discharge",
            "Says before a discharge that the visit has no note, that its note is not signed, or that accepted codes are not"
                    + " documented in it.",
            true);

    /** The key of the one thing that is prefetched. */
    static final String ENCOUNTER = "encounter";

    private static final String PREFIX = "chartside-";
    private static final Map<String, String> PREFETCH = Map.of(ENCOUNTER, "Encounter/{{context.encounterId}}");

    private final String hook;
    private final String title;
    private final String description;
    private final boolean needsEncounter;

    CdsService(String hook, String title, String description, boolean needsEncounter) {
        this.hook = hook;
        this.title = title;
        this.description = description;
        this.needsEncounter = needsEncounter;
    }

    static Optional<CdsService> of(String id) {
        return Arrays.stream(values())
                .filter(service -> service.id().equals(id))
                .findFirst();
    }

    String id() {
        return PREFIX + hook;
    }

    String hook() {
        return hook;
    }

    /** Whether the hook's context must name an encounter. */
    boolean needsEncounter() {
        return needsEncounter;
    }

    /** As discovery tells it (CDS Hooks 2.0, "Discovery"). */
    Map<String, Object> described() {
        return Map.of("hook", hook, "title", title, "description", description, "id", id(), "prefetch", PREFETCH);
    }
}

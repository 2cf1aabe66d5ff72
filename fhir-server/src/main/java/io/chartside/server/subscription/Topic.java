package io.chartside.server.subscription;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be subscribed to; each has a canonical URL, by which a Subscription names it in {@code criteria}. */
enum Topic {
    /** A note is signed: a Composition becomes final. Its focus is the Composition, its context all that was signed with it. */
    VISIT_SIGNED("visit-signed", Set.of("Composition")),
    /** A signed note was amended, corrected or withdrawn as entered in error; focus and context as of the signature. */
    NOTE_AMENDED("note-amended", Set.of("Composition")),
    /** A resource of a type that the filters name was written or deleted. */
    RESOURCE_CHANGE(
            "resource-change",
            Set.of(
                    "AllergyIntolerance",
                    "Appointment",
                    "CarePlan",
                    "ChargeItem",
                    "Claim",
                    "ClaimResponse",
                    "Communication",
                    "Composition",
                    "Condition",
                    "DiagnosticReport",
                    "DocumentReference",
                    "Encounter",
                    "Immunization",
                    "MedicationRequest",
                    "MedicationStatement",
                    "Observation",
                    "Patient",
                    "Procedure",
                    "Provenance",
                    "ServiceRequest",
                    "Task"));

    private final String canonical;
    private final Set<String> types;

    Topic(String name, Set<String> types) {
        this.canonical = ChartsideFhir.BASE + "SubscriptionTopic/" + name;
        this.types = types;
    }

    String canonical() {
        return canonical;
    }

    /** Types that its events may be about. */
    Set<String> types() {
        return types;
    }

    boolean isOfNotes() {
        return this != RESOURCE_CHANGE;
    }

    static Optional<Topic> of(String canonical) {
        return Arrays.stream(values())
                .filter(topic -> topic.canonical.equals(canonical))
                .findFirst();
    }

    static List<String> canonicals() {
        return Arrays.stream(values()).map(Topic::canonical).toList();
    }
}

package io.chartside.server.operation;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * An extended operation (FHIR R4, operations.html), as a Spring bean: the dispatcher finds it by name, level and type,
 * checks {@link #needs()}, reads the instance and audits the call.
 */
public interface Operation {

    /** Without the dollar sign: {@code draft-note}. */
    String name();

    Set<Level> levels();

    /** Types it is offered on, at type and instance level; empty for a system operation. */
    default Set<String> types() {
        return Set.of();
    }

    /** An operation that affects state answers POST only; the others also GET. */
    default boolean affectsState() {
        return false;
    }

    /** Whether an instance need not exist: {@link OperationCall#instance} is then empty, and its id alone is given. */
    default boolean takesAnyId() {
        return false;
    }

    /** Whether it may be called on a sealed visit, which has no words that anything could be made of. */
    default boolean takesSealedVisits() {
        return !affectsState();
    }

    /**
     * Whether {@code _elements} and {@code _summary} are parameters of its own, and not the form of its answer: one that answers
     * without a resource must say itself that it does not know them.
     */
    default boolean shapesItsAnswer() {
        return false;
    }

    /** HTTP methods it answers. */
    default Set<String> methods() {
        return affectsState() ? Set.of("POST") : Set.of("GET", "POST");
    }

    /** What the caller must be allowed, or the call is answered 403 before it runs; reading the instance is asked anyway. */
    default List<Need> needs() {
        return List.of();
    }

    /** @param type that it is called on; empty at system level */
    default List<Need> needs(String type) {
        return needs();
    }

    /** What it requires of the caller by itself, as docs/access-matrix.md says it; one without this and without needs is not served. */
    default Optional<String> requiresItself() {
        return Optional.empty();
    }

    /** Canonical URL of its definition, for the CapabilityStatement; one of our own unless it is published elsewhere. */
    default String definition() {
        return ChartsideFhir.BASE + "OperationDefinition/" + name();
    }

    /** Where the definition is another on each type. */
    default String definition(String type) {
        return definition();
    }

    /**
     * Whether what it answers this caller leaves the house, so that the patients may ask for an account of it
     * (45 CFR 164.528): then each of them has an event of disclosure besides the one of the operation.
     */
    default boolean discloses(Caller caller) {
        return false;
    }

    /** What a call with a body that is against FHIR's rules is answered with; empty refuses it, as other requests are. */
    default Optional<OperationAnswer> ofInvalidBody(FhirRefusal refusal) {
        return Optional.empty();
    }

    /**
     * How many of its calls may be at work at once, where each holds a large body: a place is taken before a body is read, and
     * who finds none is told to come later, and who lacks {@link #needs} takes none. Empty: as many as all requests may.
     */
    default Optional<Semaphore> places() {
        return Optional.empty();
    }

    /** @throws FhirRefusal when the call cannot be served */
    OperationAnswer run(OperationCall call);

    enum Level {
        SYSTEM,
        TYPE,
        INSTANCE
    }

    /** One permission. */
    record Need(Interaction interaction, String resourceType) {}
}

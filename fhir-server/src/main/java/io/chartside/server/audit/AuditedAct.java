package io.chartside.server.audit;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One act as the audit records it.
 *
 * @param status the HTTP status it ended with; below 400 is outcome 0, below 500 outcome 4, else 8
 * @param type the resource type it was about, empty at system level
 * @param entity version-specific reference of the resource ({@code Patient/1/_history/2}), when there is one
 * @param query the raw request of a search, kept base64-encoded: {@code GET /fhir/demo/Patient?name=x}
 * @param patientIds one AuditEvent is rendered for each
 * @param labels the resource's {@code meta.security} as a JSON array ({@link SecurityLabels}), or of what was asked for that of
 *     its form; empty when it bears none
 */
public record AuditedAct(
        Act act,
        int status,
        String type,
        Optional<String> entity,
        Optional<String> query,
        List<String> patientIds,
        String labels) {
    public AuditedAct(
            Act act,
            int status,
            String type,
            Optional<String> entity,
            Optional<String> query,
            List<String> patientIds) {
        this(act, status, type, entity, query, patientIds, "");
    }

    public AuditedAct {
        Objects.requireNonNull(labels);
        Objects.requireNonNull(act);
        Objects.requireNonNull(type);
        Objects.requireNonNull(entity);
        Objects.requireNonNull(query);
        patientIds = List.copyOf(patientIds);
    }

    public static AuditedAct onResource(
            Act act, int status, String type, String reference, Optional<String> patientId) {
        return new AuditedAct(
                act,
                status,
                type,
                Optional.of(reference),
                Optional.empty(),
                patientId.map(List::of).orElse(List.of()));
    }

    /** The same act, which handed out data without what tells whose they are. */
    public AuditedAct deidentified() {
        return labelled(
                "[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\",\"code\":\"PSEUDED\"}]");
    }

    /** The same act on a resource that bears these labels. */
    public AuditedAct labelled(String json) {
        return new AuditedAct(act, status, type, entity, query, patientIds, json);
    }

    /** That the same data left to somebody outside. */
    public AuditedAct disclosing() {
        return new AuditedAct(Act.DISCLOSE, status, type, entity, query, patientIds, labels);
    }

    /** The query holds health records: only act and type are safe to log. */
    @Override
    public String toString() {
        return act + " " + type + " " + status;
    }
}

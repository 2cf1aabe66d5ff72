package io.chartside.server.audit;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Mandate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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
 * @param brokenGlass whether the patients' glass was open to who asked: then its purpose is {@code BTG}, whatever the token says
 */
public record AuditedAct(
        Act act,
        int status,
        String type,
        Optional<String> entity,
        Optional<String> query,
        List<String> patientIds,
        String labels,
        boolean brokenGlass) {
    public AuditedAct(
            Act act,
            int status,
            String type,
            Optional<String> entity,
            Optional<String> query,
            List<String> patientIds) {
        this(act, status, type, entity, query, patientIds, "", false);
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
        return new AuditedAct(act, status, type, entity, query, patientIds, json, brokenGlass);
    }

    /** That the same data left to somebody outside. */
    public AuditedAct disclosing() {
        return new AuditedAct(Act.DISCLOSE, status, type, entity, query, patientIds, labels, brokenGlass);
    }

    /**
     * The same acts, where each that is about one of these patients is told as done under broken glass: of a search it is
     * divided, so that the event of any other patient does not say so.
     *
     * @param opened logical ids of the patients whose glass is open to who asked
     */
    public static List<AuditedAct> underGlass(List<AuditedAct> acts, Set<String> opened) {
        if (opened.isEmpty()) {
            return acts;
        }
        List<AuditedAct> told = new ArrayList<>();
        for (AuditedAct act : acts) {
            List<String> open =
                    act.patientIds().stream().filter(opened::contains).toList();
            List<String> others =
                    act.patientIds().stream().filter(id -> !opened.contains(id)).toList();
            if (open.isEmpty() || !others.isEmpty()) {
                told.add(act.of(others, act.brokenGlass()));
            }
            if (!open.isEmpty()) {
                told.add(act.of(open, true));
            }
        }
        return told;
    }

    private AuditedAct of(List<String> patients, boolean opened) {
        return new AuditedAct(act, status, type, entity, query, patients, labels, opened);
    }

    /** Code of v3 PurposeOfUse that it was done for. */
    Optional<String> purpose(Optional<Caller> caller) {
        return brokenGlass
                ? Optional.of(Mandate.BREAK_GLASS)
                : caller.flatMap(asking -> asking.mandate().purposeOfUse());
    }

    /** The query holds health records: only act and type are safe to log. */
    @Override
    public String toString() {
        return act + " " + type + " " + status;
    }
}

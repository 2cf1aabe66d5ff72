package io.chartside.server.operation;

import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Interaction;
import io.chartside.server.audit.AuthorizationAct;
import io.chartside.server.consent.BrokenGlass;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.WriteEntry;
import io.chartside.server.interaction.Writings;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.ApiPolicy;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$break-glass} with {@code reason}: opens to a clinician, for half an hour at most, what security labels
 * keep back of one patient; never another tenant, never what the token's scopes do not name. In one transaction the Task
 * that asks for the review and the Communication that tells the privacy officer are stored and recorded.
 */
@Component
final class BreakGlass implements Operation {
    private static final int SHORTEST_REASON = 10;
    private static final int LONGEST_REASON = 1_000;
    private static final Sight ANY =
            Sight.everythingWithoutAccessCheck("whether there is the patient whose glass is broken");

    private final ResourceStore store;
    private final RecordReader records;
    private final Writings writings;
    private final AccessPolicy policy;
    private final BrokenGlass glass;
    private final Tenants tenants;
    private final Clock clock;

    BreakGlass(
            ResourceStore store,
            RecordReader records,
            Writings writings,
            AccessPolicy policy,
            BrokenGlass glass,
            Tenants tenants,
            Clock clock) {
        this.store = store;
        this.records = records;
        this.writings = writings;
        this.policy = policy;
        this.glass = glass;
        this.tenants = tenants;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "break-glass";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Patient");
    }

    @Override
    public boolean affectsState() {
        return true;
    }

    /** A Consent may keep the Patient itself back. */
    @Override
    public boolean takesAnyId() {
        return true;
    }

    @Override
    public List<Need> needs(String type) {
        return List.of(new Need(Interaction.READ, "Patient"));
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of("a clinician whose token reaches the patient");
    }

    @Override
    public String definition() {
        return "https://chartside.io/fhir/OperationDefinition/Patient-break-glass";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), Set.of("reason", "minutes"));
        RequestContext context = call.context();
        String patientId = call.id().orElseThrow();
        if (!policy.mayBreakGlass(context.caller())) {
            throw refused(context, patientId, "The glass is broken by those who treat patients");
        }
        if (!reaches(call.sight().of("Patient").unlimited(), patientId)) {
            throw refused(context, patientId, "The access token does not reach this Patient");
        }
        String reason = parameters.text("reason").map(String::strip).orElse("");
        if (reason.length() < SHORTEST_REASON || reason.length() > LONGEST_REASON) {
            throw FhirRefusal.malformed("$break-glass takes the parameter reason, of " + SHORTEST_REASON + " to "
                    + LONGEST_REASON + " characters");
        }
        int longest = (int) BrokenGlass.LONGEST.toMinutes();
        int minutes = parameters.number("minutes", longest, 1, longest);
        StoredResource patient = store.read(context.tenant(), ANY, "Patient", patientId)
                .filter(found -> !found.deleted())
                .orElseThrow(() -> FhirRefusal.notFound("There is no such Patient"));
        if (staysShut(context, patient)) {
            throw refused(
                    context,
                    patientId,
                    "The patient's Consent keeps the record back, and broken glass does not open that here");
        }
        return open(context, patientId, reason, Duration.ofMinutes(minutes));
    }

    /** Who is not shown even the Patient would wait in vain for what was opened. */
    private boolean staysShut(RequestContext context, StoredResource patient) {
        boolean overConsent =
                api(context.tenant()).filter(ApiPolicy::breakGlassOverConsent).isPresent();
        return !overConsent
                && policy.keptBack(context.caller(), patient)
                        .filter(kept -> kept.rules().stream().anyMatch(rule -> rule.startsWith("Consent/")))
                        .isPresent();
    }

    private static FhirRefusal refused(RequestContext context, String patientId, String reason) {
        return FhirRefusal.forbidden(reason)
                .decidedBy(decision(context, patientId, false).because(reason));
    }

    /** The role decides, and not the reason that was given, which others judge later. */
    private static AuthorizationAct decision(RequestContext context, String patientId, boolean granted) {
        return AuthorizationAct.onRequest(
                AuthorizationAct.Basis.ROLE,
                granted,
                context.caller().breakingGlass(),
                List.of("broken glass"),
                List.of(patientId));
    }

    /** Never a patient whom scopes, role and launch context keep out. */
    private static boolean reaches(Sight.Extent extent, String patientId) {
        return extent instanceof Sight.Extent.All
                || extent instanceof Sight.Extent.Narrowed narrowed
                        && narrowed.criteria().isEmpty()
                        && narrowed.patientIds().contains(patientId);
    }

    private OperationAnswer open(RequestContext context, String patientId, String reason, Duration time) {
        Instant now = clock.instant();
        String user = context.caller().fhirUser().orElseThrow();
        Optional<String> officer = api(context.tenant()).flatMap(ApiPolicy::privacyOfficer);
        Task task = task(patientId, user, officer, reason, now, now.plus(time));
        RequestContext breaking = new RequestContext(context.caller().breakingGlass(), context.origin());
        StoredResource stored = writings.write(
                        breaking,
                        List.of(
                                WriteEntry.create(records.json(task), Optional.empty()),
                                WriteEntry.create(records.json(alert(user, officer, now)), Optional.empty())),
                        decision(context, patientId, true))
                .get(0)
                .stored()
                .orElseThrow();
        glass.changed(context.tenant(), user);
        Parameters answer = new Parameters();
        answer.addParameter().setName("review").setValue(new Reference("Task/" + stored.id()));
        answer.addParameter("until", new InstantType(Date.from(now.plus(time))));
        return new OperationAnswer(
                200, Map.of(), Optional.of(answer), Optional.empty(), new byte[0], List.of(patientId));
    }

    private Optional<ApiPolicy> api(TenantId tenant) {
        return tenants.find(tenant).map(TenantSettings::api);
    }

    private static Task task(
            String patientId, String user, Optional<String> officer, String reason, Instant now, Instant end) {
        Task task = new Task();
        task.setStatus(Task.TaskStatus.REQUESTED)
                .setIntent(Task.TaskIntent.ORDER)
                .setPriority(Task.TaskPriority.URGENT)
                .setCode(
                        new CodeableConcept(new Coding(BrokenGlass.SYSTEM, BrokenGlass.CODE, "Review of broken glass")))
                .setFor(new Reference("Patient/" + patientId))
                .setAuthoredOn(Date.from(now))
                .setRequester(new Reference(user))
                .setReasonCode(new CodeableConcept().setText(reason));
        task.getRestriction().setPeriod(new Period().setStart(Date.from(now)).setEnd(Date.from(end)));
        officer.ifPresent(reference -> task.setOwner(new Reference(reference)));
        return task;
    }

    /** Says that it happened, and of whom the record says only the Task. */
    private static Communication alert(String user, Optional<String> officer, Instant now) {
        Communication alert = new Communication();
        alert.setStatus(Communication.CommunicationStatus.COMPLETED)
                .setPriority(Communication.CommunicationPriority.URGENT)
                .setSent(Date.from(now))
                .setSender(new Reference(user))
                .addCategory(new CodeableConcept(
                        new Coding("http://terminology.hl7.org/CodeSystem/communication-category", "alert", "Alert")));
        alert.addReasonCode(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", "BTG", "break the glass")));
        alert.addPayload().setContent(new StringType("The glass was broken. A Task waits for its review."));
        officer.ifPresent(reference -> alert.addRecipient(new Reference(reference)));
        return alert;
    }
}

package io.chartside.server.operation;

import io.chartside.mappings.claim.ClaimCheck;
import io.chartside.mappings.claim.ClaimFinding;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.terminology.Terminology;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * {@code Claim/$check} and {@code Claim/[id]/$check} (MH6): what payers would deny of the claim sent or stored, each with the
 * rule, its source, the adjustment reason code that a denial would carry and the element that is meant. It changes nothing.
 */
@Component
final class ClaimChecks implements Operation {
    private static final String EDITS = "https://chartside.io/fhir/CodeSystem/claim-edit";
    private static final String ADJUSTMENTS = "https://x12.org/codes/claim-adjustment-reason-codes";

    private final RecordReader records;
    private final Terminology terminology;
    private final Clock clock;

    ClaimChecks(RecordReader records, Terminology terminology, Clock clock) {
        this.records = records;
        this.terminology = terminology;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE, Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Claim");
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.READ, "Claim"), new Need(Interaction.UPDATE, "Claim"));
    }

    @Override
    public String definition() {
        return "https://chartside.io/fhir/OperationDefinition/Claim-check";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), Set.of("resource"));
        Resource resource = parameters
                .resource("resource")
                .or(() -> call.instance().map(records::parse))
                .orElseThrow(() -> FhirRefusal.malformed("$check needs the parameter resource, a Claim"));
        if (!(resource instanceof Claim claim)) {
            throw FhirRefusal.malformed("The resource is no Claim");
        }
        ClaimCheck check = new ClaimCheck(terminology.claimKnowledge());
        return OperationAnswer.of(outcome(check.check(
                claim,
                reference -> records.read(call.context().tenant(), call.sight(), reference),
                conditions(call, claim),
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))));
    }

    /** Of the visits that the claim is for. */
    private List<Condition> conditions(OperationCall call, Claim claim) {
        List<Condition> conditions = new ArrayList<>();
        claim.getItem().stream()
                .flatMap(item -> item.getEncounter().stream())
                .map(encounter -> encounter.getReference())
                .filter(reference -> reference != null && reference.matches("Encounter/[A-Za-z0-9.-]{1,64}"))
                .distinct()
                .forEach(reference -> conditions.addAll(records.find(
                        call.context().tenant(), call.sight(), Condition.class, Map.of("encounter", reference))));
        return conditions;
    }

    private static OperationOutcome outcome(List<ClaimFinding> findings) {
        OperationOutcome outcome = new OperationOutcome();
        findings.forEach(finding -> issue(outcome.addIssue(), finding));
        if (findings.isEmpty()) {
            outcome.addIssue()
                    .setSeverity(IssueSeverity.INFORMATION)
                    .setCode(IssueType.INFORMATIONAL)
                    .setDiagnostics("Nothing was found against it");
        }
        return outcome;
    }

    private static void issue(OperationOutcomeIssueComponent issue, ClaimFinding finding) {
        issue.setSeverity(
                switch (finding.severity()) {
                    case ERROR -> IssueSeverity.ERROR;
                    case WARNING -> IssueSeverity.WARNING;
                    case INFORMATION -> IssueSeverity.INFORMATION;
                });
        CodeableConcept details = new CodeableConcept().setText(finding.source());
        details.addCoding().setSystem(EDITS).setCode(finding.edit());
        if (!finding.adjustment().isEmpty()) {
            details.addCoding().setSystem(ADJUSTMENTS).setCode(finding.adjustment());
        }
        issue.setCode(IssueType.fromCode(finding.type()))
                .setDetails(details)
                .setDiagnostics(finding.message())
                .addExpression(finding.path());
    }
}

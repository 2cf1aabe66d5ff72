package io.chartside.mappings.claim;

import io.chartside.mappings.x12.LinkedRecords;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Resource;

/**
 * Checks a professional claim, signed or not, as payers check it: complete, valid on the day of service, consistent with the
 * patient, supported by its diagnoses, and its modifiers. It changes nothing, and what code files are not loaded is not
 * checked. Holds no state of a claim: one instance serves all (MH6).
 */
public final class ClaimCheck {
    private static final EditTables TABLES = EditTables.load();
    private final ClaimKnowledge knowledge;

    public ClaimCheck(ClaimKnowledge knowledge) {
        this.knowledge = Objects.requireNonNull(knowledge);
    }

    /**
     * @param record a resource by its relative reference, as far as the caller may read it
     * @param conditions of the visit, to compare with what is claimed
     * @return what is against it, in the order of the claim's elements by kind of edit; empty for nothing
     */
    public List<ClaimFinding> check(
            Claim claim, Function<String, Optional<Resource>> record, List<Condition> conditions, LocalDate today) {
        LinkedRecords records = new LinkedRecords(record);
        ClaimCase of = ClaimCase.of(claim, records, conditions);
        Findings findings = new Findings(TABLES);
        if (claim.getStatus() == Claim.ClaimStatus.DRAFT) {
            findings.add("status", "Claim.status");
        }
        new CompletenessEdits(of, records, findings).check(today);
        new DiagnosisEdits(of, knowledge, findings).check();
        new PatientEdits(of, records, findings).check();
        new ModifierEdits(of, findings).check();
        new ServiceEdits(of, knowledge, findings).check();
        return findings.all();
    }
}

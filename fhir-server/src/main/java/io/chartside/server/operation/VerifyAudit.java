package io.chartside.server.operation;

import io.chartside.server.access.Interaction;
import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.store.AuditVerifier;
import io.chartside.server.store.PatientEraser;
import io.chartside.server.store.Sight;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * {@code $verify-audit}: walks the tenant's audit chain and tells the first row that does not follow from the one before, and
 * which resources stand in the record that should not.
 */
@Component
final class VerifyAudit implements Operation {
    /** As many resources as are named. */
    private static final int MOST_NAMED = 100;

    private final AuditVerifier verifier;
    private final PatientEraser eraser;
    private final KeyKeeper keeper;

    VerifyAudit(AuditVerifier verifier, PatientEraser eraser, KeyKeeper keeper) {
        this.verifier = verifier;
        this.eraser = eraser;
        this.keeper = keeper;
    }

    @Override
    public String name() {
        return "verify-audit";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.SYSTEM);
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.READ, "AuditEvent"));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        if (!(call.sight().of("AuditEvent") instanceof Sight.Extent.All)) {
            throw FhirRefusal.forbidden("The whole audit is verified by those who may read all of it");
        }
        TenantId tenant = call.context().tenant();
        AuditVerifier.Report report = verifier.verify(tenant);
        List<UnitOfWork.Key> remains = eraser.remains(tenant, keeper.destroyed(tenant), MOST_NAMED);
        Parameters answer = new Parameters();
        answer.addParameter("intact", new BooleanType(report.isWhole() && remains.isEmpty()));
        answer.addParameter("rows", new StringType(Long.toString(report.rows())));
        report.breaks().forEach(at -> {
            Parameters.ParametersParameterComponent broken =
                    answer.addParameter().setName("broken");
            broken.addPart().setName("lane").setValue(new IntegerType(at.lane()));
            // A sequence number may exceed FHIR's 32-bit integer.
            broken.addPart().setName("sequence").setValue(new StringType(Long.toString(at.seq())));
            broken.addPart().setName("problem").setValue(new StringType(at.problem()));
            if (!at.event().isEmpty()) {
                broken.addPart().setName("event").setValue(new StringType("AuditEvent/" + at.event()));
            }
        });
        report.findings().forEach(finding -> answer.addParameter("finding", new StringType(finding)));
        remains.forEach(key -> answer.addParameter(
                "finding", new StringType(key + " was erased with its patient and stands in the record again")));
        return OperationAnswer.of(answer);
    }
}

package io.chartside.server.operation;

import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.store.AuditLog;
import io.chartside.server.store.Sight;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/** {@code $verify-audit}: walks the tenant's audit chain and tells the first row that does not follow from the one before. */
@Component
final class VerifyAudit implements Operation {
    private final AuditLog log;

    VerifyAudit(AuditLog log) {
        this.log = log;
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
    public Set<String> types() {
        return Set.of();
    }

    @Override
    public boolean affectsState() {
        return false;
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.READ, "AuditEvent"));
    }

    @Override
    public String definition() {
        return "https://chartside.io/fhir/OperationDefinition/verify-audit";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        if (!(call.sight().of("AuditEvent") instanceof Sight.Extent.All)) {
            throw FhirRefusal.forbidden("The whole audit is verified by those who may read all of it");
        }
        Optional<AuditLog.Break> broken = log.verify(call.context().tenant());
        Parameters answer = new Parameters();
        answer.addParameter("intact", new BooleanType(broken.isEmpty()));
        broken.ifPresent(at -> {
            answer.addParameter("lane", new IntegerType(at.lane()));
            // A sequence number may exceed FHIR's 32-bit integer.
            answer.addParameter("sequence", new StringType(Long.toString(at.seq())));
        });
        return OperationAnswer.of(answer);
    }
}

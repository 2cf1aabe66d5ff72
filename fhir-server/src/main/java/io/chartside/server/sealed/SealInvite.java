package io.chartside.server.sealed;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.json.JsonTree;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import java.util.Set;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[session]/$seal-invite}: answers {@code token}, by which one device may join within {@code seconds}. The
 * secret that makes it worth something never comes here.
 */
@Component
final class SealInvite extends SealedOperation {
    private final SealedSessions sessions;
    private final FhirContext fhir;

    SealInvite(SealedSessions sessions, FhirContext fhir) {
        this.sessions = sessions;
        this.fhir = fhir;
    }

    @Override
    public String name() {
        return "seal-invite";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        SealedInput.of(JsonTree.of(fhir, call.parameters()), Set.of());
        String token = sessions.invite(sessions.opener(call.context(), call.id().orElseThrow()));
        Parameters answer = new Parameters();
        answer.addParameter("token", new StringType(token));
        answer.addParameter("seconds", new IntegerType((int) SealedTable.INVITE_LIFE.toSeconds()));
        return OperationAnswer.of(answer);
    }
}

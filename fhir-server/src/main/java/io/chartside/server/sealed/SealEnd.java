package io.chartside.server.sealed;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.json.JsonTree;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import java.util.Set;
import org.hl7.fhir.r4.model.Parameters;
import org.springframework.stereotype.Component;

/** {@code Encounter/[session]/$seal-end}: takes no further utterance, and the guests' tokens end. */
@Component
final class SealEnd extends SealedOperation {
    private final SealedSessions sessions;
    private final FhirContext fhir;

    SealEnd(SealedSessions sessions, FhirContext fhir) {
        this.sessions = sessions;
        this.fhir = fhir;
    }

    @Override
    public String name() {
        return "seal-end";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        SealedInput.of(JsonTree.of(fhir, call.parameters()), Set.of());
        sessions.end(sessions.opener(call.context(), call.id().orElseThrow()));
        return OperationAnswer.of(new Parameters());
    }
}

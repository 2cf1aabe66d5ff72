package io.chartside.server.sealed;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.json.JsonTree;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[id]/$seal} with {@code mode} ({@code single}, {@code shared}) and {@code fingerprint}: opens a sealed session
 * as a part of this visit. Answers {@code session} and {@code device}, the caller's own.
 */
@Component
final class Seal extends SealedOperation {
    private final SealedSessions sessions;
    private final FhirContext fhir;

    Seal(SealedSessions sessions, FhirContext fhir) {
        this.sessions = sessions;
        this.fhir = fhir;
    }

    @Override
    public String name() {
        return "seal";
    }

    @Override
    public boolean takesSealedVisits() {
        return false;
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.empty();
    }

    @Override
    public List<Need> needs() {
        return List.of(
                new Need(Interaction.READ, "Encounter"),
                new Need(Interaction.CREATE, "Encounter"),
                new Need(Interaction.CREATE, "Communication"));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        SealedInput input =
                SealedInput.of(JsonTree.of(fhir, call.parameters()), Set.of("mode", SealedInput.FINGERPRINT));
        String mode = input.text("mode");
        if (!mode.equals("single") && !mode.equals("shared")) {
            throw FhirRefusal.invalid("mode is single or shared", "Parameters.parameter");
        }
        SealedSession session = sessions.open(
                call.context(), call.instance().orElseThrow(), mode.equals("single"), input.fingerprint());
        Parameters answer = new Parameters();
        answer.addParameter().setName("session").setValue(new Reference(session.toString()));
        answer.addParameter("device", new StringType(session.device().toString()));
        return new OperationAnswer(201, Map.of(), Optional.of(answer), Optional.empty(), new byte[0], List.of());
    }
}

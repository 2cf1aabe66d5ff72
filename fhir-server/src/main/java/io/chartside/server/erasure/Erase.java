package io.chartside.server.erasure;

import io.chartside.server.access.Right;
import io.chartside.server.interaction.Readings;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;

/**
 * {@code Patient/[id]/$erase}: destroys the patient's key and rows and answers with the server's certificate. Called again it
 * answers the same. Needs the scope {@code erase}.
 */
final class Erase implements Operation {
    private final Erasures erasures;
    private final Readings readings;

    Erase(Erasures erasures, Readings readings) {
        this.erasures = erasures;
        this.readings = readings;
    }

    @Override
    public String name() {
        return "erase";
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

    @Override
    public boolean takesAnyId() {
        return true;
    }

    @Override
    public String definition() {
        return "https://chartside.io/fhir/OperationDefinition/Patient-erase";
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of("the scope erase, of a back end");
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        readings.require(call.context(), Right.ERASE);
        String patientId = call.id().orElseThrow();
        Parameters answer = new Parameters();
        answer.addParameter("certificate", new StringType(erasures.erase(call.context(), patientId)));
        return new OperationAnswer(
                200, Map.of(), Optional.of(answer), Optional.empty(), new byte[0], List.of(patientId));
    }
}

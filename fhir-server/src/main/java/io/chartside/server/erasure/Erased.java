package io.chartside.server.erasure;

import io.chartside.server.access.Right;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;

/**
 * {@code Patient/$erased} with {@code patient}, up to a hundred logical ids: answers those of them that were erased, so that a back
 * end that keeps something of a patient beside the record, and may read nothing there, can follow.
 */
final class Erased implements Operation {
    private static final int MOST = 100;
    private static final String PATIENT = "patient";

    private final Erasures erasures;
    private final Readings readings;

    Erased(Erasures erasures, Readings readings) {
        this.erasures = erasures;
        this.readings = readings;
    }

    @Override
    public String name() {
        return "erased";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Patient");
    }

    /** Ids of patients have no place in a URL. */
    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of("the scope visit-status, of a back end");
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        readings.require(call.context(), Right.VISIT_STATUS);
        List<ParametersParameterComponent> asked = call.parameters().getParameter();
        boolean fits = asked.size() <= MOST
                && asked.stream()
                        .allMatch(one ->
                                PATIENT.equals(one.getName()) && one.getValue() instanceof IdType id && id.hasIdPart());
        if (!fits) {
            throw FhirRefusal.malformed("Taken is patient as valueId, up to " + MOST + " times");
        }
        Parameters answer = new Parameters();
        asked.stream()
                .map(one -> ((IdType) one.getValue()).getIdPart())
                .filter(id -> erasures.isErased(call.context().tenant(), id))
                .forEach(id -> answer.addParameter(PATIENT, new IdType(id)));
        return new OperationAnswer(200, Map.of(), Optional.of(answer), Optional.empty(), new byte[0], List.of());
    }
}

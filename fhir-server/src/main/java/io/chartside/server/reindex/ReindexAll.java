package io.chartside.server.reindex;

import io.chartside.server.access.Right;
import io.chartside.server.interaction.Readings;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.store.Labelling;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;

/**
 * {@code $reindex} of a tenant: reads everything that is stored and gives rows the labels that their resources ask for;
 * answers when it is done. The server does the same by itself once for each version of the rules. Needs the scope
 * {@code rotate-keys}, as whatever else goes through all rows of a tenant.
 */
final class ReindexAll implements Operation {
    private final Labelling labelling;
    private final Readings readings;

    ReindexAll(Labelling labelling, Readings readings) {
        this.labelling = labelling;
        this.readings = readings;
    }

    @Override
    public String name() {
        return "reindex";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.SYSTEM);
    }

    @Override
    public boolean affectsState() {
        return true;
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of("the scope rotate-keys, of a back end");
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        readings.require(call.context(), Right.ROTATE_KEYS);
        Labelling.Result result = labelling.run(call.context().tenant(), true);
        Parameters answer = new Parameters();
        // A count may exceed FHIR's 32-bit integer.
        answer.addParameter("labelled", new StringType(Long.toString(result.labelled())));
        result.broken().forEach(resource -> answer.addParameter("broken", new StringType(resource)));
        return OperationAnswer.of(answer);
    }
}

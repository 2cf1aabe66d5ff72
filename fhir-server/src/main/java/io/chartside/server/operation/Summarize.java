package io.chartside.server.operation;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$summarize}: an International Patient Summary of what the caller may see, stored as a draft that a
 * clinician edits and signs.
 */
@Component
final class Summarize implements Operation {
    private final Summaries summaries;

    Summarize(Summaries summaries) {
        this.summaries = summaries;
    }

    @Override
    public String name() {
        return "summarize";
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
    public List<Need> needs() {
        return List.of(new Need(Interaction.READ, "Patient"), new Need(Interaction.UPDATE, "Composition"));
    }

    @Override
    public boolean discloses(Caller caller) {
        return caller.fhirUser().isEmpty();
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters.of(call, name(), Set.of());
        return OperationAnswer.of(summaries.of(call, name(), true));
    }
}

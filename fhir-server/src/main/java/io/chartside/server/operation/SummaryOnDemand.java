package io.chartside.server.operation;

import io.chartside.server.access.Caller;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$summary} (HL7 IPS 2.0.1, OperationDefinition-summary): an International Patient Summary of what the caller
 * may see, made for this call and not stored. Parameter: {@code profile}.
 */
@Component
final class SummaryOnDemand implements Operation {
    private final Summaries summaries;

    SummaryOnDemand(Summaries summaries) {
        this.summaries = summaries;
    }

    @Override
    public String name() {
        return "summary";
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
    public List<Need> needs() {
        return List.of(new Need(Interaction.READ, "Patient"));
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/uv/ips/OperationDefinition/summary";
    }

    /** A person who reads here is of the house, or the patient. */
    @Override
    public boolean discloses(Caller caller) {
        return caller.fhirUser().isEmpty();
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), Set.of("profile"));
        if (parameters
                .text("profile")
                .filter(profile -> !profile.equals(Summaries.BUNDLE))
                .isPresent()) {
            throw new FhirRefusal(422, "not-supported", "A summary follows the profile " + Summaries.BUNDLE);
        }
        return OperationAnswer.of(summaries.of(call, name(), false));
    }
}

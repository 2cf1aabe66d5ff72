package io.chartside.server.operation;

import io.chartside.server.access.Interaction;
import io.chartside.server.index.SearchParameters;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Parameters;
import org.springframework.stereotype.Component;

/** {@code [type]/[id]/$meta} (FHIR R4, resource-operation-meta.html): profiles, tags and security labels. */
@Component
final class Meta implements Operation {
    private final RecordReader records;
    private final SearchParameters served;

    Meta(RecordReader records, SearchParameters served) {
        this.records = records;
        this.served = served;
    }

    @Override
    public String name() {
        return "meta";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return served.types();
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Resource-meta";
    }

    @Override
    public List<Need> needs(String type) {
        return List.of(new Need(Interaction.READ, type));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters.of(call, name(), Set.of());
        Parameters answer = new Parameters();
        answer.addParameter()
                .setName("return")
                .setValue(records.parse(call.instance().orElseThrow()).getMeta().copy());
        return OperationAnswer.of(answer);
    }
}

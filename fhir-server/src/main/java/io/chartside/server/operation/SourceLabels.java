package io.chartside.server.operation;

import io.chartside.server.index.Sensitivity;
import java.util.Collection;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;

/** What is made of labelled resources tells what they tell, so whom a label keeps from one it keeps from the other. */
final class SourceLabels {
    private SourceLabels() {}

    /** Adds those labels of the sources that keep something from somebody. */
    static void put(Resource made, Collection<? extends Resource> sources) {
        Meta meta = made.getMeta();
        sources.stream()
                .flatMap(source -> source.getMeta().getSecurity().stream())
                .filter(label -> label.hasSystem() && label.hasCode())
                .filter(label -> Sensitivity.bit(label.getSystem(), label.getCode()) != 0)
                .filter(label -> meta.getSecurity(label.getSystem(), label.getCode()) == null)
                .forEach(label -> meta.addSecurity(new Coding(label.getSystem(), label.getCode(), label.getDisplay())));
    }
}

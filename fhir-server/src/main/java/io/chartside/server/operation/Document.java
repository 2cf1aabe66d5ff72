package io.chartside.server.operation;

import io.chartside.mappings.document.DocumentBundle;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * {@code Composition/[id]/$document} (R4, composition-operation-document.html): the note and all that was signed with it
 * as one Bundle of type document. A draft answers too, to those who may see drafts.
 */
@Component
final class Document implements Operation {
    private final NoteParts parts;
    private final Clock clock;

    Document(NoteParts parts, Clock clock) {
        this.parts = parts;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "document";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Composition");
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.READ, "Composition"));
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Composition-document";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), Set.of("persist"));
        if (parameters.text("persist").filter("true"::equals).isPresent()) {
            throw new FhirRefusal(400, "not-supported", "A document is not stored by $document: create it as a Bundle");
        }
        TenantId tenant = call.context().tenant();
        Sight sight = call.sight();
        Composition composition = parts.compositionOf(call);
        List<Resource> others = new ArrayList<>(parts.of(tenant, sight, composition));
        others.addAll(parts.context(tenant, sight, composition));
        return OperationAnswer.of(
                DocumentBundle.of(composition, others, call.context().origin().base(), clock.instant()));
    }
}

package io.chartside.server.rest;

import io.chartside.server.interaction.FhirRefusal;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Resource;

/** A body that is parsed when it is first wanted and never again, refused or not. */
final class ParsedOnce implements Supplier<Resource> {
    private final Supplier<Resource> parser;
    private Resource resource;
    private FhirRefusal refusal;

    ParsedOnce(Supplier<Resource> parser) {
        this.parser = parser;
    }

    @Override
    public Resource get() {
        if (refusal != null) {
            throw refusal;
        }
        if (resource == null) {
            try {
                resource = parser.get();
            } catch (FhirRefusal e) {
                refusal = e;
                throw e;
            }
        }
        return resource;
    }
}

package io.chartside.server.rest;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.ResourceJson;
import java.util.function.Supplier;

/** A body that is parsed when it is first wanted and never again, refused or not. */
final class ParsedOnce implements Supplier<ResourceJson> {
    private final Supplier<ResourceJson> parser;
    private ResourceJson resource;
    private FhirRefusal refusal;

    ParsedOnce(Supplier<ResourceJson> parser) {
        this.parser = parser;
    }

    @Override
    public ResourceJson get() {
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

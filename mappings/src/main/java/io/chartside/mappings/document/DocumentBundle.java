package io.chartside.mappings.document;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;

/** A note as a FHIR document: the Composition first, then all that belongs to it (R4, 2.4 Documents). */
public final class DocumentBundle {
    private DocumentBundle() {}

    /**
     * @param others what the Composition refers to and what was signed with it; each appears once
     * @param base FHIR base URL of the server that holds the resources, for the entries' fullUrl
     */
    public static Bundle of(Composition composition, Collection<? extends Resource> others, String base, Instant at) {
        Map<String, Resource> entries = new LinkedHashMap<>();
        entries.put(key(composition), composition);
        others.forEach(resource -> entries.putIfAbsent(key(resource), resource));
        Bundle bundle = new Bundle().setType(Bundle.BundleType.DOCUMENT).setTimestamp(Date.from(at));
        bundle.getIdentifier()
                .setSystem(ChartsideFhir.BASE + "identifier/document")
                .setValue((composition.getIdentifier().hasValue()
                                ? composition.getIdentifier().getValue()
                                : composition.getIdElement().getIdPart())
                        + (composition.getMeta().hasVersionId()
                                ? "/" + composition.getMeta().getVersionId()
                                : ""));
        entries.forEach((key, resource) ->
                bundle.addEntry().setFullUrl(base + "/" + key).setResource(resource));
        return bundle;
    }

    private static String key(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}

package io.chartside.server.patch;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.ResourcePatch;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.StoredResource;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** An XML Patch (RFC 5261), applied to the XML form of the stored version. */
final class XmlPatchDocument implements ResourcePatch {
    private final XmlPatch patch;
    private final FhirContext fhir;
    private final Function<byte[], ResourceJson> xml;

    /** @param xml parses FHIR XML and refuses what is against FHIR with 422 */
    XmlPatchDocument(byte[] document, FhirContext fhir, Function<byte[], ResourceJson> xml) {
        this.patch = new XmlPatch(document);
        this.fhir = fhir;
        this.xml = xml;
    }

    @Override
    public Optional<ResourceJson> carrier() {
        return Optional.empty();
    }

    @Override
    public ResourceJson apply(StoredResource current) {
        ResourceJson before = ResourceJson.of(fhir, JsonTree.ofStored(current.json()));
        byte[] form = fhir.newXmlParser().encodeResourceToString(before.hapi()).getBytes(StandardCharsets.UTF_8);
        ResourceJson after = xml.apply(patch.apply(form));
        ServerAssigned.check(before.tree(), after.tree());
        return after;
    }
}

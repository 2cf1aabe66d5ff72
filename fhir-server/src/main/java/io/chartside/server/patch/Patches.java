package io.chartside.server.patch;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.ResourcePatch;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Binary;

/** Understands patch documents: JSON Patch (RFC 6902), XML Patch (RFC 5261) and FHIRPath Patch (FHIR R4, fhirpatch.html). */
public final class Patches {
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String XML_PATCH = "application/xml-patch+xml";
    private final FhirContext fhir;
    private final Function<byte[], ResourceJson> parser;
    private final Function<byte[], ResourceJson> xmlParser;
    private final ElementEditor editor;
    private final PatchPaths paths;
    private final BiConsumer<byte[], String> guard;

    /**
     * @param parser of FHIR JSON, which refuses what is against FHIR with 422
     * @param xmlParser the same of FHIR XML
     * @param guard of the documents that a Binary carries, with their media types in lower case; refuses with 400
     */
    public Patches(
            FhirContext fhir,
            Function<byte[], ResourceJson> parser,
            Function<byte[], ResourceJson> xmlParser,
            BiConsumer<byte[], String> guard) {
        this.fhir = fhir;
        this.parser = parser;
        this.xmlParser = xmlParser;
        this.editor = new ElementEditor(fhir);
        this.paths = new PatchPaths(fhir);
        this.guard = guard;
    }

    /** A JSON Patch or an XML Patch; empty for another content type, such as FHIR's own. */
    public Optional<ResourcePatch> document(byte[] document, String contentType) {
        String media = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        if (media.startsWith(JSON_PATCH)) {
            return Optional.of(new JsonPatchDocument(document, parser));
        }
        return media.startsWith(XML_PATCH)
                ? Optional.of(new XmlPatchDocument(document, fhir, xmlParser))
                : Optional.empty();
    }

    private Optional<ResourcePatch> guarded(byte[] document, String contentType) {
        guard.accept(document, contentType == null ? "" : contentType.toLowerCase(Locale.ROOT));
        return document(document, contentType);
    }

    /**
     * @param carrier Parameters with a FHIRPath patch, or a Binary that carries a JSON or XML Patch, as in bundles
     * @throws FhirRefusal 400 or 415
     */
    public ResourcePatch of(ResourceJson carrier) {
        if (carrier.type().equals("Parameters")) {
            return new FhirPathPatch(fhir, carrier, editor, paths);
        }
        Optional<ResourcePatch> carried =
                carrier.type().equals("Binary") && carrier.hapi() instanceof Binary binary && binary.hasData()
                        ? guarded(binary.getData(), binary.getContentType())
                        : Optional.empty();
        return carried.orElseThrow(() -> new FhirRefusal(
                415,
                "not-supported",
                "A patch is " + JSON_PATCH + ", " + XML_PATCH + " or a Parameters resource with a FHIRPath patch"));
    }
}

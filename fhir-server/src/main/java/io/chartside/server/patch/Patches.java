package io.chartside.server.patch;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.ResourcePatch;
import java.util.Locale;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Binary;

/** Understands patch documents: JSON Patch (RFC 6902) and FHIRPath Patch (FHIR R4, fhirpatch.html). */
public final class Patches {
    private static final String JSON_PATCH = "application/json-patch+json";
    private final FhirContext fhir;
    private final Function<byte[], ResourceJson> parser;
    private final ElementEditor editor;
    private final PatchPaths paths;

    /** @param parser of FHIR JSON, which refuses what is against FHIR with 422 */
    public Patches(FhirContext fhir, Function<byte[], ResourceJson> parser) {
        this.fhir = fhir;
        this.parser = parser;
        this.editor = new ElementEditor(fhir);
        this.paths = new PatchPaths(fhir);
    }

    public static boolean isJsonPatch(String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(JSON_PATCH);
    }

    /** @throws FhirRefusal 400 when it is no patch document */
    public ResourcePatch json(byte[] document) {
        return new JsonPatchDocument(document, parser);
    }

    /**
     * @param carrier Parameters with a FHIRPath patch, or a Binary that carries a JSON Patch, as in bundles
     * @throws FhirRefusal 400 or 415
     */
    public ResourcePatch of(ResourceJson carrier) {
        if (carrier.type().equals("Parameters")) {
            return new FhirPathPatch(fhir, carrier, editor, paths);
        }
        if (carrier.type().equals("Binary")
                && carrier.hapi() instanceof Binary binary
                && isJsonPatch(binary.getContentType())
                && binary.hasData()) {
            return json(binary.getData());
        }
        throw new FhirRefusal(
                415, "not-supported", "A patch is " + JSON_PATCH + " or a Parameters resource with a FHIRPath patch");
    }
}

package io.chartside.mappings.fhir;

import io.chartside.mappings.fhir.ChartsideFhir.AiTransparency;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;

/** The label that says an algorithm asserted this resource. It is never taken off, not even by a signature (MA18). */
public final class AiLabel {
    private AiLabel() {}

    public static <R extends Resource> R put(R resource) {
        if (!isOn(resource)) {
            resource.getMeta()
                    .addSecurity()
                    .setSystem(AiTransparency.LABEL_SYSTEM)
                    .setCode(AiTransparency.LABEL_CODE)
                    .setDisplay(AiTransparency.LABEL_DISPLAY);
        }
        return resource;
    }

    public static boolean isOn(Resource resource) {
        return resource.hasMeta() && resource.getMeta().getSecurity().stream().anyMatch(AiLabel::isLabel);
    }

    private static boolean isLabel(Coding coding) {
        return AiTransparency.LABEL_SYSTEM.equals(coding.getSystem())
                && AiTransparency.LABEL_CODE.equals(coding.getCode());
    }
}

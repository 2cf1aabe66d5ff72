package io.chartside.mappings.document;

import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;

/**
 * Elements that the profiles of the International Patient Summary require of its entries and that a chart may lack: the copies in a
 * summary say that they are unknown, by the extension that those profiles name for it. Nothing else of a copy is changed.
 *
 * @see <a href="https://hl7.org/fhir/uv/ips/2.0.1/Design-Conventions.html">IPS 2.0.1, Design conventions</a>
 */
public final class IpsEntries {
    private static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private IpsEntries() {}

    /** @param document whose resources are nobody else's */
    public static void complete(Bundle document) {
        document.getEntry().forEach(entry -> complete(entry.getResource()));
    }

    private static void complete(Resource resource) {
        if (resource instanceof Patient patient) {
            if (!patient.hasBirthDate()) {
                DateType unknown = new DateType();
                unknown.addExtension(absent());
                patient.setBirthDateElement(unknown);
            }
            if (patient.getName().stream().noneMatch(IpsEntries::isTold)) {
                patient.getName().clear();
                patient.addName().getTextElement().addExtension(absent());
            }
        } else if (resource instanceof Procedure procedure && !procedure.hasPerformed()) {
            procedure.setPerformed(unknown());
        } else if (resource instanceof Observation result && !result.hasEffective()) {
            result.setEffective(unknown());
        }
    }

    /** ips-pat-1: given, family or text. */
    private static boolean isTold(HumanName name) {
        return name.hasText() || name.hasFamily() || name.hasGiven();
    }

    private static DateTimeType unknown() {
        DateTimeType unknown = new DateTimeType();
        unknown.addExtension(absent());
        return unknown;
    }

    private static Extension absent() {
        return new Extension(ABSENT, new CodeType("unknown"));
    }
}

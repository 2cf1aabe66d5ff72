package io.chartside.mappings.draft;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.laboratory.Reading;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;

/** A {@link Reading} as an extension, for machines; its sentence stands in the narrative. */
final class ReadingExtension {
    private static final String FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    private static final Map<Reading.Position, Coding> POSITIONS = Map.of(
            Reading.Position.BELOW, new Coding(FLAGS, "L", "Low"),
            Reading.Position.WITHIN, new Coding(FLAGS, "N", "Normal"),
            Reading.Position.ABOVE, new Coding(FLAGS, "H", "High"));

    private ReadingExtension() {}

    static Extension of(Reading reading) {
        Extension extension = new Extension(ChartsideFhir.RESULT_READING);
        extension.addExtension("result", new Reference(reading.newest().reference()));
        Coding position = POSITIONS.get(reading.position());
        if (position != null) {
            extension.addExtension("interpretation", position.copy());
        }
        reading.delta().ifPresent(delta -> {
            Quantity quantity = new Quantity().setValue(delta);
            if (!reading.newest().unit().isEmpty()) {
                quantity.setUnit(reading.newest().unit());
            }
            extension.addExtension("delta", quantity);
            extension.addExtension(
                    "previous", new Reference(reading.former().get(0).reference()));
        });
        if (reading.trend() != Reading.Trend.UNKNOWN) {
            extension.addExtension("trend", new CodeType(DraftExtensions.code(reading.trend())));
        }
        reading.incomparable().forEach(one -> extension.addExtension("incomparable", new Reference(one.reference())));
        return extension;
    }
}

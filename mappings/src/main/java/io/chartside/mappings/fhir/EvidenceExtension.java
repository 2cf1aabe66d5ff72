package io.chartside.mappings.fhir;

import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/**
 * {@link Evidence} as an extension. Words of the visit: {@code utterance}, {@code turn}, {@code start} and {@code end}
 * (UTF-16 units within the utterance's text) and, when the transcript has times, {@code audioStart} and
 * {@code audioEnd} in seconds. An entry of the chart: {@code charted}, a Reference.
 */
public final class EvidenceExtension {
    private final Transcript transcript;

    /** @param transcript gives the times of the utterances */
    public EvidenceExtension(Transcript transcript) {
        this.transcript = transcript;
    }

    /** Adds each piece of evidence to the element, in order. */
    public void addTo(Element element, List<Evidence> evidence) {
        evidence.forEach(piece -> element.addExtension(of(piece)));
    }

    private Extension of(Evidence evidence) {
        Extension extension = new Extension(ChartsideFhir.EVIDENCE);
        if (evidence instanceof Evidence.Charted charted) {
            extension.addExtension("charted", new Reference(charted.reference()));
        } else if (evidence instanceof Evidence.Said said) {
            extension.addExtension("utterance", new StringType(said.utterance()));
            extension.addExtension("turn", new IntegerType(said.turn()));
            extension.addExtension("start", new IntegerType(said.start()));
            extension.addExtension("end", new IntegerType(said.end()));
            addTimes(extension, said.turn());
        }
        return extension;
    }

    private void addTimes(Extension extension, int turn) {
        if (turn >= transcript.turns().size()) {
            return;
        }
        Turn said = transcript.turns().get(turn);
        if (said.startMillis() >= 0 && said.endMillis() >= said.startMillis()) {
            extension.addExtension("audioStart", new DecimalType(BigDecimal.valueOf(said.startMillis(), 3)));
            extension.addExtension("audioEnd", new DecimalType(BigDecimal.valueOf(said.endMillis(), 3)));
        }
    }

    /** The evidence that stands directly on the element, in order. */
    public static List<Evidence> read(Element element) {
        List<Evidence> evidence = new ArrayList<>();
        for (Extension extension : element.getExtensionsByUrl(ChartsideFhir.EVIDENCE)) {
            Extension charted = extension.getExtensionByUrl("charted");
            if (charted != null && charted.getValue() instanceof Reference reference) {
                evidence.add(new Evidence.Charted(reference.getReference()));
            } else {
                evidence.add(new Evidence.Said(
                        Integer.parseInt(primitive(extension, "turn")),
                        primitive(extension, "utterance"),
                        Integer.parseInt(primitive(extension, "start")),
                        Integer.parseInt(primitive(extension, "end"))));
            }
        }
        return evidence;
    }

    /** Value of a primitive sub-extension; throws when it is missing, since evidence without a place is none. */
    private static String primitive(Extension extension, String name) {
        Extension part = extension.getExtensionByUrl(name);
        if (part == null || !(part.getValue() instanceof PrimitiveType<?> value) || !value.hasValue()) {
            throw new IllegalArgumentException("evidence without its " + name);
        }
        return value.getValueAsString();
    }
}

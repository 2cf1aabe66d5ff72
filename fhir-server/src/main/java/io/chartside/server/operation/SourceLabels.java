package io.chartside.server.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.index.Sensitivity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;

/** What is made of labelled resources tells what they tell, so whom a label keeps from one it keeps from the other. */
final class SourceLabels {
    private SourceLabels() {}

    /** A label that keeps something from somebody. @param display may be null */
    record Label(String system, String code, String display) {
        boolean isSame(JsonNode coding) {
            return system.equals(coding.path("system").asText())
                    && code.equals(coding.path("code").asText());
        }
    }

    /** Adds those labels of the sources that keep something from somebody. */
    static void put(Resource made, Collection<? extends Resource> sources) {
        sources.forEach(source -> put(
                made.getMeta(),
                source.getMeta().getSecurity().stream()
                        .filter(label -> label.hasSystem() && label.hasCode())
                        .filter(label -> Sensitivity.bit(label.getSystem(), label.getCode()) != 0)
                        .map(label -> new Label(label.getSystem(), label.getCode(), label.getDisplay()))
                        .toList()));
    }

    static void put(Meta meta, List<Label> labels) {
        labels.stream()
                .filter(label -> meta.getSecurity(label.system(), label.code()) == null)
                .forEach(label -> meta.addSecurity(new Coding(label.system(), label.code(), label.display())));
    }

    /**
     * Whether a route to a model outside is enough for them. A contract by HIPAA is not, for records of substance use disorder
     * treatment (42 CFR 2.12, 2.13) and psychotherapy notes (45 CFR 164.508(a)(2)).
     */
    static boolean mayLeave(Collection<? extends Resource> sources) {
        return sources.stream()
                .flatMap(source -> source.getMeta().getSecurity().stream())
                .filter(label -> label.hasSystem() && label.hasCode())
                .allMatch(label -> (Sensitivity.bit(label.getSystem(), label.getCode())
                                & (Sensitivity.PART_2 | Sensitivity.PSYCHOTHERAPY))
                        == 0);
    }

    /** Those of a resource. */
    static List<Label> of(JsonNode resource) {
        List<Label> labels = new ArrayList<>();
        for (JsonNode label : resource.path("meta").path("security")) {
            if (Sensitivity.bit(label) != 0) {
                labels.add(new Label(
                        label.path("system").asText(),
                        label.path("code").asText(),
                        label.path("display").textValue()));
            }
        }
        return labels;
    }

    static List<Label> missing(JsonNode resource, List<Label> labels) {
        return labels.stream()
                .filter(label -> {
                    for (JsonNode there : resource.path("meta").path("security")) {
                        if (label.isSame(there)) {
                            return false;
                        }
                    }
                    return true;
                })
                .toList();
    }

    /** @return whether there were any */
    static boolean put(ObjectNode resource, List<Label> labels) {
        for (Label label : labels) {
            ObjectNode coding = resource.withObject("/meta")
                    .withArray("security")
                    .addObject()
                    .put("system", label.system())
                    .put("code", label.code());
            if (label.display() != null) {
                coding.put("display", label.display());
            }
        }
        return !labels.isEmpty();
    }
}

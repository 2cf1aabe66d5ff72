package io.chartside.server.operation;

import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.search.SearchPage;
import io.chartside.server.store.StoredResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.springframework.stereotype.Component;

/**
 * {@code Observation/$lastn} (FHIR R4, observation-operation-lastn.html): the newest {@code max} observations of each
 * code of a patient. Observations that share any coding, or without codings the same text, are of one code.
 */
@Component
final class LastN implements Operation {
    private static final int MOST = 10_000;
    private final RecordReader records;
    private final Readings readings;

    LastN(RecordReader records, Readings readings) {
        this.records = records;
        this.readings = readings;
    }

    @Override
    public String name() {
        return "lastn";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Observation");
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.SEARCH, "Observation"));
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Observation-lastn";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call);
        if (!parameters.has("patient") && !parameters.has("subject")) {
            throw new FhirRefusal(400, "required", "$lastn needs patient or subject");
        }
        if (!parameters.has("category") && !parameters.has("code")) {
            throw new FhirRefusal(400, "required", "$lastn needs category or code");
        }
        int max = parameters.number("max", 1, 1, 100);
        Map<String, List<String>> query = new HashMap<>();
        for (String name : parameters.names()) {
            if (name.startsWith("_sort") || name.startsWith("_count") || name.startsWith("_include")) {
                throw new FhirRefusal(400, "not-supported", "$lastn sorts and counts itself");
            }
            if (!name.equals("max")) {
                query.put(name, parameters.texts(name));
            }
        }
        query.put("_sort", List.of("-date"));
        List<StoredResource> newestFirst = records.all(
                call.context().tenant(),
                readings.sight(call.context(), Interaction.SEARCH),
                "Observation",
                query,
                MOST);
        return OperationAnswer.ofPage(
                new SearchPage(newest(newestFirst, max), List.of(), OptionalLong.empty(), null, List.of()));
    }

    private List<StoredResource> newest(List<StoredResource> newestFirst, int max) {
        Map<String, Integer> groupOf = new HashMap<>();
        Map<Integer, Integer> taken = new LinkedHashMap<>();
        List<StoredResource> chosen = new ArrayList<>();
        for (StoredResource stored : newestFirst) {
            Set<String> names = names(((Observation) records.parse(stored)).getCode());
            int group = names.stream()
                    .filter(groupOf::containsKey)
                    .map(groupOf::get)
                    .findFirst()
                    .orElse(taken.size());
            names.forEach(name -> groupOf.putIfAbsent(name, group));
            if (taken.merge(group, 1, Integer::sum) <= max) {
                chosen.add(stored);
            }
        }
        return chosen;
    }

    private static Set<String> names(CodeableConcept code) {
        Set<String> names = new HashSet<>();
        for (Coding coding : code.getCoding()) {
            if (coding.hasCode()) {
                names.add("c|" + coding.getSystem() + "|" + coding.getCode());
            }
        }
        return names.isEmpty() ? Set.of("t|" + code.getText()) : names;
    }
}

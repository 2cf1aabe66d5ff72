package io.chartside.server.rest;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.FhirRefusal.Issue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;

/** What is wrong inside one entry of a batch concerns that entry alone: the refusal is put beside it. */
final class BatchRefusals {
    private static final Pattern IN_ENTRY = Pattern.compile("Bundle\\.entry\\[(\\d{1,6})]\\.resource(.*)");

    private BatchRefusals() {}

    /** What each entry is refused for; empty unless the Bundle is a batch and every issue lies in an entry's resource. */
    static Map<Integer, FhirRefusal> shared(Bundle bundle, FhirRefusal refusal) {
        if (bundle.getType() != Bundle.BundleType.BATCH) {
            return Map.of();
        }
        Map<Integer, List<Issue>> byEntry = new TreeMap<>();
        for (Issue issue : refusal.issues()) {
            Matcher path = IN_ENTRY.matcher(issue.expression());
            if (!path.matches()
                    || Integer.parseInt(path.group(1)) >= bundle.getEntry().size()) {
                return Map.of();
            }
            int index = Integer.parseInt(path.group(1));
            String type = bundle.getEntry().get(index).getResource() == null
                    ? ""
                    : bundle.getEntry().get(index).getResource().fhirType();
            byEntry.computeIfAbsent(index, i -> new ArrayList<>())
                    .add(new Issue(issue.code(), issue.diagnostics(), type + path.group(2)));
        }
        Map<Integer, FhirRefusal> refusals = new HashMap<>();
        byEntry.forEach((index, issues) -> refusals.put(index, new FhirRefusal(refusal.status(), issues)));
        return refusals;
    }
}

package io.chartside.server.rest;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.FhirRefusal.Issue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;

/** What is wrong inside one entry of a batch concerns that entry alone: the refusal is put beside it. */
final class BatchRefusals {
    private static final String KEY = FhirRefusal.class.getName();
    private static final Pattern IN_ENTRY = Pattern.compile("Bundle\\.entry\\[(\\d{1,6})]\\.resource(.*)");

    private BatchRefusals() {}

    /** Whether the Bundle is a batch and every issue lies in an entry's resource; then each has been put to its entry. */
    static boolean share(Bundle bundle, FhirRefusal refusal) {
        if (bundle.getType() != Bundle.BundleType.BATCH) {
            return false;
        }
        Map<Integer, List<Issue>> byEntry = new TreeMap<>();
        for (Issue issue : refusal.issues()) {
            Matcher path = IN_ENTRY.matcher(issue.expression());
            if (!path.matches()
                    || Integer.parseInt(path.group(1)) >= bundle.getEntry().size()) {
                return false;
            }
            int index = Integer.parseInt(path.group(1));
            String type = bundle.getEntry().get(index).getResource() == null
                    ? ""
                    : bundle.getEntry().get(index).getResource().fhirType();
            byEntry.computeIfAbsent(index, i -> new ArrayList<>())
                    .add(new Issue(issue.code(), issue.diagnostics(), type + path.group(2)));
        }
        byEntry.forEach((index, issues) ->
                bundle.getEntry().get(index).setUserData(KEY, new FhirRefusal(refusal.status(), issues)));
        return true;
    }

    static Optional<FhirRefusal> of(BundleEntryComponent entry) {
        return Optional.ofNullable((FhirRefusal) entry.getUserData(KEY));
    }
}

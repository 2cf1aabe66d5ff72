package io.chartside.scribe.em;

import io.chartside.scribe.draft.Evidence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The countable elements heard in a visit, by sort and name, with their evidence. */
final class Heard {
    private static final int MOST_EVIDENCE = 12;
    private final EnumMap<Sort, Map<String, List<Evidence>>> bySort = new EnumMap<>(Sort.class);

    void add(Sort sort, String name, Evidence evidence) {
        List<Evidence> list =
                bySort.computeIfAbsent(sort, s -> new LinkedHashMap<>()).computeIfAbsent(name, n -> new ArrayList<>());
        if (list.size() < MOST_EVIDENCE) {
            list.add(evidence);
        }
    }

    boolean has(Sort sort) {
        return bySort.containsKey(sort);
    }

    /** Unique elements of a sort, by name. */
    Map<String, List<Evidence>> of(Sort sort) {
        return bySort.getOrDefault(sort, Map.of());
    }

    /** What an element counts as. */
    enum Sort {
        TEST,
        NOTE,
        HISTORIAN,
        INTERPRETATION,
        DISCUSSION,
        THERAPY,
        PRESCRIBING,
        /** A dose said without a drug that is known. */
        DOSE,
        MINOR_PROCEDURE,
        MAJOR_SURGERY,
        HOSPITAL,
        SOCIAL,
        MONITORING,
        WORSENING,
        THREAT,
        /** A treatment begun or stepped up: what it is for is not at its goal. */
        CHANGE,
        RISKY_MINOR,
        /** A risk of an operation or procedure that the clinician names for this patient. */
        RISK_NAMED,
        /** An emergency operation, or one that is a risk in itself. */
        RISKY_SURGERY,
        TOXIC
    }
}

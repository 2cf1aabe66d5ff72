package io.chartside.server.consent;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the Consents of a tenant say of one asker and one type. Patients are numbers of their rows. Of several Consents of a
 * patient each denial counts.
 *
 * @param denied patients of whom nothing is seen
 * @param deniedLabels patients of whom nothing with these labels is seen
 * @param part2 patients who permit what is of 42 CFR Part 2
 */
public record Decided(Set<Long> denied, Map<Long, Integer> deniedLabels, Set<Long> part2) {
    public static final Decided NOTHING = new Decided(Set.of(), Map.of(), Set.of());

    public Decided {
        denied = Set.copyOf(denied);
        deniedLabels = Map.copyOf(deniedLabels);
        part2 = Set.copyOf(part2);
    }

    /** The same without what it denies of these patients. */
    public Decided without(Set<Long> patients) {
        if (patients.isEmpty()) {
            return this;
        }
        Set<Long> rest = new HashSet<>(denied);
        rest.removeAll(patients);
        Map<Long, Integer> labels = new TreeMap<>(deniedLabels);
        labels.keySet().removeAll(patients);
        return new Decided(rest, labels, part2);
    }

    static final class Building {
        private final Set<Long> denied = new HashSet<>();
        private final Map<Long, Integer> labels = new TreeMap<>();
        private final Set<Long> part2 = new HashSet<>();

        void deny(long patient, boolean all, int label) {
            if (all) {
                denied.add(patient);
            } else if (label != 0) {
                labels.merge(patient, label, (one, other) -> one | other);
            }
        }

        void permitPart2(long patient) {
            part2.add(patient);
        }

        Decided done() {
            labels.keySet().removeAll(denied);
            return new Decided(denied, labels, part2);
        }
    }
}

package io.chartside.app.visit;

import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A clinician's own four weeks in numbers. Nobody's name is in it.
 *
 * @param visits of each day, days without any included
 * @param signed how many notes this clinician signed
 * @param waits from the end of a visit to its signature, shortest first
 * @param levels how often each level of service was signed
 */
public record Work(
        LocalDate first,
        LocalDate today,
        Map<LocalDate, Integer> visits,
        int signed,
        List<Duration> waits,
        Statements statements,
        Codes codes,
        Map<String, Integer> levels) {

    public Work {
        visits = new TreeMap<>(visits);
        waits = List.copyOf(waits);
        levels = new LinkedHashMap<>(levels);
    }

    /** Statements of the signed notes. @param own written or changed by the clinician */
    public record Statements(int all, int own) {}

    /** Diagnoses and levels of the signed notes. @param rejected by reason */
    public record Codes(int accepted, Map<String, Integer> rejected) {
        public Codes {
            rejected = new TreeMap<>(rejected);
        }
    }

    @Override
    public String toString() {
        return "Work since " + first;
    }
}

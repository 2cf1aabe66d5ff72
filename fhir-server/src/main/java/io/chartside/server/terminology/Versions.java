package io.chartside.server.terminology;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;

/**
 * Which versions of code systems a value set is read with (FHIR R4, valueset-operation-expand.html).
 *
 * @param given by system: used where the value set names no version
 * @param checked by system: refused where another version would be used
 * @param forced by system: used whatever the value set names
 * @param excluded systems that are left out
 * @param day decides between releases where nothing else does; null for the newest
 */
public record Versions(
        Map<String, String> given,
        Map<String, String> checked,
        Map<String, String> forced,
        Set<String> excluded,
        LocalDate day) {
    public static final Versions NEWEST = new Versions(Map.of(), Map.of(), Map.of(), Set.of(), null);

    public Versions {
        given = Map.copyOf(given);
        checked = Map.copyOf(checked);
        forced = Map.copyOf(forced);
        excluded = Set.copyOf(excluded);
    }

    public static Versions of(LocalDate day) {
        return new Versions(Map.of(), Map.of(), Map.of(), Set.of(), day);
    }

    /** @param named by the value set; null for none */
    String of(String system, String named) {
        if (forced.containsKey(system)) {
            return forced.get(system);
        }
        return named == null || named.isEmpty() ? given.get(system) : named;
    }

    void check(CodeSource codes) {
        String asked = checked.get(codes.system());
        if (asked != null && !asked.equals(codes.version())) {
            throw TerminologyRefused.notSupported(
                    "The value set uses another version of a code system than check-system-version names");
        }
    }
}

package io.chartside.app.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whether the scopes of a profile are spelled as the EHR wants them: SMART 1 ({@code user/Patient.read}) or SMART 2
 * ({@code user/Patient.rs}). An EHR that knows the one refuses the other, or grants nothing for it.
 */
final class ScopeSpelling {
    /** Of no resource, and without letters: launch context, and SMART Web Messaging. */
    private static final Set<String> OF_NO_RESOURCE = Set.of("launch/", "messaging/");

    private static final Pattern V1 = Pattern.compile("(?:patient|user|system)/[A-Za-z*]+\\.(?:read|write|\\*)");
    private static final Pattern V2 =
            Pattern.compile("(?:patient|user|system)/[A-Za-z*]+\\.(?=[cruds])c?r?u?d?s?(?:\\?.+)?");

    private ScopeSpelling() {}

    /**
     * @param asked of the profile
     * @param capabilities of discovery
     * @param offered {@code scopes_supported}; empty when the EHR lists none
     */
    static List<Finding> findings(List<String> asked, Set<String> capabilities, Set<String> offered) {
        List<Finding> findings = new ArrayList<>();
        TreeSet<String> v1 = matching(asked, V1);
        TreeSet<String> v2 = matching(asked, V2);
        asked.stream()
                .filter(scope -> scope.contains("/") && !OF_NO_RESOURCE.contains(scope.replaceFirst("/.*", "/")))
                .filter(scope -> !v1.contains(scope) && !v2.contains(scope))
                .forEach(scope -> findings.add(Finding.wrong(scope
                        + " is a scope of neither SMART version: letters of SMART 2 stand in the order c r u d s")));
        if (!v1.isEmpty() && !v2.isEmpty()) {
            findings.add(Finding.wrong("client.scopes mixes SMART 1 (" + v1.first() + ") and SMART 2 (" + v2.first()
                    + "): write all of them in the spelling that the app is registered with"));
        } else if (!v1.isEmpty() && !knows(capabilities, "permission-v1", offered, V1)) {
            findings.add(Finding.wrong("client.scopes is spelled as in SMART 1 (" + v1.first()
                    + ") and the EHR knows SMART 2 only: write .rs for .read, .cud for .write"));
        } else if (!v2.isEmpty() && !knows(capabilities, "permission-v2", offered, V2)) {
            findings.add(Finding.wrong("client.scopes is spelled as in SMART 2 (" + v2.first()
                    + ") and the EHR knows SMART 1 only: write .read for .rs, .write for .c"));
        } else {
            findings.add(Finding.fine("the scopes' spelling is one that the EHR knows"));
        }
        boolean wildcardsOffered = offered.isEmpty() || offered.stream().anyMatch(scope -> scope.contains("*"));
        asked.stream()
                .filter(scope -> scope.contains("/*.") && !wildcardsOffered)
                .forEach(scope -> findings.add(Finding.wrong(
                        scope + " is a wildcard and the EHR lists none (Oracle refuses them): name each type")));
        return findings;
    }

    /** An EHR that says nothing of its versions is taken to know both. */
    private static boolean knows(Set<String> capabilities, String capability, Set<String> offered, Pattern spelling) {
        boolean tells = capabilities.contains("permission-v1") || capabilities.contains("permission-v2");
        if (tells) {
            return capabilities.contains(capability);
        }
        boolean lists = offered.stream()
                .anyMatch(scope ->
                        V1.matcher(scope).matches() || V2.matcher(scope).matches());
        return !lists
                || offered.stream().anyMatch(scope -> spelling.matcher(scope).matches());
    }

    private static TreeSet<String> matching(List<String> scopes, Pattern spelling) {
        TreeSet<String> found = new TreeSet<>();
        scopes.stream().filter(scope -> spelling.matcher(scope).matches()).forEach(found::add);
        return found;
    }
}

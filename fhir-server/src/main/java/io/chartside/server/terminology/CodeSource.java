package io.chartside.server.terminology;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The codes of one code system in one version. */
public interface CodeSource {

    /** Canonical URL. */
    String system();

    /** Business version; empty when it has none. */
    String version();

    String title();

    /** Whether a code that is not here does not exist; otherwise nothing is said about it. */
    boolean complete();

    Optional<Code> find(String code);

    /** Codes directly above. */
    List<String> parents(String code);

    /** Codes directly below, in order. */
    List<String> children(String code);

    /** How many codes have the words. */
    int count(Words words);

    /** Codes that have the words, in the code system's order. */
    List<Code> page(Words words, int offset, int limit);

    /** Whether the code stands below the other, however deep; never below itself. */
    default boolean isBelow(String code, String ancestor) {
        Set<String> seen = new HashSet<>();
        Deque<String> above = new ArrayDeque<>(parents(code));
        while (!above.isEmpty()) {
            String next = above.pop();
            if (next.equals(ancestor)) {
                return true;
            }
            if (seen.add(next)) {
                above.addAll(parents(next));
            }
        }
        return false;
    }

    /** @throws TerminologyRefused when the code may exist, but only a part of the system is here */
    default Optional<Code> known(String code) {
        Optional<Code> found = find(code);
        if (found.isEmpty() && !complete()) {
            throw TerminologyRefused.notHeld(
                    "Only a part of the code system is held here, and this code is not in it: whether it exists cannot be said");
        }
        return found;
    }
}

package io.chartside.app.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What granted scopes allow, in the spelling of SMART 1 ({@code user/Patient.read}) or SMART 2 ({@code user/Patient.rs},
 * {@code user/Patient.rs?param=value}); SMART App Launch 2.2, 3.0.4 and "Scopes for requesting FHIR Resources".
 */
final class Scopes {

    private static final Pattern RESOURCE =
            Pattern.compile("(?:patient|user|system)/(\\*|[A-Z][A-Za-z]+)\\.(read|write|\\*|[cruds]+)(?:\\?.*)?");

    /** No visit without these; other parts of a chart are left out where the EHR does not give them. */
    private static final List<String> NEEDED = List.of("Patient", "Encounter");

    private Scopes() {}

    /**
     * The types that a visit needs and that these scopes do not let the app read.
     *
     * @param granted as the token endpoint says; without any scope for resources nothing can be told, as with an EHR whose
     *     rights follow the client's registration alone
     */
    static List<String> unreadable(Set<String> granted) {
        List<Matcher> rights =
                granted.stream().map(RESOURCE::matcher).filter(Matcher::matches).toList();
        List<String> unreadable = new ArrayList<>();
        if (!rights.isEmpty()) {
            for (String type : NEEDED) {
                boolean readable = rights.stream()
                        .anyMatch(right ->
                                (right.group(1).equals("*") || right.group(1).equals(type))
                                        && (right.group(2).equals("*")
                                                || right.group(2).contains("r")
                                                        && !right.group(2).equals("write")));
                if (!readable) {
                    unreadable.add(type);
                }
            }
        }
        return unreadable;
    }
}

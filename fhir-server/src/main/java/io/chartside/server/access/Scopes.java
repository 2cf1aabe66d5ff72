package io.chartside.server.access;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The granted scopes of a token, as the token carries them (SMART version 1 or 2) and parsed once. */
public final class Scopes {

    /** The right to see AI drafts before a clinician has signed them. */
    public static final String DRAFTS = "drafts";

    private static final String FHIR_USER = "fhirUser";

    private final Set<String> granted;
    private final List<SmartScope> resourceScopes;

    public Scopes(Set<String> granted) {
        this.granted = Set.copyOf(granted);
        this.resourceScopes = this.granted.stream()
                .flatMap(scope -> SmartScope.parse(scope).stream())
                .toList();
    }

    /** @param scope space-separated (RFC 6749, section 3.3); empty means no scope at all */
    public static Scopes parse(String scope) {
        String trimmed = scope.trim();
        return new Scopes(trimmed.isEmpty() ? Set.of() : new HashSet<>(Arrays.asList(trimmed.split("\\s+"))));
    }

    public Set<String> granted() {
        return granted;
    }

    /** These scopes and the drafts right. */
    Scopes withDrafts() {
        Set<String> more = new HashSet<>(granted);
        more.add(DRAFTS);
        return new Scopes(more);
    }

    public boolean drafts() {
        return granted.contains(DRAFTS);
    }

    boolean mayReadOwnUser() {
        return granted.contains(FHIR_USER);
    }

    /**
     * Whether a person's token lets its app read all AuditEvents that the person may.
     *
     * @param own whether they are of the patient himself, whom {@code patient/} scopes speak of
     */
    public boolean readAudit(boolean own) {
        return resourceScopes.stream()
                .filter(scope -> scope.criterion() == null && scope.grants('r', "AuditEvent"))
                .anyMatch(scope ->
                        scope.level() == SmartScope.Level.USER || own && scope.level() == SmartScope.Level.PATIENT);
    }

    /** Whether nothing is granted beyond {@code patient/}. */
    public boolean ofOnePatient() {
        return resourceScopes.stream().allMatch(scope -> scope.level() == SmartScope.Level.PATIENT);
    }

    List<SmartScope> resourceScopes() {
        return resourceScopes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scopes scopes && granted.equals(scopes.granted);
    }

    @Override
    public int hashCode() {
        return Objects.hash(granted);
    }

    @Override
    public String toString() {
        return String.join(" ", new TreeSet<>(granted));
    }
}

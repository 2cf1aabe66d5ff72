package io.chartside.server.authz;

import io.chartside.server.access.Right;
import io.chartside.server.access.Scopes;
import io.chartside.server.access.SmartScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A scope in words for the person who is asked (SMART App Launch 2.2, "Scopes and Launch Context").
 *
 * @param scope as asked for
 * @param words what it lets the app do
 */
record ScopeWords(String scope, String words) {
    private static final Map<String, String> RIGHTS = Map.ofEntries(
            Map.entry("launch", "Know which chart is open"),
            Map.entry("launch/patient", "Know which patient you choose"),
            Map.entry("launch/encounter", "Know which visit you choose"),
            Map.entry("fhirUser", "Know who you are"),
            Map.entry("profile", "Know who you are"),
            Map.entry("online_access", "Stay connected while you are signed in"),
            Map.entry(
                    "offline_access",
                    "Stay connected after you have left, for up to the lifetime of its refresh token"),
            Map.entry("messaging/ui", "Close itself and open screens of the EHR"),
            Map.entry("messaging/scratchpad", "Put proposals on your scratchpad, which you file or drop"),
            Map.entry(Right.MANAGE_USERS.scope(), "Add and disable people of this tenant, as far as you may"),
            Map.entry(Scopes.DRAFTS, "See drafts of AI that nobody has signed yet"),
            Map.entry(Right.MANAGE_CLIENTS.scope(), "Register, disable and remove apps, as far as you may"),
            Map.entry(
                    Right.MANAGE_GRANTS.scope(),
                    "Decide what the operator's staff may see of this tenant, if that is yours to decide"));

    private static final Map<Character, String> VERBS =
            Map.of('c', "create", 'r', "read", 'u', "change", 'd', "delete", 's', "search");

    static String verb(char letter) {
        return VERBS.get(letter);
    }

    static ScopeWords of(String scope) {
        return new ScopeWords(
                scope,
                SmartScope.parse(scope)
                        .map(ScopeWords::resources)
                        .orElseGet(() -> LaunchContextScope.parse(scope)
                                .map(ScopeWords::context)
                                .orElse(RIGHTS.getOrDefault(scope, "A right that has no description here"))));
    }

    private static String context(LaunchContextScope scope) {
        String role = scope.role().map(name -> ", in the role " + name).orElse("");
        return "Know which of the " + plural(scope.type()) + " is open" + role;
    }

    private static String resources(SmartScope scope) {
        List<String> verbs = new ArrayList<>();
        for (char letter : "rscud".toCharArray()) {
            if (scope.permissions().indexOf(letter) >= 0) {
                verbs.add(VERBS.get(letter));
            }
        }
        String last = verbs.remove(verbs.size() - 1);
        String all = verbs.isEmpty() ? last : String.join(", ", verbs) + " and " + last;
        String what = scope.type().equals("*") ? "everything" : plural(scope.type());
        String where = scope.level() == SmartScope.Level.PATIENT ? " of the patient in the chart" : " that you may see";
        String limit = scope.criterion() == null ? "" : ", only where " + scope.criterion();
        return Character.toUpperCase(all.charAt(0)) + all.substring(1) + " " + what + where + limit;
    }

    /** {@code MedicationRequest} as "medication requests". */
    private static String plural(String type) {
        String words = type.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        return words.endsWith("y") && !words.endsWith("ay")
                ? words.substring(0, words.length() - 1) + "ies"
                : words.endsWith("s") ? words + "es" : words + "s";
    }
}

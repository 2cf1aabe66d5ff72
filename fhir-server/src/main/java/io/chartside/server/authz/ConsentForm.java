package io.chartside.server.authz;

import io.chartside.server.access.SmartScope;
import io.chartside.server.authz.ScopeCategories.Category;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a person ticked, as scopes. A scope that is narrowed becomes one scope for each kind that is left, with the interactions
 * that are left (SMART App Launch 2.2, "Finer-grained resource constraints using search parameters"). Whether the result is
 * within what the app asked for, {@link NarrowedConsent} checks.
 */
final class ConsentForm {
    /** Hidden: the scope's interactions stand beside it. */
    static final String WITH_INTERACTIONS = "with_interactions";
    /** Hidden: the scope's kinds stand beside it. */
    static final String WITH_PARTS = "with_parts";

    static final String INTERACTION = "interaction";
    static final String WHOLE = "whole";
    static final String PART = "part";

    private final Map<String, String[]> form;

    private ConsentForm(Map<String, String[]> form) {
        this.form = form;
    }

    /** Scopes hold no space. */
    static String value(String scope, String choice) {
        return scope + " " + choice;
    }

    /** @param ticked values of the field {@code scope} */
    static Set<String> granted(Map<String, String[]> form, Set<String> ticked) {
        ConsentForm of = new ConsentForm(form);
        return ticked.stream()
                .flatMap(scope -> of.narrowed(scope).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private List<String> narrowed(String scope) {
        Optional<SmartScope> parsed = SmartScope.parse(scope);
        if (parsed.isEmpty()) {
            return List.of(scope);
        }
        String asked = parsed.get().permissions();
        String letters = has(WITH_INTERACTIONS, scope)
                ? asked.chars()
                        .mapToObj(letter -> String.valueOf((char) letter))
                        .filter(letter -> has(INTERACTION, value(scope, letter)))
                        .collect(Collectors.joining())
                : asked;
        if (letters.isEmpty()) {
            return List.of();
        }
        boolean inParts = has(WITH_PARTS, scope) && !has(WHOLE, scope);
        if (letters.equals(asked) && !inParts) {
            return List.of(scope);
        }
        String narrower = parsed.get().level().name().toLowerCase(Locale.ROOT) + "/"
                + parsed.get().type() + "." + letters;
        if (!inParts) {
            String criterion = parsed.get().criterion();
            return List.of(criterion == null ? narrower : narrower + "?" + criterion);
        }
        return ScopeCategories.of(parsed.get().type()).stream()
                .filter(kind -> has(PART, value(scope, kind.token())))
                .map((Category kind) -> kind.scope(narrower))
                .toList();
    }

    private boolean has(String field, String value) {
        String[] values = form.get(field);
        return values != null && Arrays.asList(values).contains(value);
    }
}

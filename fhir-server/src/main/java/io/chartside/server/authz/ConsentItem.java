package io.chartside.server.authz;

import io.chartside.server.access.SmartScope;
import io.chartside.server.authz.ScopeCategories.Category;
import java.util.List;
import java.util.Optional;

/**
 * A scope on the consent page.
 *
 * @param scope as asked for
 * @param words what it lets the app do
 * @param may its interactions, to be unticked one by one; empty when there is but one
 * @param parts its kinds, of which some can be given instead of all; empty when there are none
 */
record ConsentItem(String scope, String words, List<Choice> may, List<Choice> parts) {

    /** @param value of the form's field, which names the scope as well */
    record Choice(String value, String words) {}

    static ConsentItem of(String scope) {
        String words = ScopeWords.of(scope).words();
        Optional<SmartScope> parsed = SmartScope.parse(scope);
        if (parsed.isEmpty()) {
            return new ConsentItem(scope, words, List.of(), List.of());
        }
        String letters = parsed.get().permissions();
        List<Choice> may = letters.length() < 2
                ? List.of()
                : letters.chars()
                        .mapToObj(letter -> new Choice(
                                ConsentForm.value(scope, String.valueOf((char) letter)),
                                ScopeWords.verb((char) letter)))
                        .toList();
        List<Category> kinds = parsed.get().criterion() == null
                ? ScopeCategories.of(parsed.get().type())
                : List.of();
        return new ConsentItem(
                scope,
                words,
                may,
                kinds.stream()
                        .map(kind -> new Choice(ConsentForm.value(scope, kind.token()), kind.words()))
                        .toList());
    }
}

package io.chartside.server.search;

import io.chartside.server.index.SearchWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words that a resource must have to meet a criterion; {@link SearchWords} gives those that it has. */
final class QueryWords {
    private static final int MOST_CODES = 100;

    private QueryWords() {}

    /** Of population tokens: empty when one of the values has no word. */
    static List<String> population(Criterion.Values values) {
        List<String> found = new ArrayList<>();
        for (SearchValue value : values.anyOf()) {
            Optional<List<String>> words = equality(value);
            if (words.isEmpty() && value instanceof SearchValue.Text text && isBeginning(text.mode())) {
                words = SearchWords.beginning(text.text()).map(List::of);
            }
            if (words.isEmpty()) {
                return List.of();
            }
            found.addAll(words.get());
        }
        return found;
    }

    private static boolean isBeginning(SearchValue.TextMode mode) {
        return mode == SearchValue.TextMode.STARTS || mode == SearchValue.TextMode.EXACT;
    }

    /** Of patient tokens: empty when one of the values has no word. */
    static List<String> patient(Criterion.Values values) {
        List<String> found = new ArrayList<>();
        for (SearchValue value : values.anyOf()) {
            Optional<List<String>> words = equality(value);
            if (words.isPresent()) {
                found.addAll(words.get());
            } else if (value instanceof SearchValue.Link link && !link.type().isEmpty()) {
                found.add(link.type() + "/" + link.id());
            } else if (value instanceof SearchValue.Link link
                    && values.parameter().targets().size() > 1) {
                values.parameter().targets().forEach(target -> found.add(target + "/" + link.id()));
            } else {
                return List.of();
            }
        }
        return found;
    }

    private static Optional<List<String>> equality(SearchValue value) {
        if (value instanceof SearchValue.Token token) {
            return Optional.ofNullable(token.code()).map(List::of);
        } else if (value instanceof SearchValue.TypedIdentifier identifier) {
            return Optional.of(List.of(identifier.value()));
        } else if (value instanceof SearchValue.Address address && address.mode() == SearchValue.UriMode.SAME) {
            return Optional.of(List.of(address.uri()));
        } else if (value instanceof SearchValue.Definition definition) {
            return Optional.of(List.of(definition.url()));
        } else if (value instanceof SearchValue.Codes codes
                && codes.systems().isEmpty()
                && codes.beginnings().isEmpty()
                && !codes.codes().isEmpty()
                && codes.codes().size() <= MOST_CODES) {
            return Optional.of(codes.codes().stream()
                    .map(SearchValue.Codes.Code::code)
                    .distinct()
                    .toList());
        }
        return Optional.empty();
    }
}

package io.chartside.server.access;

import java.util.List;
import java.util.Set;

/**
 * The granted scopes of a token.
 *
 * @param granted as the token carries them, SMART v1 or v2
 */
public record Scopes(Set<String> granted) {
    public Scopes {
        granted = Set.copyOf(granted);
    }

    public static Scopes parse(String scope) {
        return new Scopes(Set.copyOf(List.of(scope.trim().split("\\s+"))));
    }
}

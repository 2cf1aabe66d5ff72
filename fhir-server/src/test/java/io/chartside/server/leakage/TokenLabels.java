package io.chartside.server.leakage;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.TextForm;
import io.chartside.server.store.SearchTokens;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells the thief which tokens are of which parameter, but not of which value. A real one has to work that out from how
 * the tokens of a row are nested; being told makes the figures an upper bound.
 */
final class TokenLabels {
    private TokenLabels() {}

    static Set<Long> of(TenantId tenant, Attribute attribute, Collection<String> values) {
        Collection<DataKey> indexes =
                TestStore.bean(KeyRing.class).tenant(tenant).indexes();
        boolean isName = attribute == Attribute.FAMILY || attribute == Attribute.GIVEN;
        List<String> words = values.stream()
                .distinct()
                .flatMap(value -> isName ? beginnings(value).stream() : List.of(value).stream())
                .toList();
        Set<Long> tokens = new HashSet<>();
        for (long token : SearchTokens.population(
                indexes, attribute.type(), attribute.parameter().orElseThrow(), words, attribute.split())) {
            tokens.add(token);
        }
        return tokens;
    }

    /** The beginnings of a name that have a token each, the shortest first. */
    static List<String> beginnings(String name) {
        String form = TextForm.of(name);
        List<String> beginnings = new ArrayList<>();
        for (int length = 3; length <= Math.min(form.length(), 8); length++) {
            beginnings.add(form.substring(0, length));
        }
        return beginnings;
    }
}

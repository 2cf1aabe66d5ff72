package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds patient tokens to heads that were written before their words were known. */
public final class TokenAdder {
    private final KeyRing keys;

    TokenAdder(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * A head that was written anew meanwhile has them already and is left alone. Plan: resource_pkey.
     *
     * @param words of {@link io.chartside.server.index.SearchWords#patientWord}
     */
    public void add(TenantSession session, StoredRow row, Set<String> words) throws SQLException {
        Map<Long, DataKey> key = keys.forReading(session.tenant(), List.of(row.patientRid()));
        if (words.isEmpty() || key.isEmpty()) {
            return;
        }
        int[] tokens = SearchTokens.patient(key.values(), List.copyOf(words));
        session.query(
                "update resource set ptok = (select array_agg(distinct t order by t) from unnest(ptok || ?) t)"
                        + " where tenant = ? and rid = ? and version = ? and ptok <> '{" + WritePlanner.OVERFLOW
                        + "}'::integer[] returning 1",
                List.of(tokens, session.tenant().value(), row.rid(), row.version()),
                updated -> 1);
    }
}

package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

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
        List<Object> at = List.of(session.tenant().value(), row.rid(), row.version());
        List<byte[]> found = session.query(
                "select ptok from resource where tenant = ? and rid = ? and version = ? for update",
                at,
                head -> head.getBytes(1));
        if (found.isEmpty()) {
            return;
        }
        int[] before = Packed.ints(found.get(0));
        if (before.length == 1 && before[0] == WritePlanner.OVERFLOW) {
            return;
        }
        int[] more = SearchTokens.patient(key.values(), List.copyOf(words));
        int[] all = IntStream.concat(Arrays.stream(before), Arrays.stream(more))
                .sorted()
                .distinct()
                .toArray();
        List<Object> parameters = new ArrayList<>(List.of(Packed.ofInts(all)));
        parameters.addAll(at);
        session.update("update resource set ptok = ? where tenant = ? and rid = ? and version = ?", parameters);
    }
}

package io.chartside.server.search;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.store.Packed;
import io.chartside.server.store.SearchTokens;
import io.chartside.server.store.TenantSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The walk along a type (docs/store.md, case 3): each row's tokens are tested with its own patient's key, without opening
 * bodies. Its rows come from the index alone; a patient's words are hashed once.
 */
final class TypeWalk {
    private final TenantSession session;
    private final KeyRing keys;
    private final CandidateSql.Order order;
    private final SearchPlan.WalkWords words;
    /** Of each patient met so far, the tokens of each criterion. */
    private final Map<Long, Wanted> wanted = new HashMap<>();

    TypeWalk(TenantSession session, KeyRing keys, CandidateSql.Order order, SearchPlan.WalkWords words) {
        this.session = session;
        this.keys = keys;
        this.order = order;
        this.words = words;
    }

    /**
     * @param rids of the rows that may match, in order
     * @param end where to go on; null when the walk is over
     */
    record Step(long[] rids, CandidateSql.Position end, int looked) {}

    /** What a patient's rows must have: of each criterion one of these, and of each on text one of the sets whole. */
    private record Wanted(List<int[]> anyOf, List<List<int[]>> text) {
        static Wanted of(SearchPlan.WalkWords words, DataKey key) {
            List<DataKey> one = List.of(key);
            return new Wanted(
                    words.anyOf().stream()
                            .map(anyOf -> SearchTokens.patient(one, anyOf))
                            .toList(),
                    words.text().stream()
                            .map(sets -> sets.stream()
                                    .map(set -> SearchTokens.text(key, set))
                                    .toList())
                            .toList());
        }
    }

    /** @param text null where no words are kept */
    private record Narrow(CandidateSql.Position position, long patientRid, int[] tokens, int[] text) {
        static Narrow read(ResultSet row, CandidateSql.Order order, boolean text) throws SQLException {
            byte[] words = text ? row.getBytes(5) : null;
            Object value = order == CandidateSql.Order.ID ? row.getString(2) : (Object) row.getLong(2);
            return new Narrow(
                    new CandidateSql.Position(value, row.getLong(1)),
                    row.getLong(3),
                    Packed.ints(row.getBytes(4)),
                    words == null ? null : Packed.shorts(words));
        }
    }

    /**
     * @param limit rows that the statement reads
     * @param most rows that may match, after which the step ends
     */
    Step step(CandidateSql.Statement statement, int limit, int most) throws SQLException {
        boolean text = !words.text().isEmpty();
        List<Narrow> rows =
                session.query(statement.sql(), statement.parameters(), row -> Narrow.read(row, order, text));
        hash(rows);
        List<Long> found = new ArrayList<>();
        int looked = 0;
        for (Narrow row : rows) {
            looked++;
            if (mayMatch(row)) {
                found.add(row.position().rid());
                if (found.size() == most && looked < rows.size()) {
                    return new Step(longs(found), row.position(), looked);
                }
            }
        }
        CandidateSql.Position end =
                rows.size() < limit ? null : rows.get(rows.size() - 1).position();
        return new Step(longs(found), end, looked);
    }

    private void hash(List<Narrow> rows) {
        Set<Long> unknown = new LinkedHashSet<>();
        for (Narrow row : rows) {
            if (!wanted.containsKey(row.patientRid())) {
                unknown.add(row.patientRid());
            }
        }
        Map<Long, DataKey> found = unknown.isEmpty() ? Map.of() : keys.forReading(session.tenant(), unknown);
        for (long patient : unknown) {
            DataKey key = found.get(patient);
            // Without its key a row is nobody's: erased.
            wanted.put(patient, key == null ? null : Wanted.of(words, key));
        }
    }

    private boolean mayMatch(Narrow row) {
        Wanted ofPatient = wanted.get(row.patientRid());
        if (ofPatient == null) {
            return false;
        }
        for (int[] anyOf : ofPatient.anyOf()) {
            if (!SearchTokens.mayHaveAny(row.tokens(), anyOf)) {
                return false;
            }
        }
        for (List<int[]> sets : ofPatient.text()) {
            if (sets.stream().noneMatch(set -> SearchTokens.mayHaveAll(row.text(), set))) {
                return false;
            }
        }
        return true;
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}

package io.chartside.server.leakage;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The counting attack on more patients than can be stored in a minute: each row is given one of its code's parts by lot, as
 * the store does by a keyed number, and nothing is stored.
 */
final class LargerTenants {
    private static final int THROWS = 5;
    private static final short ANY_TYPE = 1;

    private LargerTenants() {}

    /** @param split over how many tokens a value is spread */
    static Recovery exact(Attribute attribute, int patients, int split, long seed) {
        Map<String, String> truth = attribute.values(InventedPopulation.of(patients, seed));
        Knowledge knowledge = new Knowledge(Knowledge.count(truth), Map.of());
        Random lots = new Random(seed);
        Map<Long, StolenTables.Head> heads = new HashMap<>();
        Map<Long, Set<Long>> rowsOfToken = new HashMap<>();
        Map<String, Long> tokens = new HashMap<>();
        truth.forEach((id, value) -> {
            long rid = heads.size();
            heads.put(rid, new StolenTables.Head(rid, id, ANY_TYPE, rid, 0, 0, 1, 64));
            long token = tokens.computeIfAbsent(value + "#" + lots.nextInt(split), part -> lots.nextLong());
            rowsOfToken.computeIfAbsent(token, t -> new LinkedHashSet<>()).add(rid);
        });
        FrequencyAttack attack = new FrequencyAttack(new StolenTables(heads, rowsOfToken), rowsOfToken.keySet(), split);
        return Recovery.mean(IntStream.range(0, THROWS)
                .mapToObj(i -> Recovery.of(truth, attack.byRank(knowledge, lots)))
                .toList());
    }
}

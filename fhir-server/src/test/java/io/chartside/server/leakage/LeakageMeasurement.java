package io.chartside.server.leakage;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Stores an invented population, steals the tables and attacks every attribute with all that they show. */
final class LeakageMeasurement {
    /** Ties are broken by chance; figures are means over so many throws. */
    private static final int THROWS = 10;
    /** So many patients of the same world make the statistics that anybody may have. */
    private static final int WORLD = 20_000;

    /** No attack of its own but a bound of all. */
    static final String WHOLES = "counts, parts told";

    private final List<InventedPatient> stolenPatients;
    private final List<InventedPatient> ownPatients;
    private final List<InventedPatient> world;
    private final TenantId stolenTenant = TestStore.freshTenant();
    private final StolenTables stolen;
    private final StolenTables own;

    /**
     * @param seed of the stolen population; the thief's own installation, of the same size, has the next one, the world the
     *     one after that
     */
    LeakageMeasurement(int patients, long seed) {
        stolenPatients = InventedPopulation.of(patients, seed);
        ownPatients = InventedPopulation.of(patients, seed + 1);
        world = InventedPopulation.of(WORLD, seed + 2);
        TenantId ownTenant = TestStore.freshTenant();
        PatientWriter.write(stolenTenant, stolenPatients);
        PatientWriter.write(ownTenant, ownPatients);
        stolen = StolenTables.of(stolenTenant);
        own = StolenTables.of(ownTenant);
    }

    /** Tokens of patients' own that stand in the rows of two; chance makes some, since they have 32 bits. */
    long tokensOfTwoPatients() {
        return TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    select count(*) from (select substring(ptok from at for 4) as token
                    from resource, generate_series(1, length(ptok), 4) at where tenant = ?
                    group by token having count(distinct patient_rid) > 1) shared""")) {
                query.setString(1, stolenTenant.value());
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** How much of the attribute the thief may guess without any table: its most frequent value, everywhere. */
    double mode(Attribute attribute) {
        Map<String, Integer> counts = Knowledge.count(truth(attribute));
        return (double) counts.values().stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElseThrow()
                / truth(attribute).size();
    }

    int rows(Attribute attribute) {
        return truth(attribute).size();
    }

    int distinct(Attribute attribute) {
        return Knowledge.count(truth(attribute)).size();
    }

    /**
     * Every attack on an attribute, by name.
     *
     * @param exact whether the thief knows how many of these very patients have which value, or how many in the world
     */
    Map<String, Recovery> attacks(Attribute attribute, boolean exact) {
        Map<String, String> truth = truth(attribute);
        Knowledge knowledge = knowledge(attribute, exact);
        Map<String, Recovery> attacks = new LinkedHashMap<>();
        if (attribute == Attribute.ENCOUNTER_DAY) {
            attacks.put("sort_at", Recovery.of(truth, days()));
        } else if (attribute.parameter().isEmpty()) {
            attacks.put("sizes and numbers of tokens", Recovery.of(truth, byShape(attribute, knowledge)));
        } else {
            Set<Long> tokens = TokenLabels.of(stolenTenant, attribute, truth.values());
            FrequencyAttack attack = new FrequencyAttack(stolen, tokens, attribute.split());
            if (attribute == Attribute.FAMILY || attribute == Attribute.GIVEN) {
                attacks.put("nesting of beginnings", mean(truth, ties -> names(attribute, knowledge, tokens, ties)));
            } else {
                attacks.put("counts", mean(truth, ties -> attack.byRank(knowledge, ties)));
            }
            if (attribute.split() > 1) {
                attacks.put("counts and sizes", Recovery.of(truth, attack.byCountsAndShapes(knowledge)));
                attacks.put("sizes alone", Recovery.of(truth, byShape(attribute, knowledge)));
                List<Set<Long>> parts = truth.values().stream()
                        .distinct()
                        .map(value -> TokenLabels.of(stolenTenant, attribute, List.of(value)))
                        .toList();
                attacks.put(WHOLES, mean(truth, ties -> attack.byRankOfWholes(knowledge, parts, ties)));
            }
        }
        return attacks;
    }

    /** What a name that was read back tells of an attribute that has no token itself. */
    Recovery through(Attribute name, Attribute attribute, boolean exact) {
        Knowledge names = knowledge(name, exact);
        Set<Long> tokens = TokenLabels.of(stolenTenant, name, truth(name).values());
        Map<String, Map<String, Integer>> told = new HashMap<>();
        Map<String, String> nameOf = name.values(ownPatients);
        attribute
                .values(ownPatients)
                .forEach((id, value) -> told.computeIfAbsent(nameOf.get(id), n -> new HashMap<>())
                        .merge(value, 1, Integer::sum));
        String mode = knowledge(attribute, exact).mode();
        return mean(truth(attribute), ties -> {
            Map<String, String> guesses = new HashMap<>();
            Map<String, String> guessed = names(name, names, tokens, ties);
            truth(attribute)
                    .keySet()
                    .forEach(id -> guesses.put(
                            id,
                            told.getOrDefault(guessed.getOrDefault(id, ""), Map.of()).entrySet().stream()
                                    .max(Map.Entry.comparingByValue())
                                    .map(Map.Entry::getKey)
                                    .orElse(mode)));
            return guesses;
        });
    }

    /** Patients of whom both names were read back. */
    Recovery bothNames(boolean exact) {
        Map<String, String> family = truth(Attribute.FAMILY);
        Map<String, String> given = truth(Attribute.GIVEN);
        Map<String, String> both = new LinkedHashMap<>();
        family.forEach((id, name) -> both.put(id, name + ", " + given.get(id)));
        Set<Long> families = TokenLabels.of(stolenTenant, Attribute.FAMILY, family.values());
        Set<Long> givens = TokenLabels.of(stolenTenant, Attribute.GIVEN, given.values());
        return mean(both, ties -> {
            Map<String, String> guesses = names(Attribute.FAMILY, knowledge(Attribute.FAMILY, exact), families, ties);
            Map<String, String> others = names(Attribute.GIVEN, knowledge(Attribute.GIVEN, exact), givens, ties);
            guesses.replaceAll((id, name) -> name + ", " + others.get(id));
            return guesses;
        });
    }

    private Map<String, String> truth(Attribute attribute) {
        return attribute.values(stolenPatients);
    }

    private Knowledge knowledge(Attribute attribute, boolean exact) {
        return new Knowledge(
                Knowledge.count(exact ? truth(attribute) : attribute.values(world)),
                Knowledge.shapes(own, attribute.values(ownPatients)));
    }

    private static Recovery mean(Map<String, String> truth, Function<Random, Map<String, String>> attack) {
        return Recovery.mean(IntStream.range(0, THROWS)
                .mapToObj(i -> Recovery.of(truth, attack.apply(new Random(i))))
                .toList());
    }

    private Map<String, String> names(Attribute name, Knowledge knowledge, Set<Long> tokens, Random ties) {
        return NameTree.ofTokens(stolen, tokens, stolen.ofType(ResourceTypes.number(name.type())))
                .guess(NameTree.ofNames(knowledge.counts()), ties);
    }

    private Map<String, String> byShape(Attribute attribute, Knowledge knowledge) {
        Map<String, String> ofShape = new HashMap<>();
        Map<String, String> guesses = new HashMap<>();
        for (StolenTables.Head row : stolen.ofType(ResourceTypes.number(attribute.type()))) {
            guesses.put(row.id(), ofShape.computeIfAbsent(row.shape(), knowledge::likeliest));
        }
        return guesses;
    }

    private Map<String, String> days() {
        Map<String, String> days = new HashMap<>();
        for (StolenTables.Head row : stolen.ofType(ResourceTypes.number("Encounter"))) {
            days.put(row.id(), LocalDate.ofEpochDay(row.sortAt() / 86_400_000L).toString());
        }
        return days;
    }
}

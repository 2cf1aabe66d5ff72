package io.chartside.server.leakage;

import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.server.leakage.InventedPatient.Allergy;
import io.chartside.server.leakage.InventedPatient.Diagnosis;
import io.chartside.server.leakage.InventedPatient.Visit;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Patients of a general practice, the same for the same seed. Genders, races, ages, names, diagnoses and allergies are as
 * skewed as in life: that is what counting reads. One patient in four shares the telephone of the one before.
 */
final class InventedPopulation {
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 5);
    private static final int DAYS = 180;
    private static final TreeMap<String, String> CODES = new TreeMap<>(EmbeddedScribe.codes());
    private static final List<String> COMMON_CODES =
            List.of("I10", "E78.5", "E11.9", "J06.9", "F41.1", "M54.50", "K21.9", "E66.9", "J45.909", "F32.A", "E03.9");

    private final Random random;
    private final InventedNames names = new InventedNames();
    private final Zipf codes;
    private final Zipf allergies = new Zipf(List.copyOf(InventedAllergies.DISPLAYS.keySet()), 1, 1);

    private InventedPopulation(long seed) {
        random = new Random(seed);
        List<String> rest = new ArrayList<>(CODES.keySet());
        rest.removeAll(COMMON_CODES);
        // Which codes are common is a property of the practice's world, not of the sample drawn from it.
        Collections.shuffle(rest, new Random(4));
        codes = new Zipf(Stream.concat(COMMON_CODES.stream(), rest.stream()).toList(), 1, 1);
    }

    static List<InventedPatient> of(int patients, long seed) {
        InventedPopulation population = new InventedPopulation(seed);
        List<InventedPatient> all = new ArrayList<>();
        for (int i = 0; i < patients; i++) {
            all.add(population.patient(all));
        }
        return all;
    }

    static String display(String code) {
        return CODES.getOrDefault(code, code);
    }

    private InventedPatient patient(List<InventedPatient> before) {
        String gender = oneOf(Map.of("female", 510, "male", 482, "other", 5, "unknown", 3));
        String race =
                oneOf(Map.of("2106-3", 630, "2054-5", 130, "2131-1", 150, "2028-9", 70, "1002-5", 15, "2076-8", 5));
        InventedPatient relative = before.isEmpty() || random.nextInt(4) > 0 ? null : before.get(before.size() - 1);
        String family = relative == null ? names.family(race, random) : relative.family();
        return new InventedPatient(
                id(),
                gender,
                relative == null ? race : relative.race(),
                FIRST_DAY.minusDays((long) (365.25 * 92 * (1 - Math.sqrt(1 - random.nextDouble() * 0.95)))),
                family,
                names.given(gender, random),
                "M" + (1_000_000 + random.nextInt(9_000_000)),
                relative == null ? "+1555" + (1_000_000 + random.nextInt(9_000_000)) : relative.phone(),
                (1 + random.nextInt(9_999)) + " " + names.family("", random) + " Street",
                visits(),
                allergies());
    }

    private List<Visit> visits() {
        Set<String> chronic = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            chronic.add(codes.draw(random));
        }
        List<Visit> visits = new ArrayList<>();
        do {
            Set<String> diagnoses = new LinkedHashSet<>();
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                boolean known = !chronic.isEmpty() && random.nextInt(10) < 6;
                diagnoses.add(known ? any(List.copyOf(chronic)) : codes.draw(random));
            }
            visits.add(new Visit(
                    id(),
                    workday(),
                    oneOf(Map.of("finished", 94, "cancelled", 4, "in-progress", 2)),
                    oneOf(Map.of("AMB", 86, "VR", 9, "EMER", 5)),
                    diagnoses.stream().map(code -> new Diagnosis(id(), code)).toList()));
        } while (random.nextInt(3) > 0 && visits.size() < 10);
        return visits;
    }

    private List<Allergy> allergies() {
        Set<String> drawn = new LinkedHashSet<>();
        while (random.nextInt(3) == 0) {
            drawn.add(allergies.draw(random));
        }
        return drawn.stream().map(code -> new Allergy(id(), code, workday())).toList();
    }

    private LocalDate workday() {
        LocalDate day = FIRST_DAY.plusDays(random.nextInt(DAYS));
        return day.getDayOfWeek() == DayOfWeek.SUNDAY ? day.plusDays(1) : day;
    }

    private String oneOf(Map<String, Integer> weights) {
        int left = random.nextInt(
                weights.values().stream().mapToInt(Integer::intValue).sum());
        for (Map.Entry<String, Integer> value : new TreeMap<>(weights).entrySet()) {
            left -= value.getValue();
            if (left < 0) {
                return value.getKey();
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    private String any(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    private String id() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}

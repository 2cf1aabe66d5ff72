package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.visit.Work;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlotsTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-03-04");

    static Work work(Random chance) {
        Map<LocalDate, Integer> visits = new TreeMap<>();
        for (int day = 0; day < 28; day++) {
            visits.put(TODAY.minusDays(day), chance.nextInt(30));
        }
        List<Duration> waits = chance.longs(chance.nextInt(200), 0, 400_000)
                .sorted()
                .mapToObj(Duration::ofSeconds)
                .toList();
        int all = chance.nextInt(5_000);
        return new Work(
                TODAY.minusDays(27),
                TODAY,
                visits,
                waits.size(),
                waits,
                new Work.Statements(all, all == 0 ? 0 : chance.nextInt(all)),
                new Work.Codes(chance.nextInt(500), Map.of("Ruled out", 1 + chance.nextInt(40))),
                Map.of("moderate", chance.nextInt(90), "low", chance.nextInt(90)));
    }

    /** The last seed has nothing at all. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, -1})
    void everyBarStandsWithinItsBox_andEveryCountIsShownOnce(long seed) {
        Work work = seed < 0
                ? new Work(
                        TODAY,
                        TODAY,
                        Map.of(TODAY, 0),
                        0,
                        List.of(),
                        new Work.Statements(0, 0),
                        new Work.Codes(0, Map.of()),
                        Map.of())
                : work(new Random(seed));
        List<Plot> plots = Plots.of(work);
        assertThat(plots).hasSize(5);
        for (Plot plot : plots) {
            assertThat(plot.told()).isNotBlank();
            assertThat(plot.bars()).isNotEmpty().allSatisfy(bar -> {
                assertThat(number(bar.x()) + number(bar.width())).isBetween(0.0, (double) Plot.WIDTH);
                assertThat(number(bar.y()) + number(bar.height())).isBetween(0.0, (double) plot.height());
            });
        }
        assertThat(total(plots.get(0)))
                .isEqualTo(work.visits().values().stream().mapToInt(i -> i).sum());
        assertThat(total(plots.get(1))).isEqualTo(work.waits().size());
        assertThat(total(plots.get(2))).isEqualTo(work.statements().all());
        assertThat(total(plots.get(4)))
                .isEqualTo(work.levels().values().stream().mapToInt(i -> i).sum());
    }

    private static int total(Plot plot) {
        return plot.bars().stream().mapToInt(Plot.Bar::count).sum();
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }
}

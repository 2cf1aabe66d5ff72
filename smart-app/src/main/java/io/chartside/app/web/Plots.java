package io.chartside.app.web;

import io.chartside.app.review.Words;
import io.chartside.app.visit.Work;
import io.chartside.app.web.Plot.Value;
import io.chartside.app.words.Texts;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A clinician's four weeks as plots, each with what it says in words. */
final class Plots {
    private static final List<String> LEVELS = List.of("straightforward", "low", "moderate", "high");

    private Plots() {}

    static List<Plot> of(Work work) {
        return List.of(visits(work), waits(work), statements(work), codes(work), levels(work));
    }

    private static Plot visits(Work work) {
        int all = work.visits().values().stream().mapToInt(Integer::intValue).sum();
        String told = work.visits().entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .filter(day -> day.getValue() > 0)
                .map(day -> Texts.of(
                        "plot.visits-told-most", all, Texts.at("format.day-of-year", day.getKey()), day.getValue()))
                .orElseGet(() -> Texts.of("plot.visits-told", all));
        List<Value> values = new ArrayList<>();
        for (Map.Entry<LocalDate, Integer> day : work.visits().entrySet()) {
            values.add(new Value(Texts.at("format.day-of-year", day.getKey()), day.getValue()));
        }
        return Plot.columns("visits", Texts.of("plot.visits"), told, Texts.of("plot.day"), values);
    }

    private static Plot waits(Work work) {
        List<Value> values = new ArrayList<>();
        values.add(within(work, Texts.of("plot.within-5"), Duration.ZERO, Duration.ofMinutes(5)));
        values.add(within(work, Texts.of("plot.5-to-15"), Duration.ofMinutes(5), Duration.ofMinutes(15)));
        values.add(within(work, Texts.of("plot.15-to-60"), Duration.ofMinutes(15), Duration.ofHours(1)));
        values.add(within(work, Texts.of("plot.to-a-day"), Duration.ofHours(1), Duration.ofDays(1)));
        values.add(within(work, Texts.of("plot.more"), Duration.ofDays(1), Duration.ofDays(100_000)));
        String told = work.waits().isEmpty()
                ? Texts.of("plot.no-waits")
                : Texts.of(
                        "plot.waits-told",
                        words(work.waits().get((work.waits().size() - 1) / 2)),
                        work.waits().size());
        return Plot.rows("waits", Texts.of("plot.waits"), told, Texts.of("plot.time"), values);
    }

    /** More than {@code over}, up to {@code most}; the first also counts what took no time. */
    private static Value within(Work work, String label, Duration over, Duration most) {
        return new Value(label, (int) work.waits().stream()
                .filter(wait -> (over.isZero() || wait.compareTo(over) > 0) && wait.compareTo(most) <= 0)
                .count());
    }

    private static Plot statements(Work work) {
        Work.Statements said = work.statements();
        String told = said.all() == 0
                ? Texts.of("plot.no-note")
                : Texts.of(
                        "plot.statements-told", Math.round(100.0 * said.own() / said.all()), said.all(), work.signed());
        return Plot.rows(
                "statements",
                Texts.of("plot.statements"),
                told,
                Texts.of("plot.statement"),
                List.of(
                        new Value(Texts.of("plot.as-drafted"), said.all() - said.own()),
                        new Value(Texts.of("plot.by-you"), said.own())));
    }

    private static Plot codes(Work work) {
        int rejected = work.codes().rejected().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        List<Value> values = new ArrayList<>(
                List.of(new Value(Texts.of("plot.accepted"), work.codes().accepted())));
        work.codes().rejected().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(reason -> values.add(
                        new Value(Texts.of("plot.rejected", Words.reason(reason.getKey())), reason.getValue())));
        return Plot.rows(
                "codes",
                Texts.of("plot.codes"),
                Texts.of("plot.codes-told", work.codes().accepted(), rejected),
                Texts.of("plot.decision"),
                values);
    }

    private static Plot levels(Work work) {
        int all = work.levels().values().stream().mapToInt(Integer::intValue).sum();
        List<Value> values = LEVELS.stream()
                .map(level -> new Value(Texts.of("plot." + level), work.levels().getOrDefault(level, 0)))
                .toList();
        return Plot.rows(
                "levels", Texts.of("plot.levels"), Texts.of("plot.levels-told", all), Texts.of("plot.level"), values);
    }

    private static String words(Duration wait) {
        if (wait.compareTo(Duration.ofHours(2)) < 0) {
            return Texts.of("plot.minutes", Math.max(1, wait.toMinutes()));
        }
        return wait.compareTo(Duration.ofDays(2)) < 0
                ? Texts.of("plot.hours", wait.toHours())
                : Texts.of("plot.days", wait.toDays());
    }
}

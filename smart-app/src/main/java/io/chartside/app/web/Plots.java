package io.chartside.app.web;

import io.chartside.app.visit.Work;
import io.chartside.app.web.Plot.Value;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A clinician's four weeks as plots, each with what it says in words. */
final class Plots {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM d", Locale.US);
    private static final List<String> LEVELS = List.of("straightforward", "low", "moderate", "high");

    private Plots() {}

    static List<Plot> of(Work work) {
        return List.of(visits(work), waits(work), statements(work), codes(work), levels(work));
    }

    private static Plot visits(Work work) {
        int all = work.visits().values().stream().mapToInt(Integer::intValue).sum();
        String most = work.visits().entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .filter(day -> day.getValue() > 0)
                .map(day -> "; most on " + DAY.format(day.getKey()) + ", with " + day.getValue())
                .orElse("");
        List<Value> values = new ArrayList<>();
        for (Map.Entry<LocalDate, Integer> day : work.visits().entrySet()) {
            values.add(new Value(DAY.format(day.getKey()), day.getValue()));
        }
        return Plot.columns(
                "visits", "Visits a day", count(all, "visit") + " in four weeks" + most + ".", "Day", values);
    }

    private static Plot waits(Work work) {
        List<Value> values = new ArrayList<>();
        values.add(within(work, "within 5 minutes", Duration.ZERO, Duration.ofMinutes(5)));
        values.add(within(work, "5 to 15 minutes", Duration.ofMinutes(5), Duration.ofMinutes(15)));
        values.add(within(work, "15 minutes to an hour", Duration.ofMinutes(15), Duration.ofHours(1)));
        values.add(within(work, "an hour to a day", Duration.ofHours(1), Duration.ofDays(1)));
        values.add(within(work, "more than a day", Duration.ofDays(1), Duration.ofDays(100_000)));
        String told = work.waits().isEmpty()
                ? "No signed note of a visit whose end the EHR tells."
                : "Half of the notes were signed within "
                        + words(work.waits().get((work.waits().size() - 1) / 2)) + " of the end of the visit ("
                        + count(work.waits().size(), "note") + " of visits whose end the EHR tells).";
        return Plot.rows("waits", "From the end of the visit to the signature", told, "Time", values);
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
                ? "No signed note."
                : "You wrote or changed " + Math.round(100.0 * said.own() / said.all()) + " % of "
                        + count(said.all(), "statement") + " in " + count(work.signed(), "signed note") + ".";
        return Plot.rows(
                "statements",
                "Statements changed",
                told,
                "Statements",
                List.of(new Value("as drafted", said.all() - said.own()), new Value("by you", said.own())));
    }

    private static Plot codes(Work work) {
        int rejected = work.codes().rejected().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        List<Value> values =
                new ArrayList<>(List.of(new Value("Accepted", work.codes().accepted())));
        work.codes().rejected().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(reason -> values.add(new Value("Rejected: " + reason.getKey(), reason.getValue())));
        return Plot.rows(
                "codes",
                "Suggested codes",
                "You accepted " + count(work.codes().accepted(), "diagnosis code") + " and rejected " + rejected
                        + " of the codes and levels of service.",
                "Decision",
                values);
    }

    private static Plot levels(Work work) {
        int all = work.levels().values().stream().mapToInt(Integer::intValue).sum();
        List<Value> values = LEVELS.stream()
                .map(level -> new Value(level, work.levels().getOrDefault(level, 0)))
                .toList();
        return Plot.rows(
                "levels",
                "Levels of service",
                count(all, "level") + " of medical decision making signed.",
                "Level",
                values);
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String words(Duration wait) {
        if (wait.compareTo(Duration.ofHours(2)) < 0) {
            return count((int) Math.max(1, wait.toMinutes()), "minute");
        }
        return wait.compareTo(Duration.ofDays(2)) < 0
                ? count((int) wait.toHours(), "hour")
                : count((int) wait.toDays(), "day");
    }
}

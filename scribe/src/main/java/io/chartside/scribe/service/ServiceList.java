package io.chartside.scribe.service;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.TextTable;
import io.chartside.scribe.rules.RuleText;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The HCPCS codes that visits give occasion to, of {@code service/hcpcs.tsv}. */
public final class ServiceList {
    private final List<Service> services;

    private ServiceList(List<Service> services) {
        this.services = List.copyOf(services);
    }

    /** What a code stands for, and so what has to be said of it. */
    enum Kind {
        DRUG,
        VACCINE,
        VISIT,
        ACT
    }

    /**
     * @param amount of one unit, in {@code measure}: {@code mg}, {@code mcg}, {@code unit} or a word for the whole
     * @param phrases alternatives with a bar between them
     */
    public record Service(
            String code,
            Optional<LocalDate> from,
            Optional<LocalDate> to,
            Kind kind,
            BigDecimal amount,
            String measure,
            String display,
            String phrases) {
        public Service {
            Objects.requireNonNull(code);
            Objects.requireNonNull(from);
            Objects.requireNonNull(to);
            Objects.requireNonNull(display);
        }

        /** A visit without a date uses what is valid without end. */
        boolean isValidOn(Optional<LocalDate> day) {
            return day.isEmpty()
                    ? to.isEmpty()
                    : from.filter(day.get()::isBefore).isEmpty()
                            && to.filter(day.get()::isAfter).isEmpty();
        }

        String unit() {
            return amount.toPlainString() + " " + measure;
        }
    }

    public static ServiceList load(LexiconText text) {
        List<Service> services = new ArrayList<>();
        for (List<String> row : TextTable.read(text, "service/hcpcs.tsv", 7)) {
            String[] unit = row.get(4).split(" ");
            services.add(new Service(
                    row.get(0),
                    day(row.get(1)),
                    day(row.get(2)),
                    Kind.valueOf(row.get(3).toUpperCase(Locale.ROOT)),
                    new BigDecimal(unit[0]),
                    unit[1],
                    row.get(5),
                    row.get(6)));
        }
        return new ServiceList(services);
    }

    private static Optional<LocalDate> day(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(RuleText.day(text));
    }

    public List<Service> services() {
        return services;
    }
}

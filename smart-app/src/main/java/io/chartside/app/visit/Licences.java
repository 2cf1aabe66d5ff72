package io.chartside.app.visit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.words.Texts;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Practitioner;
import org.springframework.stereotype.Component;

/**
 * Says before a clinician works on a draft that the record will not let them sign it. The record decides, at the signature and
 * at each order; this is to spare them the work.
 */
@Component
public class Licences {
    private final Clock clock;
    /** Each change of a draft shows the signature's part again. */
    private final Cache<String, String> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    public Licences(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param practitioner logical id in the record; empty when the account is linked to none
     * @return why this person cannot sign, in words for the page; empty when nothing speaks against it
     */
    public String blocked(RecordClient record, Optional<String> practitioner) {
        if (practitioner.isEmpty()) {
            return Texts.of("licence.not-linked");
        }
        String who = record.server().base() + "/Practitioner/" + practitioner.get();
        String before = known.getIfPresent(who);
        if (before != null) {
            return words(before);
        }
        try {
            String blocked = blocked(record.read(Practitioner.class, practitioner.get()));
            known.put(who, blocked);
            return words(blocked);
        } catch (FhirRefused unreadable) {
            // Whoever may not read the directory is told at the signature.
            return "";
        }
    }

    private static String words(String key) {
        return key.isEmpty() ? "" : Texts.of(key);
    }

    /** Key of the words, or empty. */
    private String blocked(Practitioner person) {
        if (person.hasActive() && !person.getActive()) {
            return "licence.not-active";
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return person.getQualification().stream().anyMatch(held -> isValid(held.getPeriod(), today.toString()))
                ? ""
                : "licence.none";
    }

    /** A day counts as a whole, and a date of a year or month alone in that precision. */
    private static boolean isValid(Period period, String today) {
        String start = day(period.getStartElement().getValueAsString());
        String end = day(period.getEndElement().getValueAsString());
        return (start.isEmpty() || prefix(today, start).compareTo(start) >= 0)
                && (end.isEmpty() || prefix(today, end).compareTo(end) <= 0);
    }

    private static String day(String dateTime) {
        return dateTime == null ? "" : dateTime.substring(0, Math.min(10, dateTime.length()));
    }

    private static String prefix(String today, String other) {
        return today.substring(0, Math.min(today.length(), other.length()));
    }
}

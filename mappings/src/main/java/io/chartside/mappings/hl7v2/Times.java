package io.chartside.mappings.hl7v2;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import org.hl7.fhir.r4.model.BaseDateTimeType;

/** Times as HL7 spells them (2.5.1, 2.A.22 DTM), to the second and with the offset of the receiver's zone. */
final class Times {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmssxx");

    private final ZoneId zone;

    Times(ZoneId zone) {
        this.zone = zone;
    }

    String of(Instant time) {
        return SECONDS.format(time.atZone(zone));
    }

    String of(Date time) {
        return time == null ? "" : of(time.toInstant());
    }

    /** As precise as it was told: a day stays a day, whatever the zone. */
    String of(BaseDateTimeType time) {
        if (time == null || !time.hasValue()) {
            return "";
        }
        return time.getTimeZone() == null && time.getValueAsString().length() <= "2026-03-04".length()
                ? time.getValueAsString().replace("-", "")
                : of(time.getValue());
    }
}

package io.chartside.mappings.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitContextTest {
    private static final Instant DRAFTED = Instant.parse("2026-10-03T02:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-09-30T18:30:00-07:00, 2026-09-30",
        "2026-10-01T01:30:00Z, 2026-09-30",
        "2026-10-01T01:30:00.000+00:00, 2026-09-30",
        "2026-10-01T03:30:00+02:00, 2026-10-01",
        "2026-09-30, 2026-09-30",
        "2026-09, 2026-10-02",
        ", 2026-10-02"
    })
    void dayOfService_isThatOfThePlace(String start, LocalDate day) {
        Encounter visit = new Encounter();
        if (start != null) {
            visit.getPeriod().setStartElement(new DateTimeType(start));
        }

        assertThat(VisitContext.serviced(visit, DRAFTED, ZoneId.of("America/Los_Angeles")))
                .isEqualTo(day);
    }
}

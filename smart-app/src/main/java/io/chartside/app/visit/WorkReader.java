package io.chartside.app.visit;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.app.plugin.Together;
import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.DraftView.StatementView;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.signature.Addendum;
import io.chartside.mappings.signature.RejectedCounts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * Counts a clinician's own work of the last four weeks from the record, with the clinician's own token: three searches, each
 * for what names this practitioner, so that nobody's but their own is read. Nothing of it is kept.
 */
@Component
public class WorkReader {
    public static final int DAYS = 28;
    /** More visits or notes than anybody has in four weeks. */
    private static final int MOST = 1_000;

    private static final String PAGE = "100";

    private final Clock clock;

    public WorkReader(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param practitioner logical id in the record
     * @param together asks for all three at once
     */
    public Work read(RecordClient record, String practitioner, ZoneId zone, Together together) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        LocalDate first = today.minusDays(DAYS - 1L);
        String since = "ge" + first.atStartOfDay(zone).toInstant();
        String self = "Practitioner/" + practitioner;
        List<Encounter> visits = new ArrayList<>();
        List<Composition> notes = new ArrayList<>();
        List<ChargeItem> charges = new ArrayList<>();
        together.all(List.of(
                () -> visits.addAll(record.all(
                        Encounter.class,
                        SearchParameters.of("participant", self)
                                .and("date", since)
                                .and("_count", PAGE),
                        MOST)),
                () -> notes.addAll(record.all(
                        Composition.class,
                        SearchParameters.of("attester", self)
                                .and("_lastUpdated", since)
                                .and("_count", PAGE),
                        MOST)),
                () -> charges.addAll(record.all(
                        ChargeItem.class,
                        SearchParameters.of("enterer", self)
                                .and("_lastUpdated", since)
                                .and("_count", PAGE),
                        MOST))));
        return of(visits, notes, charges, self, first, today, zone);
    }

    static Work of(
            List<Encounter> visits,
            List<Composition> notes,
            List<ChargeItem> charges,
            String self,
            LocalDate first,
            LocalDate today,
            ZoneId zone) {
        Instant from = first.atStartOfDay(zone).toInstant();
        List<Composition> signed = notes.stream()
                .filter(note -> isNote(note)
                        && signedAt(note, self).filter(at -> !at.isBefore(from)).isPresent())
                .toList();
        return new Work(
                first,
                today,
                perDay(visits, first, today, zone),
                signed.size(),
                waits(visits, signed, self),
                statements(signed),
                codes(signed),
                levels(charges, from));
    }

    private static Map<LocalDate, Integer> perDay(
            List<Encounter> visits, LocalDate first, LocalDate today, ZoneId zone) {
        Map<LocalDate, Integer> days = new TreeMap<>();
        for (LocalDate day = first; !day.isAfter(today); day = day.plusDays(1)) {
            days.put(day, 0);
        }
        visits.stream()
                .filter(visit -> visit.getPeriod().hasStart()
                        && visit.getStatus() != Encounter.EncounterStatus.CANCELLED
                        && visit.getStatus() != Encounter.EncounterStatus.ENTEREDINERROR)
                .map(visit -> LocalDate.ofInstant(visit.getPeriod().getStart().toInstant(), zone))
                .forEach(day -> days.computeIfPresent(day, (same, count) -> count + 1));
        return days;
    }

    /** From the end of a visit to its signature; a note signed before the end took no time. Visits without an end are left out. */
    private static List<Duration> waits(List<Encounter> visits, List<Composition> signed, String self) {
        Map<String, Instant> ends = new HashMap<>();
        visits.stream()
                .filter(visit -> visit.getPeriod().hasEnd())
                .forEach(visit -> ends.put(
                        "Encounter/" + visit.getIdElement().getIdPart(),
                        visit.getPeriod().getEnd().toInstant()));
        return signed.stream()
                .filter(note -> ends.containsKey(note.getEncounter().getReference()))
                .map(note -> Duration.between(
                        ends.get(note.getEncounter().getReference()),
                        signedAt(note, self).orElseThrow()))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .sorted()
                .toList();
    }

    private static Work.Statements statements(List<Composition> signed) {
        int all = 0;
        int own = 0;
        for (Composition note : signed) {
            List<StatementView> statements = DraftReader.sections(note).stream()
                    .flatMap(section -> section.paragraphs().stream())
                    .flatMap(paragraph -> paragraph.statements().stream())
                    .toList();
            all += statements.size();
            own += (int) statements.stream().filter(StatementView::byClinician).count();
        }
        return new Work.Statements(all, own);
    }

    private static Work.Codes codes(List<Composition> signed) {
        long accepted = signed.stream()
                .flatMap(note -> note.getSection().stream())
                .flatMap(section -> section.getEntry().stream())
                .filter(entry -> String.valueOf(entry.getReference()).startsWith("Condition/"))
                .count();
        Map<String, Integer> rejected = new TreeMap<>();
        signed.stream()
                .flatMap(note -> RejectedCounts.read(note).stream())
                .filter(count -> count.kind().equals("code"))
                .forEach(count -> rejected.merge(count.reason(), count.count(), Integer::sum));
        return new Work.Codes((int) accepted, rejected);
    }

    private static Map<String, Integer> levels(List<ChargeItem> charges, Instant from) {
        Map<String, Integer> levels = new HashMap<>();
        charges.stream()
                .filter(charge -> charge.getStatus() == ChargeItem.ChargeItemStatus.BILLABLE
                        || charge.getStatus() == ChargeItem.ChargeItemStatus.BILLED)
                .filter(charge -> !charge.hasEnteredDate()
                        || !charge.getEnteredDate().toInstant().isBefore(from))
                .flatMap(charge -> Stream.ofNullable(charge.getExtensionByUrl(ChartsideFhir.EM_LEVEL)))
                .map(level -> level.getExtensionByUrl("level"))
                .filter(level -> level != null && level.hasValue())
                .map(Extension::getValue)
                .forEach(level -> levels.merge(level.primitiveValue(), 1, Integer::sum));
        return levels;
    }

    /** A note that Chartside drafted and a clinician signed, in force. */
    static boolean isNote(Resource note) {
        return AiLabel.isOn(note)
                && note instanceof Composition composition
                && !Addendum.isOne(composition)
                && composition.getStatus() != Composition.CompositionStatus.PRELIMINARY
                && composition.getStatus() != Composition.CompositionStatus.ENTEREDINERROR
                && ChartsideFhir.NOTE_ID.equals(composition.getIdentifier().getSystem());
    }

    private static Optional<Instant> signedAt(Composition note, String self) {
        return note.getAttester().stream()
                .filter(attester -> self.equals(attester.getParty().getReference()) && attester.hasTime())
                .map(attester -> attester.getTime().toInstant())
                .findFirst();
    }
}

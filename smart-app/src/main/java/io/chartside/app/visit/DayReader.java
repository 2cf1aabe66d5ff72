package io.chartside.app.visit;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.app.visit.DayList.Line;
import io.chartside.app.words.Texts;
import io.chartside.mappings.fhir.AiLabel;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Reads a clinician's day from the record, with the clinician's own token: two searches, each with what it refers to. */
@Component
public class DayReader {
    /** More than anybody sees in a day. */
    private static final String MOST = "100";

    private final Clock clock;

    public DayReader(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param practitioner logical id in the record
     * @param here logical id of the encounter that the window is about
     */
    public DayList read(RecordClient record, String practitioner, String here, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        String participant = "Practitioner/" + practitioner;
        Bundle visits = record.search(
                Encounter.class,
                SearchParameters.of("participant", participant)
                        .and("date", "ge" + today.atStartOfDay(zone).toInstant())
                        .and("date", "lt" + today.plusDays(1).atStartOfDay(zone).toInstant())
                        .and("_include", "Encounter:patient")
                        .and("_revinclude", "Composition:encounter")
                        .and("_count", MOST));
        Bundle drafts = record.search(
                Composition.class,
                SearchParameters.of("status", "preliminary")
                        .and("encounter.participant", participant)
                        .and("_include", "Composition:subject")
                        .and("_include", "Composition:encounter")
                        .and("_count", MOST));
        return of(visits, drafts, here, today, zone);
    }

    static DayList of(Bundle visits, Bundle drafts, String here, LocalDate today, ZoneId zone) {
        Found day = new Found(visits);
        Found open = new Found(drafts);
        List<Line> toSign = open.all(Composition.class).stream()
                .filter(note -> AiLabel.isOn(note) && note.getStatus() == Composition.CompositionStatus.PRELIMINARY)
                .map(note -> open.<Encounter>one(note.getEncounter().getReference()))
                .flatMap(Optional::stream)
                .distinct()
                .sorted(Comparator.comparing(DayReader::start))
                .map(visit -> open.line(visit, "draft", here, today, zone))
                .toList();
        List<Line> lines = day.all(Encounter.class).stream()
                .sorted(Comparator.comparing(DayReader::start))
                .map(visit -> day.line(visit, day.state(visit), here, today, zone))
                .toList();
        return new DayList(toSign, lines);
    }

    private static Instant start(Encounter visit) {
        return visit.getPeriod().hasStart() ? visit.getPeriod().getStart().toInstant() : Instant.MAX;
    }

    /** The resources of one answer, by reference. */
    private static final class Found {
        private final Map<String, Resource> byReference = new LinkedHashMap<>();
        private final Map<String, String> states = new HashMap<>();

        Found(Bundle bundle) {
            for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
                Resource resource = entry.getResource();
                byReference.put(
                        resource.fhirType() + "/" + resource.getIdElement().getIdPart(), resource);
                if (resource instanceof Composition note) {
                    String state = note.getStatus() == Composition.CompositionStatus.PRELIMINARY
                            ? "draft"
                            : note.getStatus() == Composition.CompositionStatus.ENTEREDINERROR ? "none" : "signed";
                    // A new draft beside a signed note still waits for its signature.
                    states.merge(
                            note.getEncounter().getReference(),
                            state,
                            (one, other) -> rank(one) > rank(other) ? one : other);
                }
            }
        }

        private static int rank(String state) {
            return List.of("none", "signed", "draft").indexOf(state);
        }

        <R extends Resource> List<R> all(Class<R> type) {
            return byReference.values().stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }

        @SuppressWarnings("unchecked")
        <R extends Resource> Optional<R> one(String reference) {
            return Optional.ofNullable((R) byReference.get(reference));
        }

        String state(Encounter visit) {
            return states.getOrDefault("Encounter/" + visit.getIdElement().getIdPart(), "none");
        }

        Line line(Encounter visit, String state, String here, LocalDate today, ZoneId zone) {
            Optional<Patient> patient = one(visit.getSubject().getReference());
            Instant start = start(visit);
            String when = start.equals(Instant.MAX)
                    ? ""
                    : LocalDate.ofInstant(start, zone).equals(today)
                            ? Texts.at("format.time", start.atZone(zone))
                            : Texts.at("format.day-of-year", start.atZone(zone));
            PatientBanner banner = Banners.of(patient.orElseGet(Patient::new), List.of(), today);
            String about =
                    banner.born().isEmpty() ? banner.sex() : Texts.of("banner.about", banner.sex(), banner.born());
            return new Line(
                    banner.name(),
                    about,
                    when,
                    Banners.of(visit, zone).reason(),
                    state,
                    visit.getIdElement().getIdPart().equals(here));
        }
    }
}

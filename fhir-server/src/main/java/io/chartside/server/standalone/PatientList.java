package io.chartside.server.standalone;

import io.chartside.server.person.Elements;
import io.chartside.server.person.PersonReader;
import io.chartside.server.sealed.SealedVisits;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * The patients that a person may choose from: those he saw last, until he looks for a name. Nobody is shown a list of patients
 * that are not his.
 */
final class PatientList {
    private static final String PATIENTS = "20";
    private static final String VISITS = "4";
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH);

    /** @param when start, and what it was about */
    record Visit(String id, String when, String reason) {}

    /** @param about sex, date of birth and record number */
    record Row(String id, String name, String about, List<Visit> visits) {}

    private final PersonReader reader;
    private final String person;
    private final ZoneId zone;

    /** @param person relative reference of who chooses */
    PatientList(PersonReader reader, String person, ZoneId zone) {
        this.reader = reader;
        this.person = person;
        this.zone = zone;
    }

    /** @param name part of a name; empty: the patients of the person's latest visits */
    List<Row> find(String name, boolean withVisits) {
        List<JsonNode> patients =
                name.isBlank() ? ownLatest() : reader.search("Patient", "name", escaped(name), "_count", PATIENTS);
        List<Row> rows = new ArrayList<>();
        for (JsonNode patient : patients) {
            String id = Elements.id(patient);
            rows.add(new Row(id, Elements.name(patient), about(patient), withVisits ? visits(id) : List.of()));
        }
        return rows;
    }

    private List<JsonNode> ownLatest() {
        if (person.startsWith("Patient/") || person.startsWith("RelatedPerson/")) {
            return reader.search("Patient", "_count", "1"); // The one record that such a person sees.
        }
        if (!person.startsWith("Practitioner/")) {
            return List.of();
        }
        return reader
                .search(
                        "Encounter",
                        "participant",
                        person,
                        "_sort",
                        "-date",
                        "_count",
                        PATIENTS,
                        "_include",
                        "Encounter:patient")
                .stream()
                .filter(resource -> Elements.type(resource).equals("Patient"))
                .toList();
    }

    private List<Visit> visits(String patient) {
        return reader.search("Encounter", "patient", "Patient/" + patient, "_sort", "-date", "_count", VISITS).stream()
                .filter(encounter ->
                        !SealedVisits.isSealed(Elements.id(encounter))) // A part of a visit, not one to open.
                .map(this::visit)
                .toList();
    }

    private Visit visit(JsonNode encounter) {
        String reason = Elements.concept(encounter.path("reasonCode").path(0));
        return new Visit(
                Elements.id(encounter),
                when(Elements.text(encounter.path("period").path("start"))),
                reason.isEmpty() ? Elements.concept(encounter.path("type").path(0)) : reason);
    }

    private String when(String start) {
        try {
            Instant instant = OffsetDateTime.parse(start).toInstant();
            return WHEN.format(instant.atZone(zone));
        } catch (DateTimeParseException e) {
            return start.isEmpty() ? "Visit" : start;
        }
    }

    private static String about(JsonNode patient) {
        String number = Elements.text(patient.path("identifier").path(0).path("value"));
        return Elements.text(patient.path("gender")) + ", born " + Elements.text(patient.path("birthDate"))
                + (number.isEmpty() ? "" : ", " + number);
    }

    /** A comma or a bar in a name is no "or" and no system (FHIR R4, search.html#escaping). */
    private static String escaped(String name) {
        return name.trim().replaceAll("([,|$\\\\])", "\\\\$1");
    }
}

package io.chartside.server.subscription;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.mappings.signature.Addendum;
import io.chartside.mappings.signature.Withdrawal;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.json.JsonTree;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.Database;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Encounter;

/**
 * A visit as a session of the MedScribeAlliance protocol. Its id is {@code ses_} and the visit's own number in the store in
 * base 36, 13 places: the protocol allows letters and digits alone, and ids of resources may hold more.
 */
final class AllianceSessions {
    private static final String PREFIX = "ses_";
    private static final int PLACES = 13;
    /** More than a visit has notes and addenda. */
    private static final String MOST = "200";

    private final Database database;
    private final Readings readings;
    private final FhirContext fhir;

    AllianceSessions(Database database, Readings readings, FhirContext fhir) {
        this.database = database;
        this.readings = readings;
        this.fhir = fhir;
    }

    /** @param over whether the visit has a signed note, or had one that was withdrawn and is not drafted anew */
    record Session(boolean over, ObjectNode json) {
        @Override
        public String toString() {
            return over ? "session that is over" : "session";
        }
    }

    private record Document(StoredResource stored, Composition composition) {
        boolean isInForce() {
            return composition.getStatus() == Composition.CompositionStatus.FINAL
                    || composition.getStatus() == Composition.CompositionStatus.AMENDED;
        }

        boolean addsTo(Document note) {
            return composition.getRelatesTo().stream()
                    .filter(relation -> relation.getCode() == Composition.DocumentRelationshipType.APPENDS)
                    .anyMatch(relation -> relation.hasTargetReference()
                            && note.stored()
                                    .id()
                                    .equals(relation.getTargetReference()
                                            .getReferenceElement()
                                            .getIdPart()));
        }
    }

    static String id(long rid) {
        String number = Long.toString(rid, Character.MAX_RADIX);
        return PREFIX + "0".repeat(PLACES - number.length()) + number;
    }

    /** @throws FhirRefusal 404 when the caller sees no such visit */
    Session read(RequestContext context, String session) {
        StoredResource visit = readings.read(
                context,
                "Encounter",
                encounter(context.tenant(), session)
                        .orElseThrow(() -> FhirRefusal.notFound("There is no such session")));
        Encounter encounter = (Encounter) parse(visit);
        ObjectNode json = JsonTree.object();
        json.put("session_id", session);
        List<Document> documents = documents(context, visit.id());
        List<Document> notes = documents.stream()
                .filter(found -> !Addendum.isOne(found.composition()))
                .toList();
        Optional<Document> note = notes.stream().filter(Document::isInForce).findFirst();
        boolean withdrawn = note.isEmpty()
                && notes.stream()
                        .findFirst()
                        .filter(newest -> Withdrawal.isWithdrawn(newest.composition()))
                        .isPresent();
        json.put("status", note.isPresent() ? "completed" : withdrawn ? "failed" : "processing");
        Instant begin = encounter.getPeriod().hasStart()
                ? encounter.getPeriod().getStart().toInstant()
                : visit.lastUpdated();
        json.put("created_at", begin.truncatedTo(ChronoUnit.SECONDS).toString());
        note.ifPresent(signed -> json.put(
                "completed_at",
                signed.stored().lastUpdated().truncatedTo(ChronoUnit.SECONDS).toString()));
        json.put("model_used", "chartside");
        json.put("language_detected", "en");
        json.put("audio_files_received", 0).putArray("audio_files");
        ObjectNode passed = json.putObject("additional_data");
        passed.put("fhir_encounter", "Encounter/" + visit.id());
        if (encounter.getIdentifierFirstRep().hasValue()) {
            passed.put("emr_encounter_id", encounter.getIdentifierFirstRep().getValue());
        }
        note.ifPresent(signed -> {
            passed.put("fhir_document", "Composition/" + signed.stored().id() + "/$document");
            List<Composition> addenda = documents.stream()
                    .filter(found -> found.isInForce() && found.addsTo(signed))
                    .map(Document::composition)
                    .sorted(Comparator.comparing(Composition::getDate))
                    .toList();
            template(json, signed.composition(), addenda);
        });
        if (withdrawn) {
            json.putObject("templates")
                    .putObject("note")
                    .put("status", "failed")
                    .putObject("error")
                    .put("code", "note_withdrawn")
                    .put("message", "The note was entered in error: what was read of it before is void");
        }
        return new Session(note.isPresent() || withdrawn, json);
    }

    private static void template(ObjectNode json, Composition note, List<Composition> addenda) {
        ObjectNode data = json.putObject("templates")
                .putObject("note")
                .put("status", "success")
                .putObject("data");
        for (Composition.SectionComponent section : note.getSection()) {
            String name = section.hasTitle() ? section.getTitle() : "section";
            data.put(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"), text(section));
        }
        if (!addenda.isEmpty()) {
            data.put(
                    "addenda",
                    addenda.stream()
                            .map(addendum -> addendum.getDateElement().getValueAsString() + "\n"
                                    + addendum.getSection().stream()
                                            .map(AllianceSessions::text)
                                            .collect(Collectors.joining("\n")))
                            .collect(Collectors.joining("\n\n")));
        }
    }

    private static String text(Composition.SectionComponent section) {
        return section.getText().getDiv() == null
                ? ""
                : section.getText().getDiv().allText().strip();
    }

    /** The visit's notes with what was added to them, the newest first. */
    private List<Document> documents(RequestContext context, String encounter) {
        SearchRequest request = new SearchRequest(
                "Composition",
                Map.of(
                        "encounter", List.of("Encounter/" + encounter),
                        "_sort", List.of("-date"),
                        "_count", List.of(MOST)),
                false,
                "sessions");
        return readings
                .search(context, request, "GET " + context.origin().base() + "/medscribealliance/sessions")
                .matches()
                .stream()
                .map(stored -> new Document(stored, (Composition) parse(stored)))
                .toList();
    }

    private Optional<String> encounter(TenantId tenant, String session) {
        if (!session.matches(PREFIX + "[0-9a-z]{" + PLACES + "}")) {
            return Optional.empty();
        }
        long rid;
        try {
            rid = Long.parseLong(session.substring(PREFIX.length()), Character.MAX_RADIX);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        return database
                .reading(
                        tenant,
                        found -> found.query(
                                "select id from resource where tenant = ? and rid = ? and type = ?",
                                List.of(tenant.value(), rid, ResourceTypes.number("Encounter")),
                                row -> row.getString(1)))
                .stream()
                .findFirst();
    }

    private org.hl7.fhir.r4.model.Resource parse(StoredResource stored) {
        return (org.hl7.fhir.r4.model.Resource)
                fhir.newJsonParser().parseResource(new String(stored.json(), StandardCharsets.UTF_8));
    }
}

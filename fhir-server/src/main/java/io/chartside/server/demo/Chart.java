package io.chartside.server.demo;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.person.Elements;
import io.chartside.server.person.PersonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One patient's chart: what was signed shows up here, what is still a draft does not. */
final class Chart {
    private static final String COUNT = "50";

    /** @param transcript whether it is what was said, rather than what was written of it */
    record Note(String title, String date, String status, String text, boolean transcript) {}

    /** @param codes as billed or filed */
    record Line(String what, String codes, String status) {}

    private final PersonReader reader;
    private final String patient;

    Chart(PersonReader reader, String patient) {
        this.reader = reader;
        this.patient = patient;
    }

    /** The visit that the user most likely looks at. */
    Optional<String> newestVisit() {
        return reader.search("Encounter", "patient", patient, "_sort", "-date", "_count", "1").stream()
                .map(Elements::id)
                .findFirst();
    }

    /** Newest first; what was said comes after what was written of it. */
    List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        for (JsonNode document :
                reader.search("DocumentReference", "patient", patient, "_sort", "-date", "_count", COUNT)) {
            notes.add(new Note(
                    Elements.concept(document.path("type")),
                    Elements.text(document.path("date")),
                    Elements.text(document.path("docStatus")),
                    text(document),
                    isTranscript(document)));
        }
        notes.sort(Comparator.comparing(Note::transcript));
        return notes;
    }

    List<Line> conditions() {
        return lines("Condition", "code", "verificationStatus");
    }

    List<Line> medications() {
        return lines("MedicationRequest", "medicationCodeableConcept", "status");
    }

    List<Line> orders() {
        return lines("ServiceRequest", "code", "status");
    }

    List<Line> claims() {
        List<Line> lines = new ArrayList<>();
        for (JsonNode claim : reader.search("Claim", "patient", patient, "_count", COUNT)) {
            StringBuilder what = new StringBuilder();
            StringBuilder codes = new StringBuilder();
            for (JsonNode item : claim.path("item")) {
                join(what, Elements.concept(item.path("productOrService")));
                join(codes, Elements.codes(item.path("productOrService")));
            }
            for (JsonNode diagnosis : claim.path("diagnosis")) {
                join(codes, Elements.codes(diagnosis.path("diagnosisCodeableConcept")));
            }
            lines.add(new Line(
                    what.isEmpty() ? "Claim" : what.toString(), codes.toString(), Elements.text(claim.path("status"))));
        }
        return lines;
    }

    private List<Line> lines(String type, String concept, String status) {
        List<Line> lines = new ArrayList<>();
        for (JsonNode resource : reader.search(type, "patient", patient, "_count", COUNT)) {
            JsonNode state = resource.path(status);
            lines.add(new Line(
                    Elements.concept(resource.path(concept)),
                    Elements.codes(resource.path(concept)),
                    state.isString() ? Elements.text(state) : Elements.codes(state)));
        }
        return lines;
    }

    private static boolean isTranscript(JsonNode document) {
        for (JsonNode coding : document.path("type").path("coding")) {
            if (ChartsideFhir.VISIT_TRANSCRIPT.equals(Elements.text(coding.path("code")))) {
                return true;
            }
        }
        return false;
    }

    /** The text of the first attachment that carries plain text. */
    private static String text(JsonNode document) {
        for (JsonNode content : document.path("content")) {
            JsonNode attachment = content.path("attachment");
            String data = Elements.text(attachment.path("data"));
            if (!data.isEmpty() && Elements.text(attachment.path("contentType")).startsWith("text/plain")) {
                try {
                    return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    return "";
                }
            }
        }
        return "";
    }

    private static void join(StringBuilder joined, String more) {
        if (!more.isEmpty()) {
            joined.append(joined.isEmpty() ? "" : ", ").append(more);
        }
    }
}

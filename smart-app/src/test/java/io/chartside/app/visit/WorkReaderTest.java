package io.chartside.app.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

/** A clinician's own four weeks. */
class WorkReaderTest {
    private static final String SELF = "Practitioner/p1";
    private static final LocalDate TODAY = LocalDate.parse("2026-03-04");
    private static final LocalDate FIRST = TODAY.minusDays(27);
    private static final ZoneId ZONE = ZoneOffset.UTC;

    private static Encounter visit(String id, String start, String end) {
        Encounter visit = new Encounter().setStatus(Encounter.EncounterStatus.FINISHED);
        visit.setId("Encounter/" + id);
        visit.getPeriod().setStart(Date.from(Instant.parse(start)));
        if (!end.isEmpty()) {
            visit.getPeriod().setEnd(Date.from(Instant.parse(end)));
        }
        return visit;
    }

    private static Composition note(String encounter, String signer, String at) {
        Composition note = new Composition().setStatus(CompositionStatus.FINAL);
        note.setIdentifier(new Identifier().setSystem(ChartsideFhir.NOTE_ID).setValue("urn:uuid:" + encounter));
        note.setEncounter(new Reference("Encounter/" + encounter));
        note.addAttester().setParty(new Reference(signer)).setTime(Date.from(Instant.parse(at)));
        return AiLabel.put(note);
    }

    private static void statements(Composition note, String... origins) {
        Composition.SectionComponent section = note.addSection();
        StringBuilder text = new StringBuilder("<div xmlns=\"http://www.w3.org/1999/xhtml\"><div>");
        for (int i = 0; i < origins.length; i++) {
            text.append("<span id=\"s" + i + "\">Words.</span> ");
            Extension statement = section.addExtension();
            statement.setUrl(ChartsideFhir.STATEMENT);
            statement.addExtension("id", new StringType("s" + i));
            statement.addExtension("origin", new CodeType(origins[i]));
        }
        Narrative narrative = new Narrative().setStatus(Narrative.NarrativeStatus.GENERATED);
        narrative.setDivAsString(text.append("</div></div>").toString());
        section.setText(narrative);
    }

    private static void rejected(Composition note, String kind, String reason, int count) {
        Extension extension = note.addExtension();
        extension.setUrl(ChartsideFhir.REJECTED);
        extension.addExtension("kind", new CodeType(kind));
        extension.addExtension("reason", new StringType(reason));
        extension.addExtension("count", new PositiveIntType(count));
    }

    private static ChargeItem charge(String level, String at) {
        ChargeItem charge = new ChargeItem().setStatus(ChargeItem.ChargeItemStatus.BILLABLE);
        charge.setEnteredDate(Date.from(Instant.parse(at)));
        Extension em = charge.addExtension();
        em.setUrl(ChartsideFhir.EM_LEVEL);
        em.addExtension("level", new CodeType(level));
        return charge;
    }

    private static Work work(List<Encounter> visits, List<Composition> notes, List<ChargeItem> charges) {
        return WorkReader.of(visits, notes, charges, SELF, FIRST, TODAY, ZONE);
    }

    @Test
    void everyDayIsThere_andCancelledVisitsAreNot() {
        Encounter cancelled = visit("e3", "2026-03-04T11:00:00Z", "").setStatus(Encounter.EncounterStatus.CANCELLED);
        Work work = work(
                List.of(
                        visit("e1", "2026-03-04T09:00:00Z", ""),
                        visit("e2", "2026-03-04T10:00:00Z", ""),
                        visit("e0", "2026-01-01T10:00:00Z", ""),
                        cancelled),
                List.of(),
                List.of());
        assertThat(work.visits()).hasSize(28).contains(entry(TODAY, 2), entry(FIRST, 0));
        assertThat(work.visits().values()).filteredOn(count -> count > 0).hasSize(1);
    }

    @Test
    void waits_countFromTheEndOfTheVisit_ofOwnSignaturesAlone() {
        Work work = work(
                List.of(
                        visit("e1", "2026-03-03T09:00:00Z", "2026-03-03T09:20:00Z"),
                        visit("e2", "2026-03-03T10:00:00Z", "2026-03-03T10:20:00Z"),
                        visit("e3", "2026-03-03T11:00:00Z", "")),
                List.of(
                        note("e1", SELF, "2026-03-03T09:32:00Z"),
                        note("e2", SELF, "2026-03-03T10:10:00Z"),
                        note("e3", SELF, "2026-03-03T12:00:00Z"),
                        note("e1", "Practitioner/other", "2026-03-04T09:32:00Z"),
                        note("e1", SELF, "2026-01-01T09:32:00Z")),
                List.of());
        assertThat(work.signed()).isEqualTo(3);
        assertThat(work.waits()).containsExactly(Duration.ZERO, Duration.ofMinutes(12));
    }

    @Test
    void statementsCodesAndLevels_areCounted() {
        Composition one = note("e1", SELF, "2026-03-03T09:32:00Z");
        statements(one, "ai", "clinician", "ai");
        one.getSectionFirstRep().addEntry(new Reference("Condition/1"));
        one.getSectionFirstRep().addEntry(new Reference("MedicationRequest/1"));
        rejected(one, "code", "Ruled out", 2);
        rejected(one, "order", "Not ordered", 4);
        Composition two = note("e2", SELF, "2026-03-03T09:32:00Z");
        statements(two, "clinician");
        rejected(two, "code", "Ruled out", 1);
        Work work = work(
                List.of(),
                List.of(one, two),
                List.of(charge("moderate", "2026-03-03T09:32:00Z"), charge("low", "2026-01-03T09:32:00Z")));
        assertThat(work.statements()).isEqualTo(new Work.Statements(4, 2));
        assertThat(work.codes().accepted()).isEqualTo(1);
        assertThat(work.codes().rejected()).containsExactly(entry("Ruled out", 3));
        assertThat(work.levels()).containsExactly(entry("moderate", 1));
    }
}

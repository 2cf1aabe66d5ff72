package io.chartside.app.visit;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.app.plugin.Together;
import io.chartside.app.visit.SinceLastVisit.Group;
import io.chartside.app.visit.SinceLastVisit.Line;
import io.chartside.app.words.Texts;
import io.chartside.mappings.document.ChartItems;
import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.DraftView.SectionView;
import io.chartside.mappings.draft.DraftView.StatementView;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.document.PatientChart.Item;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.springframework.stereotype.Component;

/**
 * Reads from the record, with the clinician's own token, what bears a time after the last signed note of another visit of the
 * patient: one search for the note, then one for each sort of entry, at once.
 */
@Component
public class SinceReader {
    /** Notes looked through for the last of another visit: amendments and documents stand between. */
    private static final String NOTES = "50";

    private static final int SHOWN = 30;
    private static final int ISO_DAY = "2026-03-04".length();
    /** LOINC: assessment and plan, assessment, plan of treatment. */
    private static final Set<String> PLANS = Set.of("51847-2", "51848-0", "18776-5");

    private static final Set<String> VOID = Set.of("entered-in-error", "cancelled", "refuted");
    private static final Set<String> PROPOSED = Set.of("draft", "unconfirmed");

    private final Together together;

    SinceReader(Together together) {
        this.together = together;
    }

    /**
     * @param patient logical id in the record
     * @param encounter logical id of the visit that the page is about
     * @return empty where the record has no signed note of another visit
     */
    public Optional<SinceLastVisit> read(RecordClient record, String patient, String encounter, ZoneId zone) {
        String here = "Encounter/" + encounter;
        Bundle notes = record.search(
                Composition.class,
                SearchParameters.of("patient", "Patient/" + patient)
                        .and("status", "final,amended")
                        .and("_sort", "-date")
                        .and("_count", NOTES));
        return resources(notes, Composition.class).stream()
                .filter(note -> WorkReader.isNote(note)
                        && note.hasDate()
                        && !here.equals(note.getEncounter().getReference()))
                .findFirst()
                .map(note -> since(record, patient, here, note, zone));
    }

    private SinceLastVisit since(RecordClient record, String patient, String here, Composition last, ZoneId zone) {
        Instant signed = signed(last);
        Asked asked = new Asked(record, patient, here, "gt" + signed);
        List<CompletableFuture<Group>> groups = List.of(
                together.begin(() -> asked.group("visits", Encounter.class, "date", SinceReader::line)),
                together.begin(() -> asked.group("results", Observation.class, "date", SinceReader::line)),
                together.begin(
                        () -> asked.group("medications", MedicationRequest.class, "authoredon", SinceReader::line)),
                together.begin(() -> asked.group("problems", Condition.class, "recorded-date", SinceReader::line)),
                together.begin(() -> asked.group("allergies", AllergyIntolerance.class, "date", SinceReader::line)),
                together.begin(() -> asked.group("documents", DocumentReference.class, "date", SinceReader::line)));
        return new SinceLastVisit(
                Texts.at("format.day", LocalDate.ofInstant(signed, zone)),
                plan(last),
                groups.stream()
                        .map(Together::of)
                        .filter(group -> !group.lines().isEmpty())
                        .toList());
    }

    /** When it was attested, else its date: what came in between was not known to it. */
    private static Instant signed(Composition note) {
        return note.getAttester().stream()
                .filter(Composition.CompositionAttesterComponent::hasTime)
                .map(attester -> attester.getTime().toInstant())
                .max(Instant::compareTo)
                .orElseGet(() -> note.getDate().toInstant());
    }

    private static List<String> plan(Composition note) {
        return DraftReader.sections(note).stream()
                .filter(section -> PLANS.contains(section.code()))
                .map(SectionView::paragraphs)
                .flatMap(List::stream)
                .map(paragraph -> Stream.concat(
                                Stream.of(paragraph.label()).filter(label -> label != null && !label.isBlank()),
                                paragraph.statements().stream().map(StatementView::text))
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private record Asked(RecordClient record, String patient, String here, String after) {
        <R extends Resource> Group group(String sort, Class<R> type, String time, Function<R, Line> line) {
            SearchParameters parameters = SearchParameters.of("patient", "Patient/" + patient)
                    .and(time, after)
                    .and("_sort", "-" + time)
                    .and("_count", Integer.toString(SHOWN + 1));
            if (type == Observation.class) {
                parameters.and("category", "laboratory").and("status", "final,amended,corrected");
            }
            List<R> found = resources(record.search(type, parameters), type);
            List<Line> lines = found.stream()
                    .limit(SHOWN)
                    .filter(resource -> !isOfThisVisit(resource) && !isVoid(resource))
                    .map(line)
                    .toList();
            return new Group(sort, lines, found.size() > SHOWN);
        }

        private boolean isOfThisVisit(Resource resource) {
            return here.equals(
                            resource.fhirType() + "/" + resource.getIdElement().getIdPart())
                    || references(resource).anyMatch(reference -> here.equals(reference.getReference()));
        }

        private static Stream<Reference> references(Resource resource) {
            return resource instanceof DocumentReference document
                    ? document.getContext().getEncounter().stream()
                    : Stream.ofNullable(resource.getNamedProperty("encounter"))
                            .flatMap(property -> property.getValues().stream())
                            .filter(Reference.class::isInstance)
                            .map(Reference.class::cast);
        }

        /** Void, a proposal that nobody has signed, or a document that Chartside itself made. */
        private static boolean isVoid(Resource resource) {
            if (resource instanceof DocumentReference document) {
                return document.getStatus() != DocumentReferenceStatus.CURRENT
                        || AiLabel.isOn(document)
                        || document.getType().hasCoding(ChartsideFhir.DOCUMENT_TYPE, ChartsideFhir.VISIT_TRANSCRIPT);
            }
            return VOID.contains(status(resource)) || AiLabel.isOn(resource) && PROPOSED.contains(status(resource));
        }
    }

    /** Empty where it is not told: charts of EHRs leave it out. */
    private static String status(Resource resource) {
        String status;
        if (resource instanceof Condition condition) {
            status = condition.getVerificationStatus().getCodingFirstRep().getCode();
        } else if (resource instanceof AllergyIntolerance allergy) {
            status = allergy.getVerificationStatus().getCodingFirstRep().getCode();
        } else {
            status = resource.getNamedProperty("status").getValues().stream()
                    .map(Base::primitiveValue)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("");
        }
        return status == null ? "" : status;
    }

    private static Line line(Encounter visit) {
        EncounterLine line = Banners.of(visit, ZoneOffset.UTC);
        return new Line(day(visit.getPeriod().getStartElement()), line.kind(), line.reason());
    }

    private static Line line(Observation result) {
        return line(
                result.hasEffectivePeriod() ? result.getEffectivePeriod().getStartElement() : result.getEffective(),
                ChartItems.of(result));
    }

    private static Line line(MedicationRequest request) {
        Item item = ChartItems.of(request, Optional.empty());
        String status = !request.hasStatus() || request.getStatus() == MedicationRequest.MedicationRequestStatus.ACTIVE
                ? ""
                : request.getStatus().getDisplay();
        return new Line(
                day(request.getAuthoredOnElement()),
                item.text(),
                Stream.of(item.detail(), status).filter(part -> !part.isBlank()).collect(Collectors.joining("; ")));
    }

    private static Line line(Condition problem) {
        return line(problem.getRecordedDateElement(), ChartItems.of(problem));
    }

    private static Line line(AllergyIntolerance allergy) {
        return line(allergy.getRecordedDateElement(), ChartItems.of(allergy));
    }

    private static Line line(DocumentReference document) {
        return new Line(
                day(document.getDateElement()),
                ChartItems.text(document.getType()),
                Optional.ofNullable(document.getDescription()).orElse(""));
    }

    private static Line line(Type time, Item item) {
        return new Line(day(time), item.text(), item.detail());
    }

    /** In words when it is a whole day, as it was written when it is less. */
    private static String day(Type time) {
        String day = ChartItems.day(time);
        return day.length() < ISO_DAY ? day : Texts.at("format.day", LocalDate.parse(day));
    }

    private static <R extends Resource> List<R> resources(Bundle bundle, Class<R> type) {
        return bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}

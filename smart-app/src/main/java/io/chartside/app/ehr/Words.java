package io.chartside.app.ehr;

import io.chartside.app.words.Texts;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.HumanName;

/** Names and visits in words for the page. */
final class Words {

    private Words() {}

    /** The official or usual name, as one line. */
    static String name(List<HumanName> names) {
        return names.stream()
                .min(Comparator.comparingInt(Words::rank))
                .map(name -> name.hasText() ? name.getText() : name.getNameAsSingleString())
                .orElse("");
    }

    private static int rank(HumanName name) {
        if (name.getUse() == null) {
            return 2;
        }
        return switch (name.getUse()) {
            case OFFICIAL -> 0;
            case USUAL -> 1;
            case OLD, MAIDEN -> 9;
            default -> 3;
        };
    }

    /** Type or class, with the day it began. */
    static String visit(Encounter encounter) {
        String what = Stream.concat(encounter.getType().stream(), encounter.getReasonCode().stream())
                .map(Words::concept)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> encounter.getClass_().hasDisplay()
                        ? encounter.getClass_().getDisplay()
                        : Texts.of("banner.visit"));
        if (!encounter.getPeriod().hasStart()) {
            return what;
        }
        String day = encounter
                .getPeriod()
                .getStart()
                .toInstant()
                .atZone(
                        encounter.getPeriod().getStartElement().getTimeZone() == null
                                ? java.time.ZoneOffset.UTC
                                : encounter
                                        .getPeriod()
                                        .getStartElement()
                                        .getTimeZone()
                                        .toZoneId())
                .format(DateTimeFormatter.ISO_LOCAL_DATE);
        return what + ", " + day;
    }

    private static Optional<String> concept(CodeableConcept concept) {
        if (concept.hasText()) {
            return Optional.of(concept.getText());
        }
        return concept.getCoding().stream()
                .filter(coding -> coding.hasDisplay())
                .map(coding -> coding.getDisplay())
                .findFirst();
    }
}

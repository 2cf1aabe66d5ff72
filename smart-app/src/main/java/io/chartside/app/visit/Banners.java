package io.chartside.app.visit;

import io.chartside.app.words.Texts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;

/** Chart resources as the lines of the banner. */
final class Banners {
    /** SNOMED CT: no known allergy; no known drug allergy. */
    private static final Set<String> NONE_KNOWN = Set.of("716186003", "409137002");

    private Banners() {}

    static PatientBanner of(Patient patient, List<AllergyIntolerance> recorded, LocalDate today) {
        List<AllergyIntolerance> active =
                recorded.stream().filter(Banners::counts).toList();
        boolean noneKnown = active.stream().anyMatch(Banners::saysNone);
        LocalDate born = patient.hasBirthDate() ? LocalDate.parse(birthDay(patient)) : null;
        return new PatientBanner(
                name(patient),
                born == null ? "" : Texts.at("format.day", born),
                born == null ? "" : age(born, patient.hasDeceased() ? null : today),
                sex(patient),
                mrn(patient),
                active.stream()
                        .filter(allergy -> !saysNone(allergy))
                        .map(Banners::allergy)
                        .distinct()
                        .toList(),
                Texts.of(noneKnown ? "banner.none-known" : "banner.none-recorded"));
    }

    static EncounterLine of(Encounter encounter, ZoneId zone) {
        String kind = encounter.getType().stream()
                .map(Banners::words)
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElseGet(() -> encounter.getClass_().hasDisplay()
                        ? encounter.getClass_().getDisplay()
                        : Texts.of("banner.visit"));
        Instant start = encounter.getPeriod().hasStart()
                ? encounter.getPeriod().getStart().toInstant()
                : null;
        String reason = encounter.getReasonCode().stream()
                .map(Banners::words)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
        return new EncounterLine(
                kind, start == null ? "" : Texts.at("format.day", start.atZone(zone)), reason, ended(encounter));
    }

    private static String ended(Encounter encounter) {
        return switch (encounter.getStatus() == null ? EncounterStatus.UNKNOWN : encounter.getStatus()) {
            case FINISHED -> Texts.of("banner.closed");
            case CANCELLED -> Texts.of("banner.cancelled");
            case ENTEREDINERROR -> Texts.of("banner.entered-in-error");
            default -> "";
        };
    }

    /** A birth date of a year or month alone counts from its first day, as the FHIR date's lower bound. */
    private static String birthDay(Patient patient) {
        String date = patient.getBirthDateElement().getValueAsString();
        return switch (date.length()) {
            case 4 -> date + "-01-01";
            case 7 -> date + "-01";
            default -> date.substring(0, 10);
        };
    }

    static String age(LocalDate born, LocalDate today) {
        if (today == null || born.isAfter(today)) {
            return "";
        }
        Period age = Period.between(born, today);
        if (age.getYears() >= 2) {
            return Texts.of("banner.years", age.getYears());
        }
        long months = age.toTotalMonths();
        return months >= 1 ? Texts.of("banner.months", months) : Texts.of("banner.days", age.getDays());
    }

    private static String name(Patient patient) {
        HumanName name = patient.getName().stream()
                .filter(candidate -> candidate.getUse() == HumanName.NameUse.OFFICIAL)
                .findFirst()
                .orElseGet(patient::getNameFirstRep);
        if (name.hasText()) {
            return name.getText();
        }
        String words = Stream.of(name.getGivenAsSingleString(), name.getFamily(), name.getSuffixAsSingleString())
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(" "));
        return words.isEmpty() ? Texts.of("banner.no-name") : words;
    }

    private static String sex(Patient patient) {
        AdministrativeGender gender = patient.getGender();
        return gender == null || gender == AdministrativeGender.NULL ? "" : Texts.of("sex." + gender.toCode());
    }

    /** The medical record number by its type, and no other: what has no type may be the number of a passport or a social security card. */
    private static String mrn(Patient patient) {
        return patient.getIdentifier().stream()
                .filter(identifier ->
                        identifier.getType().getCoding().stream().anyMatch(coding -> "MR".equals(coding.getCode())))
                .findFirst()
                .map(Identifier::getValue)
                .orElse("");
    }

    private static boolean counts(AllergyIntolerance allergy) {
        return !coded(allergy.getVerificationStatus(), Set.of("refuted", "entered-in-error"))
                && !coded(allergy.getClinicalStatus(), Set.of("inactive", "resolved"));
    }

    private static boolean saysNone(AllergyIntolerance allergy) {
        return coded(allergy.getCode(), NONE_KNOWN);
    }

    private static boolean coded(CodeableConcept concept, Set<String> codes) {
        return concept.getCoding().stream().anyMatch(coding -> codes.contains(coding.getCode()));
    }

    private static String allergy(AllergyIntolerance allergy) {
        String to = words(allergy.getCode());
        String reaction = allergy.getReaction().stream()
                .flatMap(found -> found.getManifestation().stream())
                .map(Banners::words)
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElse("");
        return (to.isEmpty() ? Texts.of("banner.unnamed-substance") : to)
                + (reaction.isEmpty() ? "" : " (" + reaction.toLowerCase(Locale.US) + ")");
    }

    private static String words(CodeableConcept concept) {
        if (concept.hasText()) {
            return concept.getText();
        }
        return concept.getCoding().stream()
                .filter(coding -> coding.hasDisplay())
                .map(coding -> coding.getDisplay())
                .findFirst()
                .orElse("");
    }
}

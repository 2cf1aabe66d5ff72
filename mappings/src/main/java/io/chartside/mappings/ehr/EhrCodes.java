package io.chartside.mappings.ehr;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;

/** Signed diagnoses in the form an EHR takes: plain Conditions without Chartside's extensions. */
public final class EhrCodes {
    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";

    private EhrCodes() {}

    /**
     * How one EHR wants them.
     *
     * @param category the one category, such as {@code encounter-diagnosis} or {@code problem-list-item}; empty: as signed
     * @param verificationStatus such as {@code provisional}, for an EHR in which a clinician confirms them once more; empty:
     *     as signed
     * @param noteCharacters longest note with the reason of the diagnosis; 0: none
     */
    public record Style(Optional<String> category, Optional<String> verificationStatus, int noteCharacters) {
        public static final Style PLAIN = new Style(Optional.empty(), Optional.empty(), 0);

        public Style {
            Objects.requireNonNull(category);
            Objects.requireNonNull(verificationStatus);
        }
    }

    /**
     * @param signed a confirmed Condition of the signed note
     * @throws IllegalArgumentException when it is not confirmed: nothing unsigned leaves
     */
    public static Condition condition(Condition signed, Reference patient, Reference encounter, Style style) {
        boolean confirmed = signed.getVerificationStatus().getCoding().stream()
                .anyMatch(coding -> "confirmed".equals(coding.getCode()));
        if (!confirmed) {
            throw new IllegalArgumentException("only a signed diagnosis goes to an EHR");
        }
        Condition condition = new Condition()
                .setClinicalStatus(signed.getClinicalStatus().copy())
                .setVerificationStatus(style.verificationStatus()
                        .map(code -> concept("condition-ver-status", code))
                        .orElseGet(() -> signed.getVerificationStatus().copy()))
                .setCode(signed.getCode().copy())
                .setSubject(patient)
                .setEncounter(encounter)
                .setRecordedDateElement(signed.getRecordedDateElement().copy());
        style.category()
                .ifPresentOrElse(
                        code -> condition.addCategory(concept("condition-category", code)),
                        () -> signed.getCategory().forEach(category -> condition.addCategory(category.copy())));
        reason(signed)
                .filter(reason -> style.noteCharacters() > 0)
                .ifPresent(reason -> condition.addNote().setText(shortened(reason, style.noteCharacters())));
        signed.getIdentifier().stream()
                .filter(identifier -> ChartsideFhir.CONDITION_ID.equals(identifier.getSystem()))
                .forEach(identifier -> condition.addIdentifier(identifier.copy()));
        return condition;
    }

    private static Optional<String> reason(Condition signed) {
        return Optional.ofNullable(signed.getExtensionByUrl(ChartsideFhir.SUGGESTION))
                .map(suggestion -> suggestion.getExtensionByUrl("reason"))
                .map(Extension::getValue)
                .map(value -> value.primitiveValue())
                .filter(text -> !text.isBlank());
    }

    /** Cut at a word, with an ellipsis that counts. */
    static String shortened(String text, int characters) {
        if (text.length() <= characters) {
            return text;
        }
        int cut = text.lastIndexOf(' ', characters - 1);
        int end = cut < characters / 2 ? characters - 1 : cut;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    private static CodeableConcept concept(String system, String code) {
        return new CodeableConcept().addCoding(new Coding(TERMINOLOGY + system, code, null));
    }
}

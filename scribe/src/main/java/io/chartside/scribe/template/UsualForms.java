package io.chartside.scribe.template;

import static io.chartside.scribe.draft.SectionKind.*;

import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.template.NoteTemplate.Part;
import io.chartside.scribe.template.NoteTemplate.Style;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The sections of each type of note where nobody asked for others. */
final class UsualForms {
    private static final Map<NoteType, NoteTemplate> FORMS = new EnumMap<>(NoteType.class);

    static {
        Form history = new Form()
                .with(PAST_HISTORY)
                .with(MEDICATIONS)
                .with(ALLERGIES)
                .with(FAMILY_HISTORY)
                .with(SOCIAL_HISTORY);
        Form findings = new Form().with(VITAL_SIGNS).with(PHYSICAL_EXAM).with(RESULTS);
        Form systems = new Form().with(REVIEW_OF_SYSTEMS);
        Form plan = new Form().with(ASSESSMENT_AND_PLAN).with(INSTRUCTIONS);
        new Form()
                .with(CHIEF_COMPLAINT)
                .with(HISTORY_OF_PRESENT_ILLNESS)
                .with(systems)
                .with(findings)
                .with(plan)
                .is(NoteType.SOAP);
        new Form()
                .with(CHIEF_COMPLAINT)
                .with(HISTORY_OF_PRESENT_ILLNESS)
                .with(systems)
                .with(findings)
                .with(plan)
                .is(NoteType.PROGRESS);
        new Form()
                .with(CHIEF_COMPLAINT)
                .with(HISTORY_OF_PRESENT_ILLNESS)
                .with(history)
                .with(systems)
                .with(findings)
                .with(plan)
                .is(NoteType.HISTORY_AND_PHYSICAL);
        new Form()
                .with(CHIEF_COMPLAINT)
                .with(HISTORY_OF_PRESENT_ILLNESS)
                .with(history)
                .with(systems)
                .with(findings)
                .with(ASSESSMENT_AND_PLAN)
                .with(INSTRUCTIONS)
                .is(NoteType.CONSULTATION);
        new Form()
                .with(PREOPERATIVE_DIAGNOSIS)
                .with(POSTOPERATIVE_DIAGNOSIS)
                .with(PROCEDURE_INDICATIONS)
                .with(ANESTHESIA)
                .with(PROCEDURE_FINDINGS)
                .with(PROCEDURE_DESCRIPTION)
                .with(SPECIMENS)
                .with(BLOOD_LOSS)
                .with(COMPLICATIONS)
                .with(DISPOSITION)
                .with(findings)
                .with(PLAN)
                .is(NoteType.OPERATIVE);
        new Form()
                .with(CHIEF_COMPLAINT)
                .with(HOSPITAL_COURSE)
                .with(history)
                .with(findings)
                .with(DISCHARGE_DIAGNOSIS)
                .with(DISCHARGE_MEDICATIONS)
                .with(ASSESSMENT_AND_PLAN)
                .with(INSTRUCTIONS)
                .is(NoteType.DISCHARGE_SUMMARY);
        new Form()
                .with(REASON_FOR_REFERRAL)
                .with(CHIEF_COMPLAINT)
                .with(HISTORY_OF_PRESENT_ILLNESS)
                .with(history)
                .with(findings)
                .with(ASSESSMENT_AND_PLAN)
                .is(NoteType.REFERRAL_LETTER);
        new Form().with(CHIEF_COMPLAINT).with(PLAN).with(INSTRUCTIONS).is(NoteType.PATIENT_INSTRUCTIONS);
    }

    private UsualForms() {}

    static NoteTemplate of(NoteType type) {
        return FORMS.get(type);
    }

    private static final class Form {
        private final List<Part> parts = new ArrayList<>();

        Form with(SectionKind kind) {
            parts.add(Part.usual(kind, Style.USUAL));
            return this;
        }

        Form with(Form other) {
            parts.addAll(other.parts);
            return this;
        }

        void is(NoteType type) {
            FORMS.put(type, new NoteTemplate("", type, parts));
        }
    }
}

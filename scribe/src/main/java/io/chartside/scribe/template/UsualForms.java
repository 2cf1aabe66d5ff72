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

/** The form of each type of note where nobody asked for another. */
final class UsualForms {
    private static final Map<NoteType, NoteTemplate> FORMS = new EnumMap<>(NoteType.class);

    static {
        Form history = new Form()
                .with(PAST_HISTORY, "PAST HISTORY")
                .with(MEDICATIONS, "CURRENT MEDICATIONS")
                .with(ALLERGIES, "ALLERGIES")
                .with(FAMILY_HISTORY, "FAMILY HISTORY")
                .with(SOCIAL_HISTORY, "SOCIAL HISTORY");
        Form findings = new Form()
                .with(VITAL_SIGNS, "VITALS REVIEWED")
                .with(PHYSICAL_EXAM, "PHYSICAL EXAM")
                .with(RESULTS, "RESULTS");
        Form systems = new Form().with(REVIEW_OF_SYSTEMS, "REVIEW OF SYSTEMS");
        Form plan = new Form().with(ASSESSMENT_AND_PLAN, "ASSESSMENT AND PLAN").with(INSTRUCTIONS, "INSTRUCTIONS");
        new Form()
                .with(CHIEF_COMPLAINT, "CHIEF COMPLAINT")
                .with(HISTORY_OF_PRESENT_ILLNESS, "HISTORY OF PRESENT ILLNESS")
                .with(systems)
                .with(findings)
                .with(plan)
                .is(NoteType.SOAP);
        new Form()
                .with(CHIEF_COMPLAINT, "CHIEF COMPLAINT")
                .with(HISTORY_OF_PRESENT_ILLNESS, "INTERVAL HISTORY")
                .with(systems)
                .with(findings)
                .with(plan)
                .is(NoteType.PROGRESS);
        new Form()
                .with(CHIEF_COMPLAINT, "CHIEF COMPLAINT")
                .with(HISTORY_OF_PRESENT_ILLNESS, "HISTORY OF PRESENT ILLNESS")
                .with(history)
                .with(systems)
                .with(findings)
                .with(plan)
                .is(NoteType.HISTORY_AND_PHYSICAL);
        new Form()
                .with(CHIEF_COMPLAINT, "REASON FOR VISIT")
                .with(HISTORY_OF_PRESENT_ILLNESS, "HISTORY OF PRESENT ILLNESS")
                .with(history)
                .with(systems)
                .with(findings)
                .with(ASSESSMENT_AND_PLAN, "IMPRESSION AND RECOMMENDATIONS")
                .with(INSTRUCTIONS, "INSTRUCTIONS")
                .is(NoteType.CONSULTATION);
        new Form()
                .with(PREOPERATIVE_DIAGNOSIS, "PREOPERATIVE DIAGNOSIS")
                .with(POSTOPERATIVE_DIAGNOSIS, "POSTOPERATIVE DIAGNOSIS")
                .with(PROCEDURE_INDICATIONS, "INDICATIONS")
                .with(ANESTHESIA, "ANESTHESIA")
                .with(PROCEDURE_FINDINGS, "FINDINGS")
                .with(PROCEDURE_DESCRIPTION, "PROCEDURE")
                .with(SPECIMENS, "SPECIMENS")
                .with(BLOOD_LOSS, "ESTIMATED BLOOD LOSS")
                .with(COMPLICATIONS, "COMPLICATIONS")
                .with(DISPOSITION, "DISPOSITION")
                .with(findings)
                .with(PLAN, "PLAN")
                .is(NoteType.OPERATIVE);
        new Form()
                .with(CHIEF_COMPLAINT, "REASON FOR ADMISSION")
                .with(HOSPITAL_COURSE, "HOSPITAL COURSE")
                .with(history)
                .with(findings)
                .with(DISCHARGE_DIAGNOSIS, "DISCHARGE DIAGNOSES")
                .with(DISCHARGE_MEDICATIONS, "DISCHARGE MEDICATIONS")
                .with(ASSESSMENT_AND_PLAN, "ASSESSMENT AND PLAN")
                .with(INSTRUCTIONS, "INSTRUCTIONS")
                .is(NoteType.DISCHARGE_SUMMARY);
        new Form()
                .with(REASON_FOR_REFERRAL, "REASON FOR REFERRAL")
                .with(CHIEF_COMPLAINT, "PRESENTING COMPLAINT")
                .with(HISTORY_OF_PRESENT_ILLNESS, "HISTORY")
                .with(history)
                .with(findings)
                .with(ASSESSMENT_AND_PLAN, "ASSESSMENT AND PLAN SO FAR")
                .is(NoteType.REFERRAL_LETTER);
        new Form()
                .with(CHIEF_COMPLAINT, "WHY YOU CAME")
                .with(PLAN, "WHAT WE AGREED")
                .with(INSTRUCTIONS, "NEXT VISIT")
                .is(NoteType.PATIENT_INSTRUCTIONS);
    }

    private UsualForms() {}

    static NoteTemplate of(NoteType type) {
        return FORMS.get(type);
    }

    private static final class Form {
        private final List<Part> parts = new ArrayList<>();

        Form with(SectionKind kind, String heading) {
            parts.add(new Part(kind, heading, Style.USUAL));
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

package io.chartside.scribe.draft;

import java.util.Locale;

/** The sections of a note, with their LOINC codes and LOINC's names. */
public enum SectionKind {
    CHIEF_COMPLAINT("10154-3", "Chief complaint"),
    HISTORY_OF_PRESENT_ILLNESS("10164-2", "History of present illness"),
    PAST_HISTORY("11348-0", "History of past illness"),
    MEDICATIONS("10160-0", "History of medication use"),
    ALLERGIES("48765-2", "Allergies and adverse reactions"),
    FAMILY_HISTORY("10157-6", "History of family member diseases"),
    SOCIAL_HISTORY("29762-2", "Social history"),
    REVIEW_OF_SYSTEMS("10187-3", "Review of systems"),
    VITAL_SIGNS("8716-3", "Vital signs"),
    PHYSICAL_EXAM("29545-1", "Physical findings"),
    RESULTS("30954-2", "Relevant diagnostic tests and laboratory data"),
    ASSESSMENT("51848-0", "Assessment"),
    PLAN("18776-5", "Plan of care"),
    ASSESSMENT_AND_PLAN("51847-2", "Assessment and plan"),
    INSTRUCTIONS("69730-0", "Instructions"),
    SUBJECTIVE("61150-9", "Subjective"),
    OBJECTIVE("61149-1", "Objective"),
    PREOPERATIVE_DIAGNOSIS("10219-4", "Preoperative diagnosis"),
    POSTOPERATIVE_DIAGNOSIS("10218-6", "Postoperative diagnosis"),
    PROCEDURE_INDICATIONS("59768-2", "Procedure indications"),
    PROCEDURE_DESCRIPTION("29554-3", "Procedure"),
    ANESTHESIA("59774-0", "Procedure anesthesia"),
    PROCEDURE_FINDINGS("59776-5", "Procedure findings"),
    SPECIMENS("59773-2", "Procedure specimens taken"),
    BLOOD_LOSS("59770-8", "Procedure estimated blood loss"),
    COMPLICATIONS("55109-3", "Complications"),
    DISPOSITION("59775-7", "Procedure disposition"),
    REASON_FOR_REFERRAL("42349-1", "Reason for referral"),
    HOSPITAL_COURSE("8648-8", "Hospital course"),
    DISCHARGE_DIAGNOSIS("11535-2", "Hospital discharge diagnosis"),
    DISCHARGE_MEDICATIONS("10183-2", "Hospital discharge medications");

    private final String loinc;
    private final String display;

    SectionKind(String loinc, String display) {
        this.loinc = loinc;
        this.display = display;
    }

    /** What a template calls it: {@code physical-exam}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String loinc() {
        return loinc;
    }

    public String display() {
        return display;
    }
}

package io.chartside.scribe.transcript;

import java.util.Locale;
import java.util.Set;

/** What a speaker tag's words say about the speaker. */
enum SpeakerTag {
    CLINICIAN(Speaker.CLINICIAN),
    PATIENT(Speaker.PATIENT),
    GUEST(Speaker.GUEST),
    /** A tag that only tells the speakers apart: {@code Speaker 1}. */
    NUMBERED(Speaker.UNKNOWN),
    /** Not a tag: the words before a colon belong to what was said. */
    NONE(Speaker.UNKNOWN);

    private static final Set<String> CLINICIANS = Set.of(
            "doctor",
            "dr",
            "doc",
            "d",
            "clinician",
            "physician",
            "provider",
            "md",
            "gp",
            "nurse",
            "np",
            "pa",
            "practitioner",
            "therapist",
            "surgeon",
            "consultant",
            "guest clinician",
            "clinician guest",
            "scribe",
            "physiotherapist",
            "physio",
            "psychologist",
            "psychiatrist",
            "pediatrician",
            "midwife",
            "pharmacist",
            "dentist",
            "optometrist",
            "resident",
            "attending",
            "registrar",
            "hospitalist",
            "counselor",
            "social worker",
            "dietitian",
            "nutritionist",
            "chiropractor",
            "podiatrist",
            "paramedic",
            "medical assistant",
            "assistant",
            "rn",
            "ma",
            "do",
            "ob",
            "obgyn",
            "examiner",
            "physical therapist",
            "occupational therapist",
            "speech therapist",
            "nurse practitioner",
            "physician assistant",
            "medical student",
            "student doctor");
    private static final Set<String> PATIENTS = Set.of("patient", "pt", "p", "client");
    private static final Set<String> GUESTS = Set.of(
            "patient guest",
            "guest",
            "guest family",
            "family",
            "mother",
            "mom",
            "mum",
            "father",
            "dad",
            "parent",
            "wife",
            "husband",
            "spouse",
            "partner",
            "son",
            "daughter",
            "sister",
            "brother",
            "carer",
            "caregiver",
            "caretaker",
            "interpreter",
            "relative",
            "grandmother",
            "grandfather",
            "grandma",
            "grandpa",
            "mommy",
            "daddy",
            "aunt",
            "uncle",
            "niece",
            "nephew",
            "friend",
            "guardian",
            "foster mother",
            "foster father",
            "stepmother",
            "stepfather",
            "translator",
            "girlfriend",
            "boyfriend",
            "companion",
            "teacher",
            "aide");

    private final Speaker speaker;

    SpeakerTag(Speaker speaker) {
        this.speaker = speaker;
    }

    Speaker speaker() {
        return speaker;
    }

    static SpeakerTag of(String words) {
        String name = words.toLowerCase(Locale.ROOT)
                .replace('_', ' ')
                .replace(".", " ")
                .replace('-', ' ')
                .strip()
                .replaceAll("\\s+", " ");
        String first = name.replaceAll("\\s*\\d+$", "").strip();
        if (CLINICIANS.contains(first)
                || first.endsWith("ologist")
                || name.startsWith("dr ")
                || name.startsWith("doctor ")) {
            return CLINICIAN;
        }
        if (PATIENTS.contains(first)) {
            return PATIENT;
        }
        if (GUESTS.contains(first) || name.startsWith("patient's ") || name.startsWith("guest ")) {
            return GUEST;
        }
        return first.equals("speaker")
                        || first.equals("voice")
                        || first.equals("spk")
                        || first.equals("unknown")
                        || first.equals("unknown speaker")
                ? NUMBERED
                : NONE;
    }
}

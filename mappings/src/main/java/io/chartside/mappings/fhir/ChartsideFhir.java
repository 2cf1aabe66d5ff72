package io.chartside.mappings.fhir;

/** The canonical names Chartside writes into FHIR resources, described in docs/fhir-mapping.md. */
public final class ChartsideFhir {
    public static final String BASE = "https://chartside.io/fhir/";

    private static final String EXTENSION = BASE + "StructureDefinition/";

    /** What a statement, code or order rests on: words of the transcript or an entry of the chart. */
    public static final String EVIDENCE = EXTENSION + "evidence";

    /** On a Composition section: one statement of the narrative, by element id, with its evidence. */
    public static final String STATEMENT = EXTENSION + "statement";

    /** On a Composition: a code that the words suggest and a guideline forbids. */
    public static final String CODE_EXCLUSION = EXTENSION + "code-exclusion";

    /** On a Composition: something the clinician should look at. */
    public static final String FLAG = EXTENSION + "flag";

    /** On a suggested Condition: rank, confidence, rule and reason. */
    public static final String SUGGESTION = EXTENSION + "suggestion";
    /** On a Composition that was entered in error: {@code by}, {@code at}, {@code reason}. */
    public static final String WITHDRAWAL = EXTENSION + "withdrawal";

    /** On a suggested order: what the plan does with the drug ({@code start}, {@code stop} …). */
    public static final String CHANGE = EXTENSION + "medication-change";

    /** On a suggested order: a part that was not said, such as {@code dose}. */
    public static final String MISSING = EXTENSION + "missing-detail";

    /** On a suggested order: the chart's own entry of the drug, and whether the order is for its dosage. */
    public static final String CHARTED = EXTENSION + "charted-medication";

    /** On a Composition: a line of the chart as the visit leaves it, or what the visit adds to the chart. */
    public static final String RECONCILIATION = EXTENSION + "reconciliation";

    /** On a Composition that tells a patient what to do: its reading grade, and the sentences it was counted over. */
    public static final String READING_GRADE = EXTENSION + "reading-grade";

    /** On a Composition section: one laboratory result read beside its range and its former values. */
    public static final String RESULT_READING = EXTENSION + "result-reading";

    /** On a ChargeItem: the three columns of medical decision making. */
    public static final String EM_LEVEL = EXTENSION + "em-level";

    /** On a suggestion: what the clinician decided, with the reason. */
    public static final String DECISION = EXTENSION + "decision";

    /** On a signed Composition: how many suggestions were rejected for a reason, and never which. */
    public static final String REJECTED = EXTENSION + "rejected-suggestions";

    /** Identifier systems. The note's identifier is the same in our store and in the EHR. */
    public static final String NOTE_ID = BASE + "identifier/note";

    public static final String TRANSCRIPT_ID = BASE + "identifier/transcript";
    public static final String CONDITION_ID = BASE + "identifier/condition";
    public static final String ORDER_ID = BASE + "identifier/order";
    public static final String CHARGE_ID = BASE + "identifier/charge";
    public static final String CLAIM_ID = BASE + "identifier/claim";
    public static final String DEVICE_ID = BASE + "identifier/device";
    public static final String PROMPT_ID = BASE + "identifier/prompt";
    public static final String VISIT_ID = BASE + "identifier/visit";

    /** Summaries, interpretations, instructions and letters, which are drafted from a chart. */
    public static final String CHART_DOCUMENT_ID = BASE + "identifier/chart-document";

    /** Types of document that LOINC has no code for: {@code visit-transcript}. */
    public static final String DOCUMENT_TYPE = BASE + "CodeSystem/document-type";

    public static final String VISIT_TRANSCRIPT = "visit-transcript";

    /** Categories of Consent of our own: {@code visit-recording}, that a visit may be recorded. */
    public static final String CONSENT_CATEGORY = BASE + "CodeSystem/consent-category";

    public static final String VISIT_RECORDING = "visit-recording";

    /** Levels of medical decision making in words of our own. */
    public static final String EM_LEVEL_CODES = BASE + "CodeSystem/em-level";

    /** Media type of the utterances with their ids and times, second content of a transcript. */
    public static final String UTTERANCES_MEDIA_TYPE = "application/json";

    public static final String CPT = "http://www.ama-assn.org/go/cpt";
    public static final String LOINC = "http://loinc.org";
    public static final String NPI = "http://hl7.org/fhir/sid/us-npi";
    public static final String ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm";

    private ChartsideFhir() {}

    /** HL7 AI Transparency on FHIR, 1.0.0-ballot. A later ballot changes this class alone. */
    public static final class AiTransparency {
        private static final String GUIDE = "http://hl7.org/fhir/uv/aitransparency/";

        /** {@code meta.security} of whatever an algorithm asserted. */
        public static final String LABEL_SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

        public static final String LABEL_CODE = "AIAST";
        public static final String LABEL_DISPLAY = "Artificial Intelligence asserted";

        public static final String DEVICE_TYPES = GUIDE + "CodeSystem/AIdeviceTypeCS";
        public static final String ARTIFICIAL_INTELLIGENCE = "Artificial-Intelligence";
        public static final String RULE_BASED = "Rule-Based-Systems";
        public static final String LANGUAGE_MODEL = "Large-Language-Models";

        private AiTransparency() {}
    }
}

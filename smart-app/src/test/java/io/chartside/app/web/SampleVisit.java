package io.chartside.app.web;

import io.chartside.app.review.AddendumLine;
import io.chartside.app.review.ChangeLine;
import io.chartside.app.review.CodeCard;
import io.chartside.app.review.DraftPane;
import io.chartside.app.review.EmTable;
import io.chartside.app.review.ExclusionLine;
import io.chartside.app.review.FlagLine;
import io.chartside.app.review.OrderCard;
import io.chartside.app.review.Quote;
import io.chartside.app.review.SectionBlock;
import io.chartside.app.review.SectionBlock.ParagraphBlock;
import io.chartside.app.review.SectionBlock.StatementBlock;
import io.chartside.app.review.SigningSummary;
import io.chartside.app.visit.DeliveryLine;
import io.chartside.app.visit.EncounterLine;
import io.chartside.app.visit.PatientBanner;
import io.chartside.app.visit.TranscriptPane;
import io.chartside.app.visit.TranscriptPane.Utterance;
import io.chartside.app.visit.VisitPage;
import java.util.List;

/** An invented visit in each of its states, for tests of the templates. */
final class SampleVisit {
    private static final List<Utterance> SAID = List.of(
            new Utterance(
                    0,
                    "u0",
                    "Doctor",
                    "clinician",
                    "Good morning, Mr. Okafor. How have you been since we changed the lisinopril?"),
            new Utterance(
                    1,
                    "u1",
                    "Patient",
                    "patient",
                    "Mostly fine. My pressure at home is still around one fifty over ninety, and I get a dry cough at night."),
            new Utterance(2, "u2", "Doctor", "clinician", "Any chest pain or shortness of breath?"),
            new Utterance(
                    3,
                    "u3",
                    "Patient",
                    "patient",
                    "No chest pain. A bit short of breath on the stairs, but that is not new."),
            new Utterance(4, "u4", "Doctor", "clinician", "And the sugars?"),
            new Utterance(
                    5,
                    "u5",
                    "Patient",
                    "patient",
                    "Fasting is between one thirty and one sixty. My feet tingle some evenings."),
            new Utterance(
                    6,
                    "u6",
                    "Doctor",
                    "clinician",
                    "Okay. Blood pressure here is 152 over 94, heart rate 78. Lungs are clear, heart is regular, no murmur. There is reduced sensation at both great toes."),
            new Utterance(
                    7,
                    "u7",
                    "Doctor",
                    "clinician",
                    "The cough may well be the lisinopril, so let's stop it and start losartan 50 milligrams once a day. I want a basic metabolic panel and an A1c before you leave."),
            new Utterance(8, "u8", "Patient", "patient", "All right. And the metformin stays?"),
            new Utterance(
                    9,
                    "u9",
                    "Doctor",
                    "clinician",
                    "Yes, keep the metformin twice a day, and come back in four weeks."));

    private SampleVisit() {}

    static VisitPage undrafted(String assets) {
        return page(assets, new TranscriptPane(SAID), null, List.of());
    }

    static VisitPage withoutTranscript(String assets) {
        return page(assets, new TranscriptPane(List.of()), null, List.of());
    }

    static VisitPage drafted(String assets) {
        return page(
                assets,
                new TranscriptPane(SAID),
                draft(false, "Mr. Okafor presents for follow-up of hypertension."),
                List.of());
    }

    static VisitPage signed(String assets) {
        return page(
                assets,
                new TranscriptPane(SAID),
                draft(true, "Mr. Okafor presents for follow-up of hypertension."),
                List.of(
                        new DeliveryLine("1", "written", "Note", "Nov 22, 2026, 10:42 AM"),
                        new DeliveryLine("2", "pending", "Diagnosis: Essential hypertension", ""),
                        new DeliveryLine(
                                "3",
                                "refused",
                                "Order: losartan",
                                "MedicationRequest.dosageInstruction: a route is required at this site."),
                        new DeliveryLine("4", "unknown", "Order: metoprolol", "", true)));
    }

    static List<AddendumLine> addenda() {
        return List.of(new AddendumLine(
                "a1", List.of("The metabolic panel is normal."), "Ada Moreno, MD", "Nov 23, 2026, 8:10 AM"));
    }

    /** The drafted visit with another first sentence, as it grows or as somebody else has changed it. */
    static VisitPage saying(String assets, String first) {
        return page(assets, new TranscriptPane(SAID), draft(false, first), List.of());
    }

    static VisitPage hostile(String assets, String words) {
        return page(
                assets,
                new TranscriptPane(List.of(new Utterance(0, "u0", words, "patient", words))),
                draft(false, words),
                List.of());
    }

    private static VisitPage page(
            String assets, TranscriptPane transcript, DraftPane draft, List<DeliveryLine> delivery) {
        return new VisitPage(
                "csrf-for-tests",
                assets,
                new PatientBanner(
                        "Emeka Okafor",
                        "Mar 4, 1961",
                        "65 y",
                        "Male",
                        "CS-100245",
                        List.of("Penicillin (hives)", "Sulfonamides"),
                        ""),
                new EncounterLine("Office visit", "Nov 22, 2026", "Blood pressure follow-up", ""),
                "Ada Moreno, MD",
                transcript,
                draft,
                delivery);
    }

    private static DraftPane draft(boolean signed, String first) {
        String decision = signed ? "accepted" : "pending";
        return new DraftPane(
                "c1",
                "3",
                "Progress note",
                signed,
                "Ada Moreno, MD",
                signed ? "Nov 22, 2026, 10:41 AM" : "",
                List.of(
                        new FlagLine(
                                "contradiction",
                                "Contradiction",
                                "Lisinopril is on the chart's medication list as continued; the visit stops it.",
                                List.of(
                                        new Quote("7:40-58", "clinician", "let's stop it"),
                                        new Quote("", "", "Lisinopril 20 mg"))),
                        new FlagLine(
                                "unsupported",
                                "Not in the transcript",
                                "One statement of the plan rests on nothing said.",
                                List.of())),
                List.of(
                        new SectionBlock(
                                "0",
                                "Chief complaint",
                                List.of(new ParagraphBlock(
                                        "0-0",
                                        "",
                                        false,
                                        List.of(new StatementBlock("s1", first, "0:0-40 1:0-20", ""))))),
                        new SectionBlock(
                                "1",
                                "History of present illness",
                                List.of(new ParagraphBlock(
                                        "1-0",
                                        "",
                                        false,
                                        List.of(
                                                new StatementBlock(
                                                        "s2",
                                                        "Home blood pressures remain around 150/90.",
                                                        "1:13-68",
                                                        ""),
                                                new StatementBlock(
                                                        "s3", "He reports a dry cough at night.", "1:74-105", ""),
                                                new StatementBlock("s4", "He denies chest pain.", "2:4-14 3:0-14", ""),
                                                new StatementBlock(
                                                        "s5", "Dyspnea on stairs is unchanged.", "3:16-71", ""),
                                                new StatementBlock(
                                                        "s6",
                                                        "Fasting glucose runs 130 to 160.",
                                                        "5:0-44",
                                                        "edited"))))),
                        new SectionBlock(
                                "2",
                                "Physical findings",
                                List.of(
                                        new ParagraphBlock(
                                                "2-0",
                                                "Cardiovascular",
                                                true,
                                                List.of(new StatementBlock(
                                                        "s7", "Regular rhythm, no murmur.", "6:80-110", ""))),
                                        new ParagraphBlock(
                                                "2-1",
                                                "Neurological",
                                                true,
                                                List.of(new StatementBlock(
                                                        "s8",
                                                        "Reduced sensation at both great toes.",
                                                        "6:111-155",
                                                        ""))))),
                        new SectionBlock(
                                "3",
                                "Assessment and plan",
                                List.of(
                                        new ParagraphBlock(
                                                "3-0",
                                                "1. Hypertension, not at goal",
                                                true,
                                                List.of(
                                                        new StatementBlock(
                                                                "s9",
                                                                "Stop lisinopril because of cough.",
                                                                "7:0-60",
                                                                ""),
                                                        new StatementBlock(
                                                                "s10",
                                                                "Start losartan 50 mg once a day.",
                                                                "7:63-104",
                                                                ""),
                                                        new StatementBlock(
                                                                "s11", "Low-salt diet advised.", "", "unsupported"))),
                                        new ParagraphBlock(
                                                "3-1",
                                                "2. Type 2 diabetes with neuropathy",
                                                true,
                                                List.of(
                                                        new StatementBlock(
                                                                "s12", "Continue metformin twice a day.", "9:5-41", ""),
                                                        new StatementBlock(
                                                                "s13",
                                                                "A1c and basic metabolic panel today.",
                                                                "7:106-160",
                                                                "")))))),
                List.of(
                        new CodeCard(
                                "Condition/1",
                                "I10",
                                "Essential (primary) hypertension",
                                1,
                                94,
                                "Follow-up of high blood pressure, not at goal.",
                                "I.C.9.a",
                                List.of(new Quote(
                                        "1:13-68",
                                        "patient",
                                        "My pressure at home is still around one fifty over ninety")),
                                signed ? "accepted" : "accepted",
                                ""),
                        new CodeCard(
                                "Condition/2",
                                "E11.42",
                                "Type 2 diabetes mellitus with diabetic polyneuropathy",
                                2,
                                81,
                                "Diabetes and neuropathy are presumed linked.",
                                "I.A.15 with",
                                List.of(
                                        new Quote("5:47-75", "patient", "My feet tingle some evenings"),
                                        new Quote("6:111-155", "clinician", "reduced sensation at both great toes")),
                                decision,
                                ""),
                        new CodeCard(
                                "Condition/3",
                                "R05.8",
                                "Other specified cough",
                                3,
                                62,
                                "A symptom with a suspected drug effect.",
                                "I.B.4",
                                List.of(new Quote("1:82-105", "patient", "a dry cough at night")),
                                "rejected",
                                "Another code is more specific")),
                List.of(new ExclusionLine(
                        "R06.09",
                        "Other forms of dyspnea",
                        "Chronic and unchanged, and not addressed today.",
                        "IV.J",
                        List.of(new Quote("3:16-71", "patient", "A bit short of breath on the stairs")))),
                new EmTable(
                        "ChargeItem/1",
                        "99214",
                        "Office visit, established patient",
                        "Moderate",
                        List.of(
                                new EmTable.Column(
                                        "Problems",
                                        "Moderate",
                                        List.of(new EmTable.Element(
                                                "Two chronic conditions, one not at goal",
                                                List.of(new Quote(
                                                        "6:20-50",
                                                        "clinician",
                                                        "Blood pressure here is 152 over 94"))))),
                                new EmTable.Column(
                                        "Data",
                                        "Limited",
                                        List.of(new EmTable.Element("Two unique tests ordered", List.of()))),
                                new EmTable.Column(
                                        "Risk",
                                        "Moderate",
                                        List.of(new EmTable.Element("Prescription drug management", List.of())))),
                        List.of(
                                "A third unique test, outside note or an independent historian (data)",
                                "Therapy that needs toxicity monitoring (risk)"),
                        decision,
                        ""),
                List.of(
                        new OrderCard(
                                "MedicationRequest/1",
                                "medication",
                                "Start",
                                "Losartan",
                                "50 mg, once a day",
                                List.of("route"),
                                "",
                                List.of(new Quote("7:63-104", "clinician", "start losartan 50 milligrams once a day")),
                                decision,
                                ""),
                        new OrderCard(
                                "MedicationRequest/2",
                                "medication",
                                "Continue",
                                "Metformin",
                                "twice a day",
                                List.of("dose", "route"),
                                "",
                                List.of(new Quote("9:5-41", "clinician", "keep the metformin twice a day")),
                                decision,
                                ""),
                        new OrderCard(
                                "MedicationRequest/3",
                                "medication",
                                "Continue",
                                "Tramadol",
                                "50 mg",
                                List.of(),
                                "IV",
                                List.of(),
                                decision,
                                ""),
                        new OrderCard(
                                "ServiceRequest/1",
                                "service",
                                "Laboratory",
                                "Hemoglobin A1c",
                                "",
                                List.of(),
                                "",
                                List.of(new Quote(
                                        "7:106-160",
                                        "clinician",
                                        "a basic metabolic panel and an A1c before you leave")),
                                "accepted",
                                "")),
                List.of(
                        new ChangeLine(
                                "medication",
                                "stopped",
                                "Lisinopril 20 mg once a day",
                                "",
                                true,
                                List.of(
                                        new Quote("7:40-58", "clinician", "let's stop it"),
                                        new Quote("", "", "medication list"))),
                        new ChangeLine(
                                "medication",
                                "new",
                                "",
                                "losartan 50 mg once a day",
                                true,
                                List.of(new Quote("7:63-104", "clinician", "start losartan"))),
                        new ChangeLine("problem", "unchanged", "Hypertension", "", true, List.of())),
                new SigningSummary("Ada Moreno, MD", List.of("I10"), List.of("Hemoglobin A1c"), 1, 1, 2, 0, 0, 1, ""));
    }
}

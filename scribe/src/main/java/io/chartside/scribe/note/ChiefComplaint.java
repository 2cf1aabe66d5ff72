package io.chartside.scribe.note;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.PatientProfile;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.finding.Finding;
import io.chartside.scribe.history.History;
import io.chartside.scribe.wording.Prose;
import io.chartside.scribe.wording.Writing;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why the patient came, in a few words. */
final class ChiefComplaint {
    /** The reason for the visit is said early: how many clauses of one speaker are looked at. */
    private static final int FIRST_CLAUSES = 25;

    private static final Pattern PRESENTS = Pattern.compile(
            "\\b(?:presents?|presenting|comes in|came in|is (?:here|in)|here|seen|in today|coming in|in the office|in clinic)(?: today| here| to the (?:clinic|office)| in the (?:clinic|office)| in| this morning| this afternoon)* (?:with|for|complaining of|due to|because of|to)(?: (?:a|an|some|her|his|your|complaints? of|complaining of|evaluation of|the evaluation of|concerns? (?:of|for|about)|issues? with|new|acute|the|follow-up (?:of|for|on)|worsening|having))* ([a-z0-9' -]+)");
    private static final Pattern TOLD = Pattern.compile(
            "\\b(?:you are|you have been|you were|he is|she is) (?:having|experiencing|here for|here with|dealing with|complaining of|here because of|struggling with|suffering from)(?: (?:some|a|an|your|this|these|problems with|issues with|trouble with|lots of|really bad))* ([a-z' -]+)");
    private static final String PART =
            "((?:(?:left|right|lower|upper|big|index|middle) )*(?:knee|shoulder|elbow|wrist|hand|finger|thumb|hip|ankle|foot|toe|back|neck|leg|arm|head|heel))s?\\b";
    private static final Pattern INJURED =
            Pattern.compile("\\b(?:hurt|injured|injure|broke|twisted|sprained|tweaked) (?:your|his|her|my) " + PART);
    private static final Pattern GAVE = Pattern.compile(
            "\\b(?:your|his|her|my) " + PART
                    + " (?:twisted|got twisted|popped|buckled|gave (?:way|out)|went out|swelled|got (?:hurt|injured|caught|crushed))");
    private static final Pattern SORE = Pattern.compile("\\b(?:your|his|her|my|both) " + PART
            + " (?:hurts|hurting|hurt|is hurting|are hurting|has been hurting|pain|problem|problems)");
    private static final Pattern WORSE = Pattern.compile(
            "\\b(?:your|my|his|her) ([a-z]+(?: [a-z]+)?) (?:is|are|has been|have been)(?: getting)? (?:worse|worsening|acting up|flaring(?: up)?)\\b");
    private static final Pattern OPERATED =
            Pattern.compile("\\b(?:since|after|from) (?:your|his|her) (operation|surgery)\\b");
    private static final Pattern END = Pattern.compile(
            " (?:and (?:i|he|she|you|we|it)|so|i|you|today|he|she|what|that|can|could|how|which|is|are|was|tell|who|after|since|when|because|for the|over|right|okay|um|do|did|at|in the)\\b.*$");

    private ChiefComplaint() {}

    static Statement of(Conversation conversation, PatientProfile patient, History history, Writing writing) {
        if (patient.introduction().isPresent()) {
            String name = name(PRESENTS, patient.introduction().get().text());
            if (!name.isEmpty()) {
                return statement(name, patient.introduction().get().said(), writing);
            }
        }
        int looked = 0;
        for (Clause clause : conversation.clauses()) {
            if (clause.clinician() && looked++ < FIRST_CLAUSES) {
                String name = name(PRESENTS, clause.text());
                name = name.isEmpty() ? name(TOLD, clause.text()) : name;
                name = name.isEmpty() ? told(clause.text()) : name;
                if (!name.isEmpty()) {
                    return statement(name, clause.said(), writing);
                }
            }
        }
        for (Finding finding : history.findings()) {
            if (finding.polarity() == Finding.Polarity.REPORTED) {
                return new Statement(Prose.capital(finding.symptom().name()) + ".", finding.evidence());
            }
        }
        return inPatientsWords(conversation, writing).orElseGet(() -> new Statement("Not stated.", List.of()));
    }

    /** What the patient says of a part of the body at the beginning, where nobody names a complaint. */
    private static Optional<Statement> inPatientsWords(Conversation conversation, Writing writing) {
        return conversation.clauses().stream()
                .filter(clause -> !clause.clinician())
                .limit(FIRST_CLAUSES)
                .filter(clause -> !told(clause.text()).isEmpty())
                .findFirst()
                .map(clause -> statement(told(clause.text()), clause.said(), writing));
    }

    /** "you hurt your left knee" is a left knee injury; "your elbow hurts" is elbow pain; "your migraines are worse". */
    private static String told(String text) {
        Matcher hurt = INJURED.matcher(text);
        if (hurt.find()) {
            return hurt.group(1) + " injury";
        }
        Matcher gave = GAVE.matcher(text);
        if (gave.find()) {
            return gave.group(1) + " injury";
        }
        Matcher sore = SORE.matcher(text);
        if (sore.find()) {
            return sore.group(1) + " pain";
        }
        Matcher worse = WORSE.matcher(text);
        if (worse.find()) {
            return worse.group(1);
        }
        Matcher operated = OPERATED.matcher(text);
        return operated.find() ? "follow-up after " + operated.group(1) : "";
    }

    private static Statement statement(String name, Evidence.Said said, Writing writing) {
        return new Statement(
                writing.sentence(
                        writing.written(writing.third(name, false, io.chartside.scribe.wording.Pronouns.NEUTRAL)
                                .replace("their ", ""))),
                List.of((Evidence) said));
    }

    private static String name(Pattern pattern, String text) {
        Matcher m = pattern.matcher(text);
        if (!m.find()) {
            return "";
        }
        String name = (m.group(1) + " ").replaceAll(END.pattern(), "").strip().replaceAll(" (?:and|or|with|of)$", "");
        return name.split(" ").length > 9
                        || name.length() < 4
                        || name.matches("(?:see|talk|discuss|go|get|you|me|visit|be|do|have).*")
                ? ""
                : name;
    }
}

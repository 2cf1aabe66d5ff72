package io.chartside.scribe.note;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.PatientProfile;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.finding.Finding;
import io.chartside.scribe.history.History;
import io.chartside.scribe.plan.Problem;
import io.chartside.scribe.plan.ProblemNames;
import io.chartside.scribe.wording.NoteWords;
import io.chartside.scribe.wording.Prose;
import io.chartside.scribe.wording.Writing;
import java.util.List;
import java.util.Locale;
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
    private static final Pattern HEADED = Pattern.compile("^chief complaint :? ([a-z0-9' -]+)$");
    private static final String PART =
            "((?:(?:left|right|lower|upper|big|index|middle) )*(?:knee|shoulder|elbow|wrist|hand|finger|thumb|hip|ankle|foot|toe|back|neck|leg|arm|head|heel))s?\\b";
    /** "how is the asthma", "tell me about the rash", "calling about your blood pressure readings". */
    private static final Pattern OPENED = Pattern.compile(
            "\\b(?:how (?:is|are|has|have)(?: things (?:with|going with))?|tell me (?:more )?about|going on with|(?:calling|here|talk|checking in) (?:about|regarding)|here for) (?:the|your|his|her|these|those|this|that) ((?:[a-z0-9'-]+ ?){1,5}?)(?= (?:been|doing|going|after|since|today|now|on|feeling|treating|readings?|numbers?|follow-up|holding|i|that|you)\\b| ,|$)");

    private static final Pattern INJURED =
            Pattern.compile("\\b(?:hurt|injured|injure|broke|twisted|sprained|tweaked) (?:your|his|her|my) " + PART);
    private static final Pattern GAVE = Pattern.compile(
            "\\b(?:your|his|her|my) " + PART
                    + " (?:twisted|got twisted|popped|buckled|gave (?:way|out)|went out|swelled|got (?:hurt|injured|caught|crushed))");
    private static final Pattern SORE = Pattern.compile(
            "\\b(?:your|his|her|my|both|the) " + PART
                    + "(?:'s)? (?:(?:is|are|been|has been|have been|still|just|really|always|also) )*(?:hurts|hurting|hurt|pain|problem|problems|killing me|bothering me|bothers me|acting up|aching|aches)\\b");
    private static final Pattern WORSE = Pattern.compile(
            "\\b(?:your|my|his|her) ([a-z]+(?: [a-z]+)?) (?:is|are|has been|have been)(?: getting)? (?:worse|worsening|acting up|flaring(?: up)?)\\b");
    private static final Pattern OPERATED =
            Pattern.compile("\\b(?:since|after|from) (?:your|his|her) ((?:[a-z-]+ ){0,3}(?:operation|surgery))\\b");
    private static final Pattern END = Pattern.compile(
            " (?:and (?:i|he|she|you|we|it)|so|i|you|today|he|she|what|that|can|could|how|which|is|are|was|tell|who|after|since|when|because|for the|over|right|okay|um|do|did|at|in the)\\b.*$");

    private static final Pattern FOLLOWED = Pattern.compile(
            "\\b(?:follow-up|followup|following up|recheck|check-up|checkup|checking up|check up|check in|checking in)(?: (?:visit|appointment|exam|evaluation|today|here))*(?: (?:on|of|for|with|about|regarding|up on)) (.+)$");
    private static final Pattern REASON = Pattern.compile(
            "\\b(?:follow-?up|exam|physical|visit|consult\\w*|evaluation|injury|opinion|clearance|establish|problems|issues|results?|labs?|finding|findings|refill|refills|check-?up|screening|pain|procedure|surgery|operation|lump|rash|swelling|twitch|cough|fall|accident|vaccine|pregnan\\w+)\\b");
    private static final Pattern RETURNING = Pattern.compile(
            "\\b(?:follow-up|followup|check-?up|recheck|last visit|since i (?:last )?saw you|last time (?:i saw|you were)|see you (?:back|again)|routine|annual)\\b");

    private final NoteWords words;

    ChiefComplaint(NoteWords words) {
        this.words = words;
    }

    /** The complaint as words, empty where none was stated. */
    String told(Statement complaint) {
        return complaint.text().equals(words.of("complaint.none"))
                ? ""
                : complaint.text().replaceAll("\\.$", "").toLowerCase(Locale.ROOT);
    }

    Statement of(
            Conversation conversation,
            PatientProfile patient,
            History history,
            Writing writing,
            ProblemNames names,
            List<Problem> problems) {
        Optional<Statement> followUp = followUp(conversation, writing, names);
        if (followUp.isPresent()) {
            return followUp.get();
        }
        if (patient.introduction().isPresent()) {
            String name = name(PRESENTS, patient.introduction().get().text());
            if (known(name, names)) {
                return statement(name, patient.introduction().get().said(), writing);
            }
        }
        boolean pressure = ProblemNames.treatsPressure(conversation);
        int looked = 0;
        for (Clause clause : conversation.clauses()) {
            if (clause.clinician() && looked++ < FIRST_CLAUSES) {
                String name = name(HEADED, clause.text());
                name = known(name, names) ? name : name(PRESENTS, clause.text());
                name = known(name, names) ? name : name(TOLD, clause.text());
                name = known(name, names) ? name : opened(clause.text(), names, pressure);
                name = known(name, names) ? name : told(clause.text());
                if (known(name, names)) {
                    return statement(name, clause.said(), writing);
                }
            }
        }
        List<String> chronic = names.chronic(problems);
        if (!chronic.isEmpty() && returning(conversation)) {
            List<Evidence> evidence = problems.stream()
                    .filter(p -> chronic.contains(p.name()))
                    .flatMap(p -> p.items().get(0).statement().evidence().stream())
                    .toList();
            boolean said = conversation.clauses().stream().anyMatch(c -> c.clinician() && saysFollowUp(c.text()));
            return new Statement(
                    Prose.capital(said ? words.of("complaint.follow-up", joined(chronic)) : joined(chronic)) + ".",
                    evidence);
        }
        for (Finding finding : history.findings()) {
            if (finding.polarity() == Finding.Polarity.REPORTED) {
                return new Statement(Prose.capital(finding.symptom().name()) + ".", finding.evidence());
            }
        }
        return inPatientsWords(conversation, writing)
                .or(() -> ofFirstProblem(problems))
                .orElseGet(() -> new Statement(words.of("complaint.none"), List.of()));
    }

    /** Where nobody says why the patient came, what the visit found. */
    private static Optional<Statement> ofFirstProblem(List<Problem> problems) {
        return problems.stream()
                .filter(problem -> !problem.name().isEmpty())
                .findFirst()
                .map(problem -> new Statement(
                        Prose.capital(problem.name()) + ".",
                        problem.items().get(0).statement().evidence()));
    }

    private static String opened(String text, ProblemNames names, boolean pressure) {
        Matcher m = OPENED.matcher(text);
        String said = m.find() ? pressure ? ProblemNames.pressure(m.group(1)) : m.group(1) : "";
        return names.all(said).stream().findFirst().orElse("");
    }

    /** "we have you down for a follow-up on your diabetes and your blood pressure" names what is followed up. */
    private Optional<Statement> followUp(Conversation conversation, Writing writing, ProblemNames names) {
        boolean pressure = ProblemNames.treatsPressure(conversation);
        return conversation.clauses().stream()
                .filter(Clause::clinician)
                .limit(FIRST_CLAUSES)
                .flatMap(clause -> {
                    Matcher m = FOLLOWED.matcher(clause.text());
                    if (!m.find()) {
                        return java.util.stream.Stream.empty();
                    }
                    String said = pressure ? ProblemNames.pressure(m.group(1)) : m.group(1);
                    List<String> followed = names.all(said);
                    return followed.isEmpty()
                            ? java.util.stream.Stream.empty()
                            : java.util.stream.Stream.of(new Statement(
                                    writing.sentence(followed(m.group(), writing.written(joined(followed)))),
                                    List.of((Evidence) clause.said())));
                })
                .findFirst();
    }

    private String joined(List<String> conditions) {
        return Prose.join(conditions, words.of("list.and"));
    }

    private String followed(String said, String conditions) {
        return saysFollowUp(said) ? words.of("complaint.follow-up", conditions) : conditions;
    }

    private static boolean saysFollowUp(String said) {
        return said.matches(".*\\b(?:follow-?up|following up)\\b.*");
    }

    /** Whether the clinician speaks early of an earlier visit. */
    private static boolean returning(Conversation conversation) {
        return conversation.clauses().stream()
                .filter(Clause::clinician)
                .limit(FIRST_CLAUSES)
                .anyMatch(clause -> RETURNING.matcher(clause.text()).find());
    }

    /** Whether the words say of themselves why somebody comes. */
    private static boolean known(String name, ProblemNames names) {
        return !name.isEmpty() && (names.names(name) || REASON.matcher(name).find());
    }

    /** What the patient says of a part of the body at the beginning, where nobody names a complaint. */
    private Optional<Statement> inPatientsWords(Conversation conversation, Writing writing) {
        return conversation.clauses().stream()
                .filter(clause -> !clause.clinician())
                .limit(FIRST_CLAUSES)
                .filter(clause -> !told(clause.text()).isEmpty())
                .findFirst()
                .map(clause -> statement(told(clause.text()), clause.said(), writing));
    }

    /** "you hurt your left knee" is a left knee injury; "your elbow hurts" is elbow pain; "your migraines are worse". */
    private String told(String text) {
        Matcher hurt = INJURED.matcher(text);
        if (hurt.find()) {
            return words.of("complaint.injury", hurt.group(1));
        }
        Matcher gave = GAVE.matcher(text);
        if (gave.find()) {
            return words.of("complaint.injury", gave.group(1));
        }
        Matcher sore = SORE.matcher(text);
        if (sore.find()) {
            return words.of("complaint.pain", sore.group(1));
        }
        Matcher worse = WORSE.matcher(text);
        if (worse.find()) {
            return worse.group(1);
        }
        Matcher operated = OPERATED.matcher(text);
        return operated.find() ? words.of("complaint.after", operated.group(1)) : "";
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
        String name = (m.group(1) + " ")
                .replaceAll(END.pattern(), "")
                .strip()
                .replaceAll("(?: \\d+)+$", "")
                .replaceAll(" (of|for|on|with|regarding) (?:your|his|her|their|the|my) ", " $1 ")
                .replaceAll(" (?:this|that|your|his|her|my|the) .*$", "")
                .replaceAll(
                        " (?:and|or|with|of|on|in|regarding|also|the|a|at that time too|too|at that time)(?: (?:the|a))?$",
                        "");
        return name.split(" ").length > 9
                        || name.length() < 4
                        || name.matches("(?:see|talk|discuss|go|get|you|me|visit|be|do|have).*")
                ? ""
                : name;
    }
}

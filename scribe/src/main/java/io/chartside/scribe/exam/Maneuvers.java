package io.chartside.scribe.exam;

import io.chartside.scribe.discourse.Answer;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.wording.NoteWords;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** "Does it hurt when I press here?" and the patient's answer, as a finding of the exam. */
final class Maneuvers {
    private static final Pattern ASKED =
            Pattern.compile("\\b(?:hurt|hurts|pain|painful|tender|tenderness|sore|discomfort)\\b");
    private static final Pattern DONE = Pattern.compile(
            "\\b(?:when|if|as) i\\b|\\bcan you\\b|\\bi am (?:pressing|pushing|moving|bending|touching)\\b|\\bhow about\\b|\\bright here\\b");
    private static final Pattern SITE = Pattern.compile(
            "\\b((?:inside|outside|top|bottom|front|back|side|left|right|inner|outer|lower|upper) (?:side |part |aspect )?of (?:the|your) [a-z]+|your (?!blood|vital|heart rate|temperature|symptom|result)(?:(?:left|right|big|index|middle|lower|upper) )*[a-z]+)\\b");
    /** The side of a limb whose name stands elsewhere: "when i push on the outside". */
    private static final Pattern ASPECT = Pattern.compile(
            "\\b(?:on|over|at) (?:the|this|that|your) (inside|outside)\\b( (?:here|there)| of (?:the|your|this) ((?:right |left )?(?:knee|elbow|ankle|leg|thigh|foot|arm)))?");

    private static final Map<Pattern, String> KINDS = new LinkedHashMap<>();

    static {
        kind("press|push|touch|palpat|squeeze|poke|tap|pressing|pushing", "palpation");
        kind("straighten|extend", "extension");
        kind("bend|flex", "flexion");
        kind("rotate|turn|twist", "rotation");
        kind("lift|raise", "elevation");
        kind("walk|stand|weight", "weight bearing");
        kind("move|moving|range of motion|motion", "movement");
    }

    private Maneuvers() {}

    private static void kind(String said, String written) {
        KINDS.put(Pattern.compile("\\b(?:" + said + ")"), written);
    }

    /** @param joint the part that is examined, or empty */
    static Optional<Statement> at(
            Transcript transcript, Conversation conversation, int i, String joint, NoteWords words) {
        Clause asked = conversation.clauses().get(i);
        if (!ASKED.matcher(asked.text()).find()) {
            return Optional.empty();
        }
        Clause before = i > 0 && conversation.clauses().get(i - 1).turn() == asked.turn()
                ? conversation.clauses().get(i - 1)
                : asked;
        String context = before == asked ? asked.text() : before.text() + " " + asked.text();
        int reply = asked.turn() + 1;
        if (!DONE.matcher(context).find()
                || reply >= transcript.turns().size()
                || conversation.roles().speakers().get(reply) == Speaker.CLINICIAN) {
            return Optional.empty();
        }
        String said = transcript.turns().get(reply).text();
        Answer answer = said.toLowerCase().matches("(?:a little|ouch|ow|it does|that hurts|that does).*")
                ? Answer.YES
                : Answer.of(said);
        if (answer == Answer.OPEN || said.isEmpty()) {
            return Optional.empty();
        }
        for (Map.Entry<Pattern, String> kind : KINDS.entrySet()) {
            if (kind.getKey().matcher(context).find()) {
                Matcher site = SITE.matcher(asked.text());
                boolean placed = site.find();
                if (!placed) {
                    site = SITE.matcher(context);
                    placed = site.find();
                }
                String where = placed && !kind.getValue().equals("weight bearing")
                        ? " of " + site.group().replaceAll("\\byour\\b", "the")
                        : "";
                where = where.startsWith(" of the") || where.isEmpty() ? where : " of the" + where.substring(3);
                Matcher aspect = ASPECT.matcher(context);
                while (kind.getValue().equals("palpation") && aspect.find()) {
                    String part = aspect.group(3) == null ? joint : aspect.group(3);
                    where = part.isEmpty() ? where : " of the " + aspect.group(1) + " of the " + part;
                }
                String done = words.of("maneuver." + kind.getValue().replace(' ', '-')) + where;
                String text = words.of(answer == Answer.YES ? "exam.pain" : "exam.no-pain", done);
                var turn = transcript.turns().get(reply);
                return Optional.of(new Statement(
                        text,
                        List.<Evidence>of(
                                asked.said(),
                                new Evidence.Said(
                                        turn.index(), turn.id(), 0, turn.text().length()))));
            }
        }
        return Optional.empty();
    }
}

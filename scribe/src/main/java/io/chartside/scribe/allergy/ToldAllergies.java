package io.chartside.scribe.allergy;

import io.chartside.scribe.discourse.Answer;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Relatives;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The patient's allergies as the visit tells of them: not denied, not asked in vain, and no relative's. */
public final class ToldAllergies {
    private static final Pattern ALLERGIC = Pattern.compile("\\ballerg(?:ic|y|ies) to "
            + "|\\ballerg(?:y|ies) (?:include |includes |: |(?:is|are) (?=[a-z-]+(?:$| ,| and| or)))");
    /** "A penicillin allergy". */
    private static final Pattern NAMED_BEFORE = Pattern.compile(
            "((?:[a-z-]+ ){1,4})allerg(?:y|ies)\\b(?! (?:to|medicines?|medications?|pills?|spray|relief|shots?)\\b)");

    private static final Pattern NO_NAME = Pattern.compile(
            "^.*\\b(?:for|my|your|his|her|their|the|a|an|have|has|had|of|with|is|on|take|taking|takes|use|using)\\b ?");
    /** A reply that tells of what is taken for an allergy. */
    private static final Pattern TAKEN =
            Pattern.compile("\\b(?:take|taking|takes|use|using|help\\w*|work\\w*|on|for)\\b");

    private static final Pattern ENDS = Pattern.compile(
            " (?:but|except|so|because|since|which|that|when|then|not|though|and (?:i|it|he|she|we|you|they|my|that)) ");
    private static final Pattern DENIED = Pattern.compile("\\b(?:not|no|never|any|if|without|denies|deny|nor)\\b");
    /** "No, I'm allergic to …" answers something else. */
    private static final Pattern REPLY = Pattern.compile(
            "^(?:(?:no|nope|well|oh|yes|yeah|but) (?:, )?)+(?=(?:i|he|she|you|we|my|but|the|just|only)\\b)");

    private static final Pattern SUBSTANCE = Pattern.compile("^(?:(?:the|a|an|some) )?([a-z][a-z-]{2,})(?: [a-z-]+)?$");
    private static final Set<String> VAGUE = Set.of(
            ("lot lots few many all several some things everything something anything nothing that this these those most certain it"
                            + " medication medications medicine medicines drug drugs other others multiple various what whatever you them")
                    .split(" "));
    private static final int ONE_AND_THE_OTHER = 2;

    private ToldAllergies() {}

    /**
     * An allergy, or several in one breath.
     *
     * @param clause where it is told
     * @param words that name it, such as those after "allergic to"
     * @param any whether they name a substance even where it is no drug
     */
    public record Told(Clause clause, String words, boolean any) {

        /** What the patient is allergic to, by its names: drugs and classes that are known, and else a substance that is named alone. */
        public List<String> substances(CrossReactions known) {
            Set<String> substances = new LinkedHashSet<>();
            String[] items = words.split(" (?:, )?(?:and|or) | , ");
            for (int i = 0; i < items.length; i++) {
                Matcher drug = known.named().matcher(items[i]);
                Matcher other = SUBSTANCE.matcher(items[i].strip());
                if (drug.find()) {
                    substances.add(drug.group());
                } else if (any && i < ONE_AND_THE_OTHER && other.matches() && !VAGUE.contains(other.group(1))) {
                    substances.add(other.group(1));
                }
            }
            return new ArrayList<>(substances);
        }
    }

    /** In the order of the visit. */
    public static List<Told> of(Conversation conversation) {
        List<Told> told = new ArrayList<>();
        List<Clause> clauses = conversation.clauses();
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            if (!clause.text().contains("allerg")) {
                continue;
            }
            if (clause.question()) {
                answered(clauses, i, told);
            } else {
                stated(clause, clause.text(), told);
            }
        }
        return told;
    }

    /** A question whose answer is no "no": yes to what it names, or the names themselves. */
    private static void answered(List<Clause> clauses, int at, List<Told> told) {
        Clause question = clauses.get(at);
        if (!question.clinician() || at + 1 == clauses.size()) {
            return;
        }
        Clause reply = clauses.get(at + 1);
        Answer answer = Answer.of(reply.text());
        if (!reply.speaker().isPatients() || answer == Answer.NO || reply.text().contains("allerg")) {
            return;
        }
        if (answer == Answer.YES) {
            stated(question, question.text().replaceAll("\\bany ", ""), told);
        }
        if (!TAKEN.matcher(reply.text()).find()) {
            told.add(new Told(reply, ended(reply.text()), false));
        }
    }

    private static void stated(Clause clause, String said, List<Told> told) {
        String text = REPLY.matcher(said).replaceFirst("");
        Matcher after = ALLERGIC.matcher(text);
        while (after.find()) {
            if (isThePatients(clause, text.substring(0, after.start()))) {
                told.add(new Told(clause, ended(text.substring(after.end())), true));
            }
        }
        Matcher before = NAMED_BEFORE.matcher(text);
        while (before.find()) {
            if (isThePatients(clause, text.substring(0, before.end(1)))) {
                String name = NO_NAME.matcher(before.group(1)).replaceFirst("");
                told.add(new Told(clause, name.strip(), false));
            }
        }
    }

    private static String ended(String words) {
        Matcher end = ENDS.matcher(words);
        return (end.find() ? words.substring(0, end.start()) : words).strip();
    }

    private static boolean isThePatients(Clause clause, String before) {
        return !Relatives.areMeant(clause, before) && !DENIED.matcher(before).find();
    }
}

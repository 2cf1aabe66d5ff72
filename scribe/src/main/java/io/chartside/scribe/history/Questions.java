package io.chartside.scribe.history;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Answer;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.wording.Verbs;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a statement about "you" of a question and its answer: "are you still taking it" and "yes" say "you are still taking it". */
final class Questions {
    private static final Pattern START = Pattern.compile(
            "^(?:(?:okay|so|and|now|but|well|then|or|also|great|good|yeah|tell me|wow) ?,? ?)*"
                    + "(do|did|are|were|have|has|is|was|can|does|any|had) (you|it|that|this|the [a-z]+|your [a-z]+|there|they|he|she)?\\b ?(.*)$");
    /** A question that states: "and you are watching your sugars at home?", "it looks like you had eczema?" */
    private static final Pattern STATED = Pattern.compile(
            "^(?:(?:okay|so|and|now|but|well|then|or|also|great|good|yeah|yes|all right) ?,? ?)*"
                    + "(?:(?:it )?(?:looks|sounds|seems) like |i (?:see|have|understand|heard|hear|know)(?: here)?(?: that)? )?"
                    + "(you (?:are|were|have|had|do|did|take|use|smoke|drink|feel|get|live|work) .+|no (?:other |recent |new |prior )*[a-z]+.*)$");

    private static final Pattern DENYING = Pattern.compile("\\b(?:not|never|no|without|none)\\b|n't\\b");

    /** Asks for whatever else there is, or how the talk goes: a yes to it says nothing. */
    private static final Pattern OF_NOTHING = Pattern.compile(
            "\\b(?:other (?:symptoms?|questions?|concerns?|things?)|(?:any|some)thing else|questions?|treatment plan|plan clear|make sense|happy with|okay with)\\b");

    private static final Pattern SHORT = Pattern.compile(
            "^((?:(?:okay|so|and|now|but) ?,? ?)*)((?:still|currently) [a-z]+ing|ever (?:had|been|smoked|used|taken|tried)|been|(?:taking|using|smoking|drinking|waking|sleeping|eating|working|exercising|checking))\\b");

    /** What is so of the patient now; a reply may tell of another time or of somebody else. */
    private static final Pattern HABIT = Pattern.compile("^you (?:smoke|drink|take|are allergic to) ");

    private static final Pattern ELSEWHERE = Pattern.compile(
            "\\b(?:used to|quit|stopp?(?:ed)?|ago|until|before|ran out|out of|anyone|anybody|who|he|she|they|his|her|my|no|not|never|did|was|were|had|ever)\\b");

    private static final Pattern TAG = Pattern.compile(
            " (?:right|correct|or|okay|is that right|is that correct|yes|no|or no|or what|or not|at all|though)$");
    private static final Pattern DURATION =
            Pattern.compile("^(?!.*\\b(?:last|this)\\b).*\\b(?:days?|weeks?|months?|years?|hours?|minutes)$");
    private static final Pattern TAKEN = Pattern.compile(
            "^(?:(?:yes|yeah|well|so|i|have|was|am|did|been|also|only|just) )*(?:took|taken|taking|tried|trying|used|using|take|use|doing|did) ");
    private final List<Open> open = new ArrayList<>();

    private record Open(Pattern asked, Pattern replied, String written) {}

    Questions(LexiconText text) {
        for (String[] row : RuleText.rows(text, "history/answers.tsv")) {
            open.add(new Open(
                    Pattern.compile(row[0].replace("~", "\\b")), Pattern.compile(row[1].replace("~", "\\b")), row[2]));
        }
    }

    /** "ever had gout", "still smoking": asked without its first words. */
    private static String whole(String question) {
        Matcher m = SHORT.matcher(question);
        if (!m.find()) {
            return question;
        }
        String first = m.group(2);
        String auxiliary = first.equals("been") || first.startsWith("ever") ? "have" : "are";
        return auxiliary + " you " + question.substring(m.end(1));
    }

    /** A sentence about "you", or empty when the question and answer make none. */
    String closed(String question, Answer answer, Verbs verbs) {
        if (answer == Answer.OPEN
                || answer == Answer.YES
                        && (question.contains(" or ")
                                || OF_NOTHING.matcher(question).find())) {
            return "";
        }
        String asked = whole(question);
        if (answer == Answer.NO && question.contains(" and ") || question.matches(".* (?:it|that|this|one|them)")) {
            return "";
        }
        for (Matcher tag = TAG.matcher(asked); tag.find(); tag = TAG.matcher(asked)) {
            asked = asked.substring(0, tag.start());
        }
        asked = asked.replaceAll(" ,$", "");
        Matcher stated = STATED.matcher(asked);
        if (stated.matches()) {
            return stated(stated.group(1), answer);
        }
        Matcher m = START.matcher(asked);
        if (!m.matches() || m.group(3).isBlank()) {
            return "";
        }
        boolean no = answer == Answer.NO;
        String auxiliary = m.group(1);
        String subject = m.group(2);
        String rest = no
                ? m.group(3).replaceAll("\\bsome\\b", "any")
                : m.group(3).replaceAll("\\b(?:any|ever) ", "").replaceAll("\\byet\\b", "");
        if (auxiliary.equals("any")) {
            return "you " + (no ? "deny any " : "have ") + (subject == null ? "" : subject + " ") + rest;
        }
        if (subject == null) {
            return "";
        }
        if (rest.startsWith("not ")) {
            return "";
        }
        if (auxiliary.equals("do") || auxiliary.equals("does") || auxiliary.equals("did")) {
            return no
                    ? subject + " " + auxiliary + " not " + rest.replaceAll("\\bever ", "")
                    : subject + " " + did(auxiliary, subject, rest);
        }
        return subject + " " + auxiliary + (no ? " not " : " ") + rest.replaceAll("\\bever ", "");
    }

    /** "Kidney stones ever?" "No." */
    static String denied(String bare, Answer answer) {
        return answer == Answer.NO && !bare.isEmpty() && !bare.matches("(?:no|when|what|where|who|why|how|which) .*")
                ? "you deny " + bare
                : "";
    }

    /** "no" agrees to what is asked as a denial; "yes" may agree or contradict. */
    private static String stated(String said, Answer answer) {
        if (said.startsWith("no ")) {
            return answer == Answer.NO ? "you have " + said : "";
        }
        return answer == Answer.YES && !DENYING.matcher(said).find() ? said : "";
    }

    private static String did(String auxiliary, String subject, String rest) {
        return switch (auxiliary) {
            case "do" -> rest;
            case "did" -> "did " + rest;
            default -> subject.equals("you") ? rest : "does " + rest;
        };
    }

    /** "How long? About four days." began four days ago. */
    private static String since(String written, String part) {
        return written.startsWith("the symptoms began")
                        && DURATION.matcher(part).find()
                ? part + " ago"
                : part;
    }

    /** Whether the sentence tells how much is smoked or drunk, what is taken or not borne: more than a yes. */
    static boolean habit(String sentence) {
        return HABIT.matcher(sentence).find();
    }

    /** A sentence that gives an elliptical reply its subject, or empty. */
    String elliptical(String question, String reply) {
        for (Open rule : open) {
            Matcher asked = rule.asked().matcher(question);
            if (asked.find()
                    && !(HABIT.matcher(rule.written()).find()
                            && ELSEWHERE.matcher(question + " , " + reply).find())) {
                Matcher m = rule.replied().matcher(reply);
                if (m.find()) {
                    String part = since(
                            rule.written(), TAKEN.matcher(m.group().strip()).replaceFirst(""));
                    return part.matches("(?:.* )?(?:i|we|my)(?: .*)?")
                            ? ""
                            : rule.written()
                                    .replace("{1}", asked.groupCount() > 0 ? asked.group(1) : "")
                                    .replace("{}", part);
                }
            }
        }
        return "";
    }
}

package io.chartside.scribe.plan;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the clinician bids the patient, said about the patient: "keep checking her feet" is what the patient should do. */
final class Advice {
    /** "so what we will do is": says that a plan comes, not which. */
    private static final Pattern EMPTY = Pattern.compile(
            "^.*\\b(?:(?:we|i) (?:will|can|would|am going to) do|what i (?:do|did)|(?:him|her|them|patient) (?:to )?do|my thoughts on that|my plan|what i would recommend|what i recommend|(?:advised|recommended)(?: that)? the patient(?: to)?(?: use| what we try)?) is (?:is )?(?:that |to |something called )?|^(?:i want to|we will|i would like to) (?=we |i |the patient )|^(?:please|and|then|so|also|just) ");

    private final Set<String> bidden;
    private final Set<String> things;
    private final Pattern behindThings;

    Advice(LexiconText text) {
        Map<String, Set<String>> lists = RuleText.lists(text, "plan/bidden.txt");
        bidden = lists.get("bidden");
        things = lists.get("things");
        behindThings = Pattern.compile(String.join("|", lists.get("behind things")));
    }

    String toPatient(String sentence) {
        String text = EMPTY.matcher(sentence).replaceFirst("");
        text = text.replaceAll(
                "\\b(we will|I believe|the patient should) (?:(?:we will|I believe|the patient should) )+", "$1 ");
        text = text.replaceFirst("^will (?=[a-z])", "we will ")
                .replaceFirst("^(recommended|attempted|discussed|explained|reviewed|performed) ", "I $1 ");
        text = text.replaceFirst(
                "^(if .+?) ?,? (?:then |please )?(contact|call|stop|go|come|return) ", "$1 , the patient should $2 ");
        text = text.replaceFirst(" , and (contact|call) ", " , and the patient should $1 ");
        text = text.replaceFirst(
                " , (?:he|she|they|the patient) (?:calls?|call) (911|the office|us|me)",
                " , the patient should call $1");
        String[] words = text.split(" ");
        String first = words[0];
        if (text.startsWith("do not ") || text.startsWith("never ")) {
            return "the patient should not " + text.substring(text.startsWith("do") ? 7 : 6);
        }
        boolean thing = things.contains(first)
                && words.length > 1
                && behindThings.matcher(words[1]).matches()
                && !(words[1].equals("and") && words.length > 2 && bidden.contains(words[2]));
        return bidden.contains(first) && !thing ? "the patient should " + text : text;
    }
}
